"""What the clock of proposals tells in time: a closed call waits for its holders, an amendment for its applicants.

Each is told once: the keys of the messages name the deadline or the text that they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import F, Prefetch, Q, QuerySet

from apps.accounts.models import User
from apps.challenges import policies as challenges
from apps.challenges.models import CallShare, Challenge
from apps.challenges.states import OPEN, ChallengeState
from apps.challenges.telling import opening_url, titles
from apps.notifications.models import Message
from apps.notifications.send import key_of, tell
from apps.procedures.calendar import add_working_days, city_time, city_zone, today
from apps.proposals.models import Proposal
from apps.proposals.states import WRITABLE, ProposalState

LAST = timedelta(days=1)  # before the deadline
STILL_SEALED = 2  # working days after which the deputies hear of it too
AT_ONCE = 500


# ---------------------------------------------------------------- the opening
def ask_to_open(now: datetime) -> int:
    """Tell the holders of closed calls with sealed proposals that they can open; two working days later the deputies too."""
    return sum(_ask(challenge) for challenge in _unopened(now))


def _unopened(now: datetime) -> QuerySet[Challenge]:
    sealed = Proposal.objects.filter(state=ProposalState.SUBMITTED, opened_at__isnull=True)
    rows = Challenge.objects.filter(
        Q(key__opens_at__isnull=True) | Q(key__opens_at__lte=now),
        state=ChallengeState.CLOSED, key__isnull=False, pk__in=sealed.values("challenge_id"),
    ).select_related("key", "current", "employer__organisation")  # fmt: skip
    shares = CallShare.objects.select_related("holder__user")
    return rows.prefetch_related("current__texts", Prefetch("key__shares", shares)).order_by("pk")


def _ask(challenge: Challenge) -> int:
    """How many hear of it now."""
    assert challenge.closes_at is not None
    since = max(filter(None, (challenge.closes_at, challenge.key.opens_at)))
    shares = [row for row in challenge.key.shares.all() if challenges.can_open(row.holder.user, challenge)]
    holders = [row.holder.user for row in shares if row.standing == CallShare.Standing.HOLDER]
    count = _tell_once(holders, challenge, "call_to_open", since)
    if add_working_days(since.astimezone(city_zone()).date(), STILL_SEALED).date <= today():
        count += _tell_once([row.holder.user for row in shares], challenge, "call_still_sealed", since)
    return count


def _tell_once(users: Sequence[User], challenge: Challenge, kind: str, since: datetime) -> int:
    stamp = f"{challenge.public_id}:{since:%Y%m%d%H%M%S}"
    new = untold(kind, [(user, stamp) for user in users])
    context = {"challenge": titles(challenge), "since": city_time(since)}
    for user, key in new:
        tell(user, kind, context=context, url=opening_url(challenge.key), key=key)
    return len(new)


# ---------------------------------------------------------------- the amendment
def ask_to_confirm(now: datetime) -> int:
    """Remind who has not confirmed the text in force: halfway to the deadline, and a day before it; once each."""
    rows = Proposal.objects.filter(
        state__in=(*WRITABLE, ProposalState.SUBMITTED), opened_at__isnull=True, challenge__state__in=OPEN,
        challenge__closes_at__gt=now,
    ).exclude(confirmed=F("challenge__current"))  # fmt: skip
    rows = rows.select_related("lead", "challenge__current").prefetch_related("challenge__current__texts")
    return sum(_remind(chunk, now) for chunk in _chunks(rows.order_by("pk")))


def _remind(proposals: Sequence[Proposal], now: datetime) -> int:
    kind, due = "proposal_confirm_due", {}
    for proposal in proposals:
        point = _point(proposal.challenge, now)
        if point:
            assert proposal.challenge.current is not None
            due[proposal.lead, f"{proposal.public_id}:{proposal.challenge.current.number}:{point}"] = proposal
    new = untold(kind, due)
    for user, key in new:
        proposal = due[user, key]
        assert proposal.challenge.current is not None
        assert proposal.challenge.current.in_force_at is not None
        context = {
            "challenge": titles(proposal.challenge),
            "since": city_time(proposal.challenge.current.in_force_at),
            "until": city_time(proposal.challenge.closes_at),
        }
        tell(user, kind, context=context, url=f"/proposals/{proposal.public_id}/", key=key)
    return len(new)


def _point(challenge: Challenge, now: datetime) -> str:
    """Which reminder is due; empty before the first. Who missed the first is not told it beside the last."""
    current, closes_at = challenge.current, challenge.closes_at
    if current is None or current.in_force_at is None or closes_at is None:
        return ""
    if now >= closes_at - LAST:
        return "last"
    return "half" if now - current.in_force_at >= closes_at - now else ""


# ---------------------------------------------------------------- once
def untold(kind: str, told: Iterable[tuple[User, str]]) -> list[tuple[User, str]]:
    """Of (who, key of the message) those that were not told yet; one query."""
    keys = {key_of(user, kind, key): (user, key) for user, key in told}
    held = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return [row for key, row in keys.items() if key not in held]


def _chunks(rows: QuerySet[Proposal]) -> Iterator[list[Proposal]]:
    left = rows.iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(left, AT_ONCE)):
        yield chunk
