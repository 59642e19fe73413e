"""The operator's page of one position: what it shows, and what its buttons do. The policies decide, here as elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import MoveRefused, possible
from apps.positions import content, differences, lifecycle, policies, wording
from apps.positions.models import Position, PositionRevision
from apps.positions.pay import note_on
from apps.positions.states import RevisionState
from apps.taxonomy.lookups import label

LANGUAGES = differences.LANGUAGES
WHO = {"recruiter": gettext_lazy("the employer"), "operator": gettext_lazy("an operator")}
ACTS = {"discard": gettext_lazy("Change discarded")}


def waits(position: Position) -> bool:
    """Whether an operator is to look at a text of it."""
    return position.draft is not None and position.draft.state == RevisionState.PENDING


def context(position: Position) -> dict[str, Any]:
    """The submitted text, or the one in force; flags in it; what it changes; what has happened."""
    shown = position.draft if position.draft and (waits(position) or position.current is None) else position.current
    assert shown is not None, "a position has a text from its first moment"
    allowed = possible(position)
    flags = wording.flags_of(shown)
    changed = shown.pk != position.current_id and position.current is not None
    return {
        "position": position,
        "revision": shown,
        "texts": [_marked(text) for text in shown.texts.all()],
        "facts": facts(shown),
        "flags": flags,
        "blocking": [flag for flag in flags if flag.blocking],
        "pay_note": note_on(shown.salary_min, shown.salary_max, shown.degree_min),
        "stale": [LANGUAGES.get(code, code) for code in content.stale_texts(shown)],
        "differences": differences.between(content.read(position.current), content.read(shown))
        if changed and position.current
        else [],
        "changed": changed,
        "entries": [_entry(entry, position) for entry in audit.timeline(position, public_only=False)],
        "can": {
            "publish": waits(position),
            "return": waits(position),
            "take_down": "take_down" in allowed,
            "reinstate": "reinstate" in allowed,
        },
    }


def facts(revision: PositionRevision) -> list[tuple[str, str]]:
    rows: list[tuple[Any, str]] = [
        (gettext_lazy("Kind"), label("position_kind", revision.kind)),
        (gettext_lazy("Industry chain"), label("chain", revision.chain) if revision.chain else ""),
        (gettext_lazy("Degree at least"), label("degree", revision.degree_min)),
        (gettext_lazy("Disciplines"), ", ".join(label("discipline", code) for code in revision.disciplines)),
        (gettext_lazy("Years of experience"), "" if revision.years_min is None else str(revision.years_min)),
        (gettext_lazy("Openings"), str(revision.headcount)),
        (gettext_lazy("District"), label("district", revision.district)),
        (gettext_lazy("Place of work"), revision.workplace),
        (
            gettext_lazy("Skills"),
            ", ".join(label("skill", s.code) if s.code else s.text for s in revision.skills.all()),
        ),
        (gettext_lazy("Open until"), str(revision.valid_until or revision.position.valid_until or "")),
    ]
    return [(str(name), value) for name, value in rows if value]


def _marked(text: Any) -> dict[str, Any]:
    parts = {name: highlighted(getattr(text, name)) for name in ("title", "summary", "description", "requirements")}
    return {"language": text.language, "name": LANGUAGES.get(text.language, ""), "original": text.is_original, **parts}


def highlighted(text: str) -> SafeString:
    """The text with flagged wordings marked; everything else escaped."""
    pieces, at = [], 0
    for start, end, ground in sorted((start, end, ground) for ground, start, end in wording.spans(text)):
        if start < at:
            continue
        kind = "warn" if ground in wording.WARN_ONLY else "bad"
        mark = format_html('<mark class="pr-{}" title="{}">{}</mark>', kind, wording.MESSAGES[ground], text[start:end])
        pieces += [format_html("{}", text[at:start]), mark]
        at = end
    return mark_safe("".join([*pieces, format_html("{}", text[at:])]))  # noqa: S308  (each piece is escaped above)


def _entry(entry: Any, position: Position) -> dict[str, Any]:
    labels = dict(position._meta.get_field("state").flatchoices)
    return {
        "at": entry.at,
        "label": labels.get(entry.state_to) or ACTS.get(entry.act, entry.act),
        "who": WHO.get(entry.actor_role, ""),
        "reason": entry.reason,
    }


# ---------------------------------------------------------------- decisions
Decide = Callable[[Position, User, str], None]
DECISIONS: dict[str, tuple[Decide, Any]] = {
    "publish": (
        lambda position, by, reason: lifecycle.publish(position, by=by, override_reason=reason),
        gettext_lazy("Published."),
    ),
    "return": (
        lambda position, by, reason: lifecycle.return_(position, by=by, reason=reason),
        gettext_lazy("Returned to the employer."),
    ),
    "take_down": (
        lambda position, by, reason: lifecycle.take_down(position, by=by, reason=reason),
        gettext_lazy("Taken down; the employer has been told why."),
    ),
    "reinstate": (
        lambda position, by, reason: lifecycle.reinstate(position, by=by, reason=reason),
        gettext_lazy("Public again."),
    ),
}


def decide(request: HttpRequest, position: Position) -> None:
    """Do what the pressed button says; a refusal becomes a message. Raises PermissionDenied."""
    by = request.user
    if not policies.can_review(by, position):
        raise PermissionDenied
    decision, done = DECISIONS.get(request.POST.get("act", ""), (None, ""))
    if decision is None:
        messages.error(request, _("This button is not known."))
        return
    try:
        with transaction.atomic():
            decision(position, by, request.POST.get("reason", "")[:2000])  # type: ignore[arg-type]
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(done))


def publish_many(request: HttpRequest, positions: list[Position]) -> tuple[int, list[str]]:
    """Publish each that may be; how many, and why the others not."""
    count, refusals = 0, []
    for position in positions:
        if not policies.can_review(request.user, position):
            refusals.append(f"{position}: {_('you may not judge this one')}")
            continue
        try:
            with transaction.atomic():
                lifecycle.publish(position, by=request.user)  # type: ignore[arg-type]
            count += 1
        except MoveRefused as refused:
            refusals.append(f"{position}: {refused}")
    return count, refusals
