"""The profile: an overview, and one page a section that keeps what is typed until it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.core.texts import text_for_reader
from apps.talents import drafts, policies, profiles
from apps.talents.models import Claim, CvReading, Talent, Visibility
from apps.talents.names import display_name
from apps.talents.skills import level_label
from apps.taxonomy.lookups import label
from apps.web.formatting import month, pay_band, period, with_note
from apps.web.talent.acting import talent_of, talent_required
from apps.web.talent.editors import EDITORS, Editor, Forms
from apps.web.talent.profile_forms import YES_NO


@talent_required
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """What she has told, section by section, and who may find her."""
    talent = talent_of(request)
    open_drafts = set(talent.drafts.values_list("section", flat=True))
    sections = [
        {
            "code": code,
            "title": editor.title,
            "icon": editor.icon,
            "lines": summary(talent, code),
            "url": reverse("talent:profile-section", args=[code]),
            "draft": code in open_drafts,
        }
        for code, editor in EDITORS.items()
    ]
    context = {
        "talent": talent,
        "name": display_name(talent),
        "sections": sections,
        "missing": profiles.missing(talent),
        "visibility_label": Visibility(talent.visibility).label,
        "blocked_count": talent.blocked.count(),
        "verified": list(talent.claims.filter(state="verified")),
        "claims": Claim.objects.filter(talent=talent).count(),
        "cv": talent.readings.filter(step=CvReading.Step.CONFIRMED, file__isnull=False).order_by("-pk").first(),
        "reading": talent.readings.filter(step__in=[CvReading.Step.WAITING, CvReading.Step.READ])
        .order_by("-pk")
        .first(),
    }
    return render(request, "talent/profile.html", context)


@talent_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, code: str) -> HttpResponse:
    """One section: the stored values, or what she typed last time and did not save."""
    talent, editor = talent_of(request), _editor(code)
    if request.method == "POST":
        return _save(request, talent, code, editor)
    found = drafts.find(talent, code)
    made = editor.make(talent, _query(found[0]) if found else None)
    return _page(request, code, editor, made, draft_at=found[1].saved_at if found else None)


def _save(request: HttpRequest, talent: Talent, code: str, editor: Editor) -> HttpResponse:
    if not policies.can_edit(request.user, talent):
        return HttpResponse(status=403)
    made = editor.make(talent, request.POST)
    valid = [form.is_valid() for form in made.values()]  # a list: every form shows its errors
    if all(valid):
        try:
            with transaction.atomic():
                editor.save(talent, made, talent.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return _page(request, code, editor, made, status=422)
        messages.success(request, _("Saved."))
        again = "again" in request.POST
        return redirect(reverse("talent:profile-section", args=[code]) if again else reverse("talent:profile"))
    return _page(request, code, editor, made, status=422)


@talent_required
@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what she has typed so far; nothing else changes."""
    talent = talent_of(request)
    _editor(code)
    if not policies.can_edit(request.user, talent):
        return HttpResponse(status=403)
    data = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    try:
        kept = drafts.keep(talent, code, data)
    except ValidationError as error:
        return JsonResponse({"errors": error.messages}, status=422)
    return JsonResponse({"saved_at": kept.saved_at.isoformat()})


@talent_required
@require_POST
def discard_draft(request: HttpRequest, code: str) -> HttpResponse:
    _editor(code)
    drafts.discard(talent_of(request), code)
    return redirect("talent:profile-section", code)


def _editor(code: str) -> Editor:
    if code not in EDITORS:
        raise Http404
    return EDITORS[code]


def _query(data: drafts.Fields) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return query


def _page(
    request: HttpRequest, code: str, editor: Editor, made: Forms, *, draft_at: Any = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {"code": code, "editor": editor, "forms": made, "draft_at": draft_at, "rows": made.get("rows")}
    return render(request, "talent/section.html", context, status=status)


# ---------------------------------------------------------------- the overview's lines
def summary(talent: Talent, code: str) -> list[str]:
    """A section in a few lines of the reader's language; empty when nothing was told."""
    return [line for line in _SUMMARIES[code](talent) if line]


def _identity(talent: Talent) -> list[str]:
    return [display_name(talent), label("country", talent.country) if talent.country else ""]


def _contact(talent: Talent) -> list[str]:
    user = talent.user
    lines = [user.email or "", user.phone or "", f"{_('WeChat')} {talent.wechat}" if talent.wechat else ""]
    return [
        *lines,
        f"WhatsApp {talent.whatsapp}" if talent.whatsapp else "",
        _("Discreet mode is on") if user.discreet else "",
    ]


def _texts(talent: Talent) -> list[str]:
    row = text_for_reader(talent.texts.all())
    return [row.headline, row.direction] if row else []


def _education(talent: Talent) -> list[str]:
    lines = []
    for row in talent.education.all():
        school = label("school", row.school) if row.school else row.school_text
        status = label("degree_status", row.status) if row.status != "awarded" else ""
        lines.append(
            _line(
                label("degree", row.degree),
                status,
                row.field_text,
                school,
                period(row.start_on, row.end_on, get_language()),
            )
        )
    return lines


def _experience(talent: Talent) -> list[str]:
    return [
        _line(row.title, row.organisation, period(row.start_on, row.end_on, get_language(), open_end=True))
        for row in talent.experience.all()
    ]


def _skills(talent: Talent) -> list[str]:
    names = []
    for row in talent.skills.all():
        level = level_label(row.level)
        name = label("skill", row.code) if row.code else row.text
        names.append(with_note(name, level, get_language()))
    return [" · ".join(names)]


def _languages(talent: Talent) -> list[str]:
    names = []
    for row in talent.languages:
        level = label("language_level", row["level"]) if row.get("level") else ""
        names.append(with_note(label("language", row["code"]), level, get_language()))
    return [" · ".join(names)]


def _wishes(talent: Talent) -> list[str]:
    pay = pay_band(talent.salary_expected, talent.salary_expected, get_language()) if talent.salary_expected else ""
    start = _("from %(month)s") % {"month": month(talent.available_on, get_language())} if talent.available_on else ""
    permit = {True: "yes", False: "no"}.get(talent.needs_permit)  # type: ignore[arg-type]
    return [
        _line(talent.get_intention_display() if talent.intention else "", pay, start),
        _line(*(label("discipline", code) for code in talent.disciplines)),
        _line(*(label("chain", code) for code in talent.chains)),
        _("Work permit needed: %(answer)s") % {"answer": dict(YES_NO)[permit]} if permit else "",
        "" if talent.open_to_work else _("Not open to offers at present"),
    ]


def _projects(talent: Talent) -> list[str]:
    return [_line(str(row), row.get_stage_display()) for row in talent.projects.all()]


_SUMMARIES = {
    "identity": _identity, "contact": _contact, "texts": _texts, "education": _education, "experience": _experience,
    "skills": _skills, "languages": _languages, "wishes": _wishes, "projects": _projects,
}  # fmt: skip


def _line(*parts: str) -> str:
    return " · ".join(str(part) for part in parts if part)
