"""The operators' page of one call: what it shows, and what its buttons do. The policies decide, here as elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.challenges import access, amendments, content, differences, keys, lifecycle, policies, thresholds, waiting
from apps.challenges.models import AnnexUndertaking, Challenge, ChallengeRevision
from apps.challenges.states import ChallengeState as S
from apps.core import audit, words
from apps.core.moves import MoveRefused, possible
from apps.taxonomy.lookups import label

LANGUAGES = differences.LANGUAGES


def context(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    """The text that waits or is in force, what is missing in it, what a change alters, papers, and what has happened."""
    shown = challenge.draft or challenge.current
    assert shown is not None, "a call has a text from its first moment"
    written = content.read(shown)
    before = content.read(challenge.current) if challenge.current and challenge.draft else None
    waits = waiting.note(challenge)
    return {
        "challenge": challenge,
        "revision": shown,
        "texts": list(shown.texts.all()),
        "names": LANGUAGES,
        "facts": _facts(shown),
        "indicators": [differences.indicator_words(row) for row in written.indicators],
        "milestones": differences.milestone_lines(written),
        "problems": _problems(challenge, written, waits),
        "waits": waits,
        "keyed": keys.prepared(challenge),
        "key_page": _key_page(request.user, challenge),
        "stale": [LANGUAGES.get(code, code) for code in content.stale_languages(written)],
        "changes": differences.between(before, written) if before else [],
        "harms": amendments.harms(before, written) if before else [],
        "thresholds": thresholds.found(written),
        "judged": before is not None and amendments.to_judge(before, written),
        "annexes": list(challenge.annexes.select_related("file")),
        "readers": _readers(challenge),
        "entries": [_entry(entry, challenge) for entry in audit.timeline(challenge, public_only=False)],
        "can": _can(request.user, challenge),
        "appraised": challenge.programme.appraisal,
    }


def _readers(challenge: Challenge) -> list[dict[str, Any]]:
    """Who has signed. A licence is asked for by what the law asks, not by the country that the reader wrote."""
    rows = challenge.undertakings.select_related("user", "organisation", "challenge__current")
    return [
        {
            "row": row,
            "country": label("country", row.country),
            "licence": access.needs_licence(row),
            "waits": access.waits_for_licence(row),
        }
        for row in rows
    ]


def _problems(challenge: Challenge, written: content.ChallengeContent, waits: waiting.Note | None) -> list[Any]:
    """Without the deadline's, where the note about the waiting says it better."""
    if challenge.published_at is not None:
        return []
    return [row for row in lifecycle.problems(challenge, written) if waits is None or row.field != "closes_at"]


def _key_page(user: Any, challenge: Challenge) -> str:
    """Where the keys are prepared, for who may, while they are not."""
    if challenge.state not in keys.PREPARED_IN or keys.prepared(challenge):
        return ""
    if not policies.can_prepare_keys(user, challenge):
        return ""
    return f"{reverse('admin:challenges_callkey_add')}?call={challenge.public_id}"


def _facts(revision: ChallengeRevision) -> list[tuple[str, str]]:
    written = content.read(revision)
    names = [name for name in differences.FIELDS if name not in (*differences.LISTED, "contact_public")]
    rows = [(str(differences.FIELDS[name][0]), differences.FIELDS[name][1](getattr(written, name))) for name in names]
    return [(name, value) for name, value in rows if value]


def _entry(entry: Any, challenge: Challenge) -> dict[str, Any]:
    labels = dict(challenge._meta.get_field("state").flatchoices)
    told = words.step(entry)
    return {**told, "label": labels.get(entry.state_to) or told["label"]}


def _can(user: Any, challenge: Challenge) -> dict[str, bool]:
    allowed = possible(challenge)
    return {
        "check": "check" in allowed and challenge.programme.district_check and policies.can_check(user, challenge),
        "return": "return_" in allowed and policies.can_return(user, challenge),
        "approve": lifecycle.ready_for_approval(challenge) and policies.can_approve(user, challenge),
        "reject": "reject" in allowed and policies.can_approve(user, challenge),
        "publish": "publish" in allowed and policies.can_publish(user, challenge),
        "amend": challenge.state == S.PUBLISHED and challenge.draft_id is not None and policies.can_publish(user, challenge),
        "cancel": "cancel" in allowed and challenge.published_at is not None and policies.can_cancel(user, challenge),
        "license": policies.can_license(user, challenge),
    }  # fmt: skip


Decide = Callable[[Challenge, User, HttpRequest], object]
DECISIONS: dict[str, tuple[Decide, Any]] = {
    "check": (
        lambda c, by, r: lifecycle.check(c, by=by, note=_reason(r)),
        gettext_lazy("Checked: the call goes on."),
    ),
    "return": (
        lambda c, by, r: lifecycle.return_(c, by=by, reason=_reason(r)),
        gettext_lazy("Returned with your reason."),
    ),
    "approve": (lambda c, by, r: lifecycle.approve(c, by=by, note=_reason(r)), gettext_lazy("Approved.")),
    "reject": (lambda c, by, r: lifecycle.reject(c, by=by, reason=_reason(r)), gettext_lazy("Rejected.")),
    "publish": (
        lambda c, by, r: lifecycle.publish(c, by=by, no_state_secret=r.POST.get("no_state_secret") == "on"),
        gettext_lazy("Published. It takes proposals until its deadline."),
    ),
    "amend": (
        lambda c, by, r: lifecycle.amend(c, by=by, note=_reason(r), harmless=r.POST.get("harmless") == "on"),
        gettext_lazy("The change is in force and shown to everybody."),
    ),
    "cancel": (
        lambda c, by, r: lifecycle.cancel(c, by=by, reason=_reason(r)),
        gettext_lazy("Cancelled. The reason is public."),
    ),
}


MAY: dict[str, Callable[[Any, Challenge], bool]] = {
    "check": policies.can_check,
    "return": policies.can_return,
    "approve": policies.can_approve,
    "reject": policies.can_approve,
    "publish": policies.can_publish,
    "amend": policies.can_publish,
    "cancel": policies.can_cancel,
}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:2000]


def decide(request: HttpRequest, challenge: Challenge) -> None:
    """Carry out the button that was pressed; refusals become messages."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act == "license":
        _license(request, challenge)
        return
    if act not in DECISIONS:
        messages.error(request, _("This act is not known."))
        return
    run, done = DECISIONS[act]
    if not MAY[act](request.user, challenge):
        raise PermissionDenied
    if not _can(request.user, challenge)[act]:
        state = {"state": challenge.get_state_display()}
        messages.error(request, _("This step is not possible now: the current state is “%(state)s”.") % state)
        return
    try:
        with transaction.atomic():
            run(challenge, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, str(done))


def _license(request: HttpRequest, challenge: Challenge) -> None:
    """Enter the export licence under which a reader abroad may open papers."""
    if not policies.can_license(request.user, challenge):
        raise PermissionDenied
    row = AnnexUndertaking.objects.filter(challenge=challenge, public_id=request.POST.get("reader", "")).first()
    if row is None:
        messages.error(request, _("Choose a person."))
        return
    assert isinstance(request.user, User)
    try:
        with transaction.atomic():
            access.license_(row, by=request.user, number=request.POST.get("licence", "")[:80])
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, _("Stored."))
