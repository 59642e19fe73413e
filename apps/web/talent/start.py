"""The quick path: one screen, a CV read by a worker, one "all correct", first recommendations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts import consents
from apps.accounts.models import User
from apps.talents import profiles, proposal, ranking, readings
from apps.talents.models import CvReading, Talent
from apps.talents.names import cased_split, display_name
from apps.talents.proposal import Proposal
from apps.talents.sections import Degree, Identity
from apps.web.steps import step
from apps.web.talent import cv_text
from apps.web.talent import profile_forms as forms
from apps.web.talent.acting import talent_of, talent_required
from apps.web.talent.editors import wishes_of
from apps.web.talent.start_forms import StartForm, sent
from apps.web.who import user_of


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The one screen. Somebody whose profile stands goes to it instead."""
    user = user_of(request)
    talent = Talent.objects.filter(user=user).first()
    if talent is not None and talent.confirmed_at is not None:
        return redirect("talent:profile")
    form = StartForm(*sent(request), initial=_typed(talent))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                reading = _begin(user, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("talent:reading", reading.public_id) if reading else redirect("talent:check")
    context = {
        "form": form,
        "notices": {"cv": consents.current_notice(readings.CONSENT), "ranking": consents.current_notice(ranking.PURPOSE)},
        "begun": talent is not None,
    }  # fmt: skip
    return render(request, "talent/start.html", context, status=422 if form.errors else 200)


def _typed(talent: Talent | None) -> dict[str, Any]:
    """What a profile that was begun holds of the six fields."""
    if talent is None:
        return {}
    degree = talent.education.first()
    return {
        "name": display_name(talent),
        "degree": degree.degree if degree else "",
        "discipline": talent.disciplines[0] if talent.disciplines else "",
        "salary_expected": talent.salary_expected,
        "available_on": talent.available_on,
    }


def _begin(user: User, data: dict[str, Any]) -> CvReading | None:
    """Profile, consents, the fields she typed, and the CV on its way to a worker."""
    talent = profiles.create(user, by=user)
    profiles.set_ranking(talent, on=data["agree_ranking"], by=user)
    if data["name"]:
        chinese, family, given = cased_split(data["name"])
        profiles.save_identity(talent, Identity(chinese, family, given, talent.country), by=user)
    if data["degree"] and not talent.education.exists():
        profiles.save_education(talent, [Degree("", data["degree"], discipline=data["discipline"])], by=user)
    if data["skills"]:
        profiles.save_skills(talent, data["skills"], by=user)
    disciplines = (data["discipline"],) if data["discipline"] else tuple(talent.disciplines)
    facts = {
        "disciplines": disciplines,
        "salary_expected": data["salary_expected"],
        "available_on": data["available_on"],
    }
    profiles.save_wishes(talent, replace(wishes_of(talent), **facts), by=user)
    return take_cv(talent, data, user)


def take_cv(talent: Talent, data: dict[str, Any], user: User) -> CvReading | None:
    """The CV of a valid CvForm, if there is one, with the consent given for it."""
    if not data["cv"] and not data["text"]:
        return None
    if not consents.agreed(user, readings.CONSENT):
        consents.give(user, readings.CONSENT)
    if data["cv"]:
        return readings.upload(talent, data["cv"].read(), name=data["cv"].name, by=user)
    return readings.paste(talent, data["text"], by=user)


# ---------------------------------------------------------------- "all correct"
@talent_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Everything on one page, what the reader is unsure of highlighted; one button says that all is correct."""
    talent = talent_of(request)
    reading = talent.readings.filter(step=CvReading.Step.READ).order_by("-pk").first()
    proposed = proposal.of(talent, reading)
    made = _forms(talent, proposed, request)
    for name in ("education", "experience"):
        for place, row in enumerate(made[name].forms):
            row.doubtful = any(field.startswith(f"{name}-{place}-") for field in proposed.doubtful)
    valid = [form.is_valid() for form in made.values()]  # a list: every form shows its errors
    if request.method == "POST" and all(valid) and _confirmed(request, talent, proposed, made, reading):
        messages.success(request, _("Your profile is confirmed. Here is what fits you."))
        return redirect("talent:home")
    status = 422 if request.method == "POST" else 200
    pieces = cv_text.stretches(reading) if reading is not None else []
    context = {
        "forms": made, "proposed": proposed, "doubtful": proposed.doubtful, "reading": reading, "talent": talent,
        "stretches": pieces, "anchors": cv_text.anchors(pieces), "sources": proposed.sources,
        "hidden": readings.hidden_ways(reading) if reading is not None else [],
    }  # fmt: skip
    return render(request, "talent/check.html", context, status=status)


def _forms(talent: Talent, proposed: Proposal, request: HttpRequest) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    stored = wishes_of(talent)
    wishes = replace(stored, paper_count=proposed.paper_count, patent_count=proposed.patent_count)
    return {
        "identity": forms.IdentityForm(data, initial=forms.initial(proposed.identity)),
        "text": forms.TextForm(data, prefix="text", initial=forms.initial(proposed.text)),
        "education": forms.DegreeRows(
            data, prefix="education", initial=[forms.initial(row) for row in proposed.education]
        ),
        "experience": forms.JobRows(
            data, prefix="experience", initial=[forms.initial(row) for row in proposed.experience]
        ),
        "skills": forms.SkillsForm(data, initial={"skills": proposed.skills}),
        "languages": forms.LanguageRows(
            data, prefix="languages", initial=[forms.initial(row) for row in proposed.languages]
        ),
        "wishes": forms.ShortWishesForm(data, stored=wishes),
    }


def _confirmed(
    request: HttpRequest, talent: Talent, proposed: Proposal, made: dict[str, Any], reading: CvReading | None
) -> bool:
    """All stored, or nothing and a message."""
    try:
        with step(request) as outcome:
            _confirm(talent, proposed, made, reading)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return outcome.done


def _confirm(talent: Talent, proposed: Proposal, made: dict[str, Any], reading: CvReading | None) -> None:
    user = talent.user
    others = [
        row for row in proposal.rows(talent.texts.all(), type(proposed.text)) if row.language != proposed.text.language
    ]
    text = replace(made["text"].section(), is_original=proposed.text.is_original)
    profiles.save_identity(talent, made["identity"].section(), by=user)
    profiles.save_texts(talent, [text, *others], by=user)
    profiles.save_education(talent, made["education"].sections(), by=user)
    profiles.save_experience(talent, made["experience"].sections(), by=user)
    profiles.save_skills(talent, made["skills"].cleaned_data["skills"], by=user)
    profiles.save_languages(talent, made["languages"].sections(), by=user)
    profiles.save_wishes(talent, made["wishes"].section(), by=user)
    if reading is not None:
        readings.confirm(reading, by=user)
    profiles.confirm(talent, by=user)
