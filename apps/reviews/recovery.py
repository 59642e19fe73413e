"""流榜 recovery: why no valid proposal came, what would change that, and who is asked to look again.

Nothing here is guessed: a cause is a comparison of two figures of the platform, and each change is tried by running the
ranking once more with the changed text (`matching.forecast`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import content as contents
from apps.challenges import drafts
from apps.challenges.content import ChallengeContent
from apps.challenges.models import Challenge, Programme
from apps.challenges.states import ChallengeState
from apps.core.moves import GuardFailed
from apps.matching import needs
from apps.matching.engine.coverage import Reach
from apps.matching.forecast import forecast
from apps.reviews import failing
from apps.reviews.recovery_facts import Facts, facts_of

FAR = 0.75  # below this part of what others offer an offer is called low
MONTHS = 12
HEADROOM = 1.3  # what somebody may expect above the offer before it is out of reach, as in the score's rule of pay
ROUND_TO = 10_000  # yuan: a proposed bounty is a round figure
REACHED = 0.75  # part of the capable people whom a proposed bounty is to reach
MOST_DROPPED = 4


class Cause(StrEnum):
    UNCOVERED = "uncovered"
    NOBODY_CAPABLE = "nobody_capable"
    PAY = "pay"
    MARKET = "market"
    TERM = "term"
    UNHEARD = "unheard"
    PAPERS = "papers"
    UNFINISHED = "unfinished"
    INVALID = "invalid"


@dataclass(frozen=True)
class Found:
    """One cause with the figures it rests on; `need` where it is about one line of the call."""

    cause: Cause
    figures: dict[str, int]
    need: needs.Need | None = None


@dataclass(frozen=True)
class Change:
    """A change of the text and what the ranking finds with it. `figures`: the new value, for its words."""

    code: str
    apply: Callable[[ChallengeContent], ChallengeContent]
    after: Reach
    figures: dict[str, int]
    need: needs.Need | None = None


@dataclass(frozen=True)
class Report:
    """`together`: what the ranking finds with all changes at once; None where there is but one or none."""

    facts: Facts
    causes: tuple[Found, ...]
    changes: tuple[Change, ...]
    together: Reach | None


def reportable(challenge: Challenge) -> bool:
    """Failed, or closed with nothing that could win: while anything is sealed, nobody learns how many there are."""
    if challenge.state == ChallengeState.CLOSED:
        return not failing.valid(challenge)
    return challenge.state == ChallengeState.FAILED


def report(challenge: Challenge) -> Report:
    """Why nobody answered. Raises GuardFailed for a call that may still be won, or while no text can be encoded."""
    if not reportable(challenge):
        raise GuardFailed(_("This is for calls that have closed without a valid proposal."))
    facts = facts_of(challenge)
    causes = tuple(_causes(facts))
    organisation = challenge.employer.organisation
    found = [
        Change(code, apply, forecast(apply(facts.content), organisation), figures, need)
        for code, apply, figures, need in _ideas(facts, causes)
    ]
    together = None
    if len(found) > 1:
        together = forecast(changed(facts.content, found), organisation)
    return Report(facts, causes, tuple(found), together)


# ---------------------------------------------------------------- why
def _causes(facts: Facts) -> Iterator[Found]:
    """The gravest first: what nobody can do, then what it pays, then who heard of it."""
    for need, covering in zip(facts.needs, facts.reach.covering, strict=True):
        if facts.reach.eligible and not covering:
            yield Found(Cause.UNCOVERED, {"eligible": facts.reach.eligible}, need)
    if not facts.reach.capable:
        yield Found(Cause.NOBODY_CAPABLE, {"eligible": facts.reach.eligible})
    yield from _of_money(facts)
    yield from _of_hearing(facts)


def _of_money(facts: Facts) -> Iterator[Found]:
    reach, market, content = facts.reach, facts.market, facts.content
    if facts.yearly is not None and facts.pay is not None and reach.likely * 2 < reach.capable:
        out = {"yearly": facts.yearly, "pay": facts.pay, "capable": reach.capable, "likely": reach.likely}
        yield Found(Cause.PAY, out)
    if not content.bounty or not content.term_months:
        return
    monthly = content.bounty // content.term_months
    if market.monthly is not None and monthly < market.monthly * FAR:
        yield Found(Cause.MARKET, {"monthly": monthly, "others": market.monthly, "calls": market.calls})
    if market.term_months is not None and content.term_months < market.term_months * FAR:
        yield Found(Cause.TERM, {"term": content.term_months, "others": market.term_months, "calls": market.calls})


def _of_hearing(facts: Facts) -> Iterator[Found]:
    heard, reach = facts.heard, facts.reach
    if reach.capable and heard.recommended + heard.invited < reach.capable / 2:
        yield Found(Cause.UNHEARD, {"told": heard.recommended + heard.invited, "capable": reach.capable})
    if heard.waiting:
        yield Found(Cause.PAPERS, {"waiting": heard.waiting, "readers": heard.undertakings})
    if heard.drafts:
        yield Found(Cause.UNFINISHED, {"drafts": heard.drafts})
    if heard.sealed:
        yield Found(Cause.INVALID, {"sealed": heard.sealed})


# ---------------------------------------------------------------- what would change it
Apply = Callable[[ChallengeContent], ChallengeContent]
Idea = tuple[str, Apply, dict[str, int], needs.Need | None]


def _ideas(facts: Facts, causes: Collection[Found]) -> Iterator[Idea]:
    uncovered = [found.need for found in causes if found.cause is Cause.UNCOVERED and found.need is not None]
    for need in uncovered[:MOST_DROPPED]:
        if needs.without(facts.content, need).indicators:  # a call without any indicator is none
            yield _dropping(facts, need)
    if (bounty := _better_bounty(facts)) is not None:
        yield "bounty", _with_bounty(bounty), {"bounty": bounty}, None
    if any(found.cause is Cause.TERM for found in causes) and facts.market.term_months is not None:
        term = facts.market.term_months
        bounty = _rounded((facts.content.bounty or 0) * term / (facts.content.term_months or term))
        yield "term", _with_term(term, bounty), {"term": term, "bounty": bounty}, None


def _dropping(facts: Facts, need: needs.Need) -> Idea:
    def apply(content: ChallengeContent) -> ChallengeContent:
        return needs.without(content, need)

    return f"without-{facts.needs.index(need)}", apply, {}, need


def _with_bounty(bounty: int) -> Apply:
    return lambda content: replace(content, bounty=max(bounty, content.bounty or 0))


def _with_term(term: int, bounty: int) -> Apply:
    """A longer term, and the bounty in proportion: the pay for a year stays at least what it was."""
    return lambda content: replace(content, term_months=term, bounty=max(bounty, content.bounty or 0))


def _better_bounty(facts: Facts) -> int | None:
    """What reaches most of the capable people, or what comparable calls pay, whichever is more; None if it does."""
    content, term = facts.content, facts.content.term_months
    if not content.bounty or not term:
        return None
    wanted = 0.0
    if facts.reach.pay:
        dear = facts.reach.pay[min(len(facts.reach.pay) - 1, math.ceil(len(facts.reach.pay) * REACHED) - 1)]
        wanted = dear / HEADROOM * term / MONTHS
    if facts.market.monthly is not None and content.bounty / term < facts.market.monthly * FAR:
        wanted = max(wanted, facts.market.monthly * term)
    bounty = _rounded(wanted)
    return bounty if bounty > content.bounty else None


def _rounded(yuan: float) -> int:
    return math.ceil(yuan / ROUND_TO) * ROUND_TO


def changed(content: ChallengeContent, changes: Collection[Change]) -> ChallengeContent:
    for change in changes:
        content = change.apply(content)
    return content


# ---------------------------------------------------------------- once more
@transaction.atomic
def take_up(failed: Challenge, programme: Programme, *, codes: Collection[str], by: User) -> Challenge:
    """A new draft that follows the failed call, with its texts, indicators and milestones, and the chosen changes.

    Raises GuardFailed if it has not failed or a change is not among those proposed now.
    """
    made = drafts.take_up(failed, programme, by=by)
    if not codes:
        return made
    offered = {change.code: change for change in report(failed).changes}
    if not set(codes) <= set(offered):
        raise GuardFailed(_("What is proposed has changed. Please look at it again."))
    assert made.draft is not None
    chosen = [change for code, change in offered.items() if code in codes]
    drafts.save(made, changed(contents.read(made.draft), chosen), by=by)
    return made
