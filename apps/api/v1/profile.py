"""One's own profile and CV: read, change a section, confirm; upload, look at what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from apps.accounts import consents
from apps.accounts.models import User
from apps.api.errors import demand, steps
from apps.api.fields import PlainTextField
from apps.api.parsers import PlainJSONParser
from apps.api.v1 import profile_shapes as shapes
from apps.api.v1.profile_shapes import OwnProfileOut, ProfileIn, own_profile_out
from apps.api.views import found_or_404, read
from apps.employers.models import Employer
from apps.talents import policies, profiles, proposal, readings
from apps.talents.models import CvReading, Talent
from apps.talents.sections import Degree, Job, LanguageRow, Project, SkillRow, Text

Rows = list[dict[str, Any]]


class UploadThrottle(UserRateThrottle):
    """Reading a CV is work for a process of its own. The counter is in the cache that all processes share."""

    scope = "cv"
    rate = "30/hour"


def own_talent(request: Request) -> Talent:
    """The profile of the person who asks; 404 for who has none."""
    return found_or_404(Talent.objects.select_related("user"), user=request.user)


def begun_talent(request: Request) -> Talent:
    """The same, begun herewith by who has none yet."""
    talent = Talent.objects.select_related("user").filter(user=request.user).first()
    talent = talent or profiles.create(request.user, by=request.user)
    demand(policies.can_edit(request.user, talent))
    return talent


# ---------------------------------------------------------------- the profile
class MyProfile(APIView):
    """One's own profile."""

    @extend_schema(responses=OwnProfileOut)
    def get(self, request: Request) -> Response:
        return Response(OwnProfileOut(own_profile_out(own_talent(request))).data)

    @extend_schema(request=ProfileIn, responses=OwnProfileOut)
    def patch(self, request: Request) -> Response:
        """Change sections, all or nothing. Who has no profile begins one herewith."""
        sections = read(ProfileIn, request)
        with transaction.atomic():
            talent = begun_talent(request)
            for name, value in sections.items():
                with steps(name):
                    SAVERS[name](talent, value, request.user)
        return Response(OwnProfileOut(own_profile_out(own_talent(request))).data)


class ConfirmProfile(APIView):
    @extend_schema(request=None, responses=OwnProfileOut)
    def post(self, request: Request) -> Response:
        """All correct: from now on she is found, as far as she allows it."""
        talent = own_talent(request)
        demand(policies.can_confirm(request.user, talent))
        with steps():
            profiles.confirm(talent, by=request.user)
        return Response(OwnProfileOut(own_profile_out(talent)).data)


def _identity(talent: Talent, row: dict[str, Any], by: User) -> None:
    profiles.save_identity(talent, replace(shapes.identity(talent), **row), by=by)


def _contact(talent: Talent, row: dict[str, Any], by: User) -> None:
    profiles.save_contact(talent, replace(shapes.contact(talent), **row), by=by)


def _wishes(talent: Talent, row: dict[str, Any], by: User) -> None:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    before = shapes.wishes(talent)
    if "years" not in row and talent.years_derived:
        before = replace(before, years=None)  # counted, not typed: goes on being counted
    profiles.save_wishes(talent, replace(before, **given), by=by)


def _projects(talent: Talent, rows: Rows, by: User) -> None:
    found = [Project(**{**row, "wants": tuple(row.get("wants", ()))}) for row in rows]
    profiles.save_projects(talent, found, by=by)


def _hidden_from(talent: Talent, row: dict[str, Any], by: User) -> None:
    """Organisations that are no employers stay hidden from: they are not named here."""
    stored = list(talent.blocked.select_related("organisation__employer"))
    bodies = [hidden.organisation for hidden in stored if hidden.organisation is not None]
    domains = row.get("domains", [hidden.domain for hidden in stored if hidden.domain])
    if "employers" in row:
        named = Employer.objects.visible_to(by).filter(public_id__in=row["employers"]).select_related("organisation")
        known = {employer.public_id: employer.organisation for employer in named}
        known |= {body.employer.public_id: body for body in bodies if hasattr(body, "employer")}
        if set(row["employers"]) - set(known):
            raise serializers.ValidationError({"hidden_from": {"employers": _("Choose from the list.")}})
        bodies = [body for body in bodies if not hasattr(body, "employer")]
        bodies += [known[public_id] for public_id in dict.fromkeys(row["employers"])]
    profiles.save_blocked(talent, bodies, domains, by=by)


SAVERS: dict[str, Callable[[Talent, Any, User], None]] = {
    "identity": _identity,
    "contact": _contact,
    "texts": lambda talent, rows, by: profiles.save_texts(talent, [Text(**row) for row in rows], by=by),
    "education": lambda talent, rows, by: profiles.save_education(
        talent, [Degree(**{"school_text": "", **row}) for row in rows], by=by
    ),
    "experience": lambda talent, rows, by: profiles.save_experience(talent, [Job(**row) for row in rows], by=by),
    "skills": lambda talent, rows, by: profiles.save_skills(talent, [SkillRow(**row) for row in rows], by=by),
    "languages": lambda talent, rows, by: profiles.save_languages(talent, [LanguageRow(**row) for row in rows], by=by),
    "projects": _projects,
    "wishes": _wishes,
    "visibility": lambda talent, value, by: profiles.save_visibility(talent, value, by=by),
    "automated_ranking": lambda talent, value, by: profiles.set_ranking(talent, on=value, by=by),
    "hidden_from": _hidden_from,
}


# ---------------------------------------------------------------- the CV
class CvIn(serializers.Serializer[Any]):
    """A file (PDF, DOCX, TXT; multipart) or its text."""

    file = serializers.FileField(required=False, max_length=200)
    text = PlainTextField(required=False, max_length=200_000)
    consent = serializers.BooleanField(
        required=False, default=False, help_text="true: her consent that a machine reads it; needed once"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("text" in attrs):
            raise serializers.ValidationError({"file": _("Send a file or its text.")})
        return attrs


class CvOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    step = serializers.CharField(help_text="waiting, read, failed, confirmed or discarded")
    problem = serializers.CharField(help_text="a code, if it could not be read")
    problem_text = serializers.CharField()
    created_at = serializers.DateTimeField()
    proposal = ProfileIn(allow_null=True, help_text="what was read, to be looked at and sent to `PATCH me/profile/`")
    doubtful = serializers.ListField(child=serializers.CharField(), help_text="fields the reader is not sure of")


class MyCv(APIView):
    """One's own CV. Until it is confirmed it feeds one's own recommendations only."""

    parser_classes = (PlainJSONParser, MultiPartParser)

    def get_throttles(self) -> list[Any]:
        return [UploadThrottle()] if self.request.method == "POST" else []

    @extend_schema(responses=CvOut)
    def get(self, request: Request) -> Response:
        """The newest one and what was read out of it."""
        return Response(_cv_out(_newest(request)))

    @extend_schema(request=CvIn, responses={201: CvOut})
    def post(self, request: Request) -> Response:
        """Hand in a CV; a worker reads it."""
        row = read(CvIn, request)
        with transaction.atomic():
            talent = begun_talent(request)
            if row["consent"] and not consents.agreed(request.user, readings.CONSENT):
                consents.give(request.user, readings.CONSENT)
            reading = _take(talent, row, request.user)
        return Response(_cv_out(reading), status=201)


class ConfirmCv(APIView):
    @extend_schema(request=None, responses={204: OpenApiResponse(description="The CV stays with the profile.")})
    def post(self, request: Request) -> Response:
        """What was read has been looked at and taken into the profile."""
        reading = _newest(request)
        demand(policies.can_edit(request.user, reading.talent))
        with steps():
            readings.confirm(reading, by=request.user)
        return Response(status=204)


def _take(talent: Talent, row: dict[str, Any], by: User) -> CvReading:
    if "text" in row:
        with steps("text"):
            return readings.paste(talent, row["text"], by=by)
    with steps("file"):
        content = row["file"].read(settings.UPLOAD_LIMIT_BYTES + 1)  # one byte more is enough to know
        return readings.upload(talent, content, name=row["file"].name, by=by)


def _newest(request: Request) -> CvReading:
    rows = CvReading.objects.filter(talent__user=request.user).exclude(step=CvReading.Step.DISCARDED)
    found = rows.select_related("talent__user").order_by("-id").first()
    if found is None:
        raise NotFound
    return found


def _cv_out(reading: CvReading) -> dict[str, Any]:
    is_read = reading.step == CvReading.Step.READ
    found = proposal.of(reading.talent, reading) if is_read else None
    row = {
        "id": reading.public_id,
        "step": reading.step,
        "problem": reading.problem,
        "problem_text": readings.problem_text(reading) if reading.problem else "",
        "created_at": reading.created_at,
        "proposal": _proposal_out(found) if found else None,
        "doubtful": sorted(found.doubtful) if found else [],
    }
    return dict(CvOut(row).data)


def _proposal_out(found: proposal.Proposal) -> dict[str, Any]:
    counts = {"paper_count": found.paper_count, "patent_count": found.patent_count}
    return {
        "identity": asdict(found.identity),
        "contact": {"wechat": found.wechat},
        "texts": [asdict(found.text)],
        "education": [asdict(row) for row in found.education],
        "experience": [asdict(row) for row in found.experience],
        "skills": [asdict(row) for row in found.skills],
        "languages": [asdict(row) for row in found.languages],
        "wishes": {name: value for name, value in counts.items() if value is not None},
    }
