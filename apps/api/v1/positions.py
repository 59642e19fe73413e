"""Positions over REST: the public list; drafting and submitting for employers; publishing and releasing for operators."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.policies import organisations_of
from apps.api.errors import demand, steps
from apps.api.fields import CodeField, PlainTextField
from apps.core.texts import text_for_reader
from apps.employers import policies as employer_policies
from apps.employers.models import Employer
from apps.matching import policies as match_policies
from apps.matching import release
from apps.positions import drafts, lifecycle, policies
from apps.positions.content import PositionContent, SkillContent, TextContent
from apps.positions.filters import PositionFilter
from apps.positions.models import Position, PositionRevision
from apps.taxonomy import choices
from apps.taxonomy.lookups import find_skill, label

CJK = range(0x3400, 0xA000)


class PositionOut(serializers.Serializer[Position]):
    """A position as its reader may see it: the text in force, for its employer the draft if there is none."""

    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    title = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    requirements = serializers.SerializerMethodField()
    employer = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()
    chain = serializers.SerializerMethodField()
    degree_min = serializers.SerializerMethodField()
    salary_min = serializers.SerializerMethodField()
    salary_max = serializers.SerializerMethodField()
    headcount = serializers.SerializerMethodField()
    district = serializers.SerializerMethodField()
    skills = serializers.SerializerMethodField()
    valid_until = serializers.DateField()
    published_at = serializers.DateTimeField()

    def _revision(self, position: Position) -> PositionRevision | None:
        return position.current or position.draft

    def _text(self, position: Position, name: str) -> str:
        revision = self._revision(position)
        text = text_for_reader(revision.texts.all()) if revision else None
        return str(getattr(text, name)) if text else ""

    def _column(self, position: Position, name: str) -> Any:
        revision = self._revision(position)
        return getattr(revision, name) if revision else None

    def get_title(self, position: Position) -> str:
        return self._text(position, "title")

    def get_summary(self, position: Position) -> str:
        return self._text(position, "summary")

    def get_description(self, position: Position) -> str:
        return self._text(position, "description")

    def get_requirements(self, position: Position) -> str:
        return self._text(position, "requirements")

    def get_employer(self, position: Position) -> dict[str, str]:
        return {"id": position.employer.public_id, "name": position.employer.organisation.name}

    def get_kind(self, position: Position) -> str:
        return str(self._column(position, "kind") or "")

    def get_chain(self, position: Position) -> str:
        return str(self._column(position, "chain") or "")

    def get_degree_min(self, position: Position) -> str:
        return str(self._column(position, "degree_min") or "")

    def get_salary_min(self, position: Position) -> int | None:
        value: int | None = self._column(position, "salary_min")
        return value

    def get_salary_max(self, position: Position) -> int | None:
        value: int | None = self._column(position, "salary_max")
        return value

    def get_headcount(self, position: Position) -> int | None:
        value: int | None = self._column(position, "headcount")
        return value

    def get_district(self, position: Position) -> str:
        return str(self._column(position, "district") or "")

    def get_skills(self, position: Position) -> list[dict[str, str]]:
        revision = self._revision(position)
        rows = revision.skills.all() if revision else []
        return [{"code": row.code, "label": label("skill", row.code) if row.code else row.text} for row in rows]


class PositionIn(serializers.Serializer[Position]):
    """What an employer posts. Pay in whole yuan a year before tax."""

    title = PlainTextField(max_length=160)
    title_en = PlainTextField(max_length=160, required=False, allow_blank=True, default="")
    summary = PlainTextField(max_length=600, required=False, allow_blank=True, default="")
    description = PlainTextField(max_length=10_000)
    requirements = PlainTextField(max_length=10_000)
    kind = CodeField(choices.position_kinds, required=False, default="rd_engineer")
    chain = CodeField(choices.chain_list, required=False, allow_blank=True, default="")
    degree_min = CodeField(choices.degrees)
    salary_min = serializers.IntegerField(min_value=1, max_value=10_000_000)
    salary_max = serializers.IntegerField(min_value=1, max_value=10_000_000)
    headcount = serializers.IntegerField(min_value=1, max_value=10_000, required=False, default=1)
    years_min = serializers.IntegerField(min_value=0, max_value=60, required=False, allow_null=True, default=None)
    district = CodeField(choices.districts)
    skills = serializers.ListField(child=PlainTextField(max_length=80), required=False, default=list, max_length=30)
    valid_until = serializers.DateField()
    employer = serializers.CharField(required=False, help_text="public id; needed by members of several employers")

    def validate_valid_until(self, value: date) -> date:
        if value < lifecycle.today():
            raise serializers.ValidationError(_("The closing day lies in the past."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["salary_min"] > attrs["salary_max"]:
            raise serializers.ValidationError({"salary_min": _("The lower end of the pay lies above the upper end.")})
        return attrs

    def content(self) -> PositionContent:
        row = self.validated_data
        language = "zh-hans" if any(ord(c) in CJK for c in row["title"] + row["description"]) else "en"
        texts = [TextContent(language, row["title"], row["summary"], row["description"], row["requirements"])]
        if row["title_en"] and language != "en":
            texts.append(TextContent("en", row["title_en"], is_original=False))
        skills = []
        for text in dict.fromkeys(word.strip() for word in row["skills"] if word.strip()):
            known = find_skill(text)
            skills.append(SkillContent(text, known.code if known else ""))
        names = ("kind", "chain", "degree_min", "salary_min", "salary_max", "headcount", "years_min", "district")
        return PositionContent(
            texts=tuple(texts), skills=tuple(skills), valid_until=row["valid_until"], **{n: row[n] for n in names}
        )


class PublishIn(serializers.Serializer[Any]):
    override_reason = PlainTextField(required=False, allow_blank=True, default="", max_length=1000)


class ReasonIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=2000)


class ReleaseIn(serializers.Serializer[Any]):
    top = serializers.IntegerField(min_value=1, max_value=50, required=False, default=release.TOP)


class ReleasedOut(serializers.Serializer[Any]):
    released = serializers.IntegerField()


class Positions(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet[Position]
):
    """Live positions for everybody; all of one's own and, for operators, those of their districts."""

    serializer_class = PositionOut
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    filterset_class = PositionFilter
    queryset = Position.objects.none()

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.action in ("list", "retrieve") else [IsAuthenticated()]

    def get_queryset(self) -> Any:
        return Position.objects.visible_to(self.request.user).with_texts()

    @extend_schema(request=PositionIn, responses={201: PositionOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write a draft for the employer one acts for."""
        form = PositionIn(data=request.data)
        form.is_valid(raise_exception=True)
        employer = self._employer(request, form.validated_data.get("employer"))
        demand(employer_policies.can_draft(request.user, employer))
        with steps():
            position = drafts.save(None, employer, form.content(), by=request.user)
        return Response(self.get_serializer(position).data, status=201)

    def _employer(self, request: Request, public_id: str | None) -> Employer:
        own = Employer.objects.filter(organisation__in=organisations_of(request.user))
        if public_id:
            own = own.filter(public_id=public_id)
        found = list(own[:2])
        demand(found)
        if len(found) > 1:
            raise serializers.ValidationError({"employer": _("You act for several employers: name one.")})
        return found[0]

    @extend_schema(request=None, responses=PositionOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, id: str) -> Response:  # noqa: A002
        """Send the draft to review."""
        position = self.get_object()
        demand(policies.can_submit(request.user, position))
        with steps():
            lifecycle.submit(position, by=request.user)
        return Response(self.get_serializer(position).data)

    @extend_schema(request=PublishIn, responses=PositionOut)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put the submitted text in force (operators)."""
        form = PublishIn(data=request.data)
        form.is_valid(raise_exception=True)
        position = self.get_object()
        demand(policies.can_review(request.user, position))
        with steps():
            lifecycle.publish(position, by=request.user, **form.validated_data)
        return Response(self.get_serializer(position).data)

    @extend_schema(request=ReasonIn, responses=PositionOut)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back to the employer with a reason (operators)."""
        form = ReasonIn(data=request.data)
        form.is_valid(raise_exception=True)
        position = self.get_object()
        demand(policies.can_review(request.user, position))
        with steps():
            lifecycle.return_(position, by=request.user, **form.validated_data)
        return Response(self.get_serializer(position).data)

    @extend_schema(request=ReleaseIn, responses=ReleasedOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, id: str) -> Response:  # noqa: A002
        """Send the approved candidates to the employer (operators)."""
        form = ReleaseIn(data=request.data)
        form.is_valid(raise_exception=True)
        position = self.get_object()
        demand(match_policies.can_review(request.user, position))
        with steps():
            sent = release.release(position, by=request.user, top=form.validated_data["top"])
        return Response({"released": sent})
