"""People who switched automated ranking off: an operator looks at them herself and gives them their place.

Nothing is computed about them but the hard rules, which are facts against facts. No score, no result row, ever.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, marks
from apps.core.actors import Actor
from apps.core.ids import new_public_id
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed, move, possible
from apps.matching import call_runs, policies
from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.rules import Rule, judge
from apps.matching.gather import posting_doc, talent_docs, with_posting_rows, with_talent_rows
from apps.matching.models import Match, MatchResult
from apps.matching.states import MatchState
from apps.positions.models import Position
from apps.talents.models import Talent

ROLE = "operator"
PLACE, TAKE_OUT = "place_by_hand", "take_out_by_hand"
LAST_RANK = 150
LONGEST = 1000
ENDED = (MatchState.MUTUAL_INTEREST, MatchState.CONVERTED, MatchState.NO_INTEREST)


def eligible(position: Position, people: list[Talent]) -> list[Talent]:
    """Of `people`, those whom no hard rule keeps off (the switched-off ranking itself does not), in their order."""
    found = with_posting_rows(Position.objects.filter(pk=position.pk)).get()
    if found.current is None or not people:
        return []
    columns = TalentColumns.build(talent_docs(people))
    verdict = judge(posting_doc(found), columns, without=frozenset({Rule.OPT_OUT}))
    return [talent for talent, passes in zip(people, verdict.eligible, strict=True) if passes]


def people(position: Position) -> list[Talent]:
    """Everybody who may be found, is not ranked by her own wish, and fits by the rules; the last confirmed first."""
    rows = Talent.objects.findable().filter(automated_ranking=False).order_by("-confirmed_at", "pk")
    return eligible(position, list(with_talent_rows(rows)))


def placements(position: Position) -> list[Match]:
    """Pairs placed by hand that stand today: who meanwhile broke a rule, or may no longer be found, is left out."""
    rows = Match.objects.filter(position=position, by_hand=True, talent__automated_ranking=False)
    matches = {row.talent_id: row for row in rows.select_related("talent__user", "position")}
    if not matches:
        return []
    there = Talent.objects.findable().filter(pk__in=matches)
    return [matches[talent.pk] for talent in eligible(position, list(with_talent_rows(there).order_by("pk")))]


def stands(match: Match) -> bool:
    return any(row.pk == match.pk for row in placements(match.position))


@transaction.atomic
def place(position: Position, talent: Talent, *, by: User, rank: int, reason: str) -> Match:
    """Give her a place on this list, with a reason; a second time moves her. She counts as approved.

    Raises GuardFailed if her ranking is automated, a hard rule keeps her off, she and the employer have spoken already,
    or the operator may not review this list or is herself the person.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if not 1 <= rank <= LAST_RANK:
        raise GuardFailed(_("A rank is a number from 1 on."))
    if not policies.can_review(by, position) or talent.user_id == by.pk:
        raise GuardFailed(_("You may not review this pair."))
    if talent.pk not in {row.pk for row in people(position)}:
        raise GuardFailed(
            _("This person cannot be placed by hand: she is ranked automatically, or a rule keeps her off.")
        )
    match, _made = Match.objects.get_or_create(
        position=position, talent=talent, defaults={"card_id": new_public_id(), "is_new": False}
    )
    if match.state in ENDED:
        raise GuardFailed(_("This person and the employer have already been in touch."))
    before = match.override_rank
    Match.objects.filter(pk=match.pk).update(by_hand=True, override_rank=rank)
    match.by_hand, match.override_rank = True, rank
    if "return_to_review" in possible(match) and match.state != MatchState.APPROVED:
        move(match, "return_to_review", by=by, role=ROLE, public=False)
    if "approve" in possible(match):
        facts = {"decided_at": timezone.now(), "decided_by": by, "decided_score": None, "changed_since": {}}
        move(match, "approve", by=by, role=ROLE, facts=facts, public=False)
    data = {"before": before, "after": rank}
    audit.record(match, "place_by_hand", by=by, role=ROLE, reason=reason.strip()[:LONGEST], data=data, public=False)
    return match


@transaction.atomic
def take_out(match: Match, *, by: User, reason: str) -> None:
    """Off the list again, with a reason. Once she and the employer have spoken it is too late."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if not policies.can_judge(by, match):
        raise GuardFailed(_("You may not review this pair."))
    if not match.by_hand or match.state in ENDED:
        raise GuardFailed(_("There is no place given by hand to take away."))
    _clear([match])
    if "go_stale" in possible(match):
        move(match, "go_stale", by=by, role=ROLE, reason=reason.strip(), public=False)
    audit.record(match, "take_out_by_hand", by=by, role=ROLE, reason=reason.strip()[:LONGEST], public=False)


@transaction.atomic
def no_longer_ranked(talent: Talent) -> None:
    """She switched automated ranking off: what was computed for employers goes at once, its lists are made again."""
    rows = MatchResult.objects.filter(match__talent=talent)
    marks.touch("position", list(rows.filter(run__current=True).values_list("run__position_id", flat=True)))
    rows.delete()
    call_runs.drop(talent)


@transaction.atomic
def ranked_again(talent: Talent, *, by: Actor) -> None:
    """She switched automated ranking on: places given by hand end, what was decided and sent stays."""
    for match in Match.objects.filter(talent=talent, by_hand=True):
        _clear([match])
        audit.record(match, "take_out_by_hand", by=by, role="talent", public=False)


def told(talent: Talent) -> list[dict[str, Any]]:
    """Every place a person gave her or took away, for her own data: where, when, why."""
    matches = Match.objects.filter(talent=talent).select_related("position__employer__organisation")
    named = {match.public_id: match for match in matches}
    kind = audit.subject_kind(Match())
    rows = AuditEntry.objects.filter(subject_kind=kind, subject_ref__in=named, act__in=(PLACE, TAKE_OUT))
    return [
        {
            "position": named[row.subject_ref].position.public_id,
            "employer": named[row.subject_ref].position.employer.organisation.name,
            "step": row.act,
            "place": row.data.get("after"),
            "reason": row.reason,
            "at": row.at,
        }
        for row in rows.order_by("pk")
    ]


def _clear(matches: list[Match]) -> None:
    Match.objects.filter(pk__in=[match.pk for match in matches]).update(by_hand=False, override_rank=None)
    for match in matches:
        match.by_hand, match.override_rank = False, None
