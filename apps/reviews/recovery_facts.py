"""What the platform knows of a call that nobody answered: whom it reached, what others paid, who could have solved it."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from apps.challenges import content as contents
from apps.challenges.content import ChallengeContent
from apps.challenges.models import Annex, AnnexUndertaking, Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.terms import Level
from apps.matching import needs
from apps.matching.engine.coverage import Reach
from apps.matching.forecast import forecast
from apps.matching.models import CallRecommendation, SolverInvitation
from apps.matching.needs import Need
from apps.proposals.models import Proposal

ENOUGH = 3  # comparable calls from which on a median says something


@dataclass(frozen=True)
class Heard:
    """Who came how far. `waiting`: readers whom nobody admitted to the papers though they asked."""

    recommended: int
    invited: int
    undertakings: int
    waiting: int
    drafts: int
    sealed: int


@dataclass(frozen=True)
class Market:
    """Comparable calls that were public: how many, and their medians. Money in whole yuan for a month of the term."""

    calls: int
    monthly: int | None
    term_months: int | None


@dataclass(frozen=True)
class Facts:
    """Everything the causes are read from. `pay`: the median that capable people expect a year, None if none said."""

    content: ChallengeContent
    needs: tuple[Need, ...]
    reach: Reach
    heard: Heard
    market: Market
    yearly: int | None
    pay: int | None


def facts_of(challenge: Challenge) -> Facts:
    """Raises GuardFailed while no text can be encoded (`forecast`)."""
    assert challenge.current is not None, "a call that has closed has a text in force"
    content = contents.read(challenge.current)
    found = forecast(content, challenge.employer.organisation)
    return Facts(
        content=content,
        needs=needs.needs_of(content),
        reach=found,
        heard=_heard(challenge),
        market=_market(challenge, content),
        yearly=needs.yearly(content),
        pay=int(statistics.median(found.pay)) if found.pay else None,
    )


def _heard(challenge: Challenge) -> Heard:
    readers = AnnexUndertaking.objects.filter(challenge=challenge)
    secret = Annex.objects.filter(challenge=challenge, level=Level.TRADE_SECRET).exists()
    waiting = readers.filter(admitted_at__isnull=True, refused_at__isnull=True).count() if secret else 0
    return Heard(
        recommended=CallRecommendation.objects.filter(challenge=challenge).count(),
        invited=SolverInvitation.objects.filter(challenge=challenge).count(),
        undertakings=readers.count(),
        waiting=waiting,
        drafts=Proposal.objects.filter(challenge=challenge, sealed_at__isnull=True).count(),
        sealed=Proposal.objects.filter(challenge=challenge, sealed_at__isnull=False).count(),
    )


def _market(challenge: Challenge, content: ChallengeContent) -> Market:
    """Calls of the same chain; of the same kind where the chain has too few. Those that failed too teach nothing."""
    others = Challenge.objects.ever_public().exclude(pk=challenge.pk)
    others = others.exclude(state__in=(ChallengeState.FAILED, ChallengeState.CANCELLED))
    kin = others.filter(current__chain=content.chain) if content.chain else others.none()
    if kin.count() < ENOUGH:
        kin = others.filter(current__kind=content.kind)
    rows = [
        (bounty, term) for bounty, term in kin.values_list("current__bounty", "current__term_months") if bounty and term
    ]
    if len(rows) < ENOUGH:
        return Market(len(rows), None, None)
    monthly = statistics.median(bounty / term for bounty, term in rows)
    return Market(len(rows), int(monthly), int(statistics.median(term for _, term in rows)))
