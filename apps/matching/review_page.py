"""The operator's page of one list: what it shows, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.matching import by_hand, cards, explain, lists, pair, policies, release, review, runs
from apps.matching.models import Match, MatchResult, ReleaseClock
from apps.matching.pair import RULES
from apps.positions import policies as position_policies
from apps.positions.models import Position
from apps.talents.facts import CardFacts, verified_labels
from apps.talents.models import Talent
from apps.taxonomy.lookups import label
from apps.taxonomy.models import School

Decision = Callable[[Match, HttpRequest], None]


def may_open(user: Any, position: Position) -> bool:
    return policies.can_review(user, position)


def context(request: HttpRequest, position: Position) -> dict[str, Any]:
    """Posting left, people right, in the order they would be sent."""
    run = lists.current_run(position)
    rows = lists.arrange(lists.entries(position))
    revision = position.current
    return {
        "position": position,
        "revision": revision,
        "texts": list(revision.texts.all()) if revision else [],
        "posting_skills": [row.text if not row.code else label("skill", row.code) for row in revision.skills.all()]
        if revision
        else [],
        "run": run,
        "excluded": _excluded(run.excluded) if run else [],
        "relaxed": _excluded(run.relaxed) if run else [],
        "asked": _asked(request, position),
        "people": _people(rows, request.user),
        "unranked": _unranked(request, position),
        "last_rank": by_hand.LAST_RANK,
        "reject_reasons": review.RejectReason.choices,
        "colleagues": _colleagues(position) if policies.can_assign(request.user, position) else [],
        "clock": ReleaseClock.objects.filter(position=position).first(),
        "can_publish": "publish" in possible(position),
        "top": release.TOP,
    }


def _excluded(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(RULES.get(rule, rule)), n) for rule, n in counts.items() if rule != "total"]


def _asked(request: HttpRequest, position: Position) -> dict[str, Any]:
    """One person looked up by her number or her card's: the whole pair, whether or not she is on the list."""
    wanted = request.GET.get("pair", "").strip()[:40]
    cards_of = Match.objects.filter(position=position, card_id=wanted).values("talent_id")
    people = policies.explainable(request.user, position)
    return pair.looked_up(wanted, people, lambda talent: pair.explain_pair(position, talent), also=Q(pk__in=cards_of))


def _people(rows: list[lists.Entry], user: Any) -> list[dict[str, Any]]:
    weights = {str(factor): points for factor, points in runs.weights().points.items()}
    keys = [row.match.talent_id for row in rows]
    people = Talent.objects.filter(pk__in=keys).prefetch_related("texts")
    texts = {talent.pk: list(talent.texts.all()) for talent in people}
    shown = cards.anonymous_cards(rows)
    return [
        {
            "match": row.match,
            "place": place,
            "score": row.score,
            "card": card,
            "texts": texts[row.match.talent_id],
            **_computed(row.result, weights),
            "judgeable": row.match.talent_id and row.match.talent.user_id != user.pk,
        }
        for place, (row, card) in enumerate(zip(rows, shown, strict=True), start=1)
    ]


def _computed(row: MatchResult | None, weights: dict[str, int]) -> dict[str, Any]:
    """What only a ranked person has; nothing for one placed by hand."""
    if row is None:
        return {"rank": None, "moved_down": 0, "other_lists": 0, "bars": [], "reasons": []}
    return {
        "rank": row.rank,
        "moved_down": row.place - row.rank,
        "other_lists": row.exposure,
        "bars": explain.bars(row.points, row.values, weights),
        "reasons": explain.reasons(row.points, row.evidence, anonymous=False),
    }


def _unranked(request: HttpRequest, position: Position) -> list[dict[str, Any]]:
    """Who is not ranked by her own wish and fits by the rules; those already placed stand in the list above."""
    placed = Match.objects.filter(position=position, by_hand=True).values_list("talent_id", flat=True)
    rows = [row for row in by_hand.people(position) if row.pk not in set(placed) and row.user_id != request.user.pk]
    facts = cards.facts_of(rows)
    return [
        {"talent": row, "facts": facts[row.pk], "words": fact_words(facts[row.pk]), "texts": list(row.texts.all())}
        for row in rows
    ]


def fact_words(facts: CardFacts) -> list[str]:
    """The facts of her anonymous card in the reader's language; what is not known is left out."""
    still = facts.degree_status == "in_progress"
    found = [
        label("degree", facts.degree) if facts.degree else "",
        label("degree_status", facts.degree_status) if still else "",
        str(School.Band(facts.school_band).label) if facts.school_band else "",
        label("country_group", facts.country_group) if facts.country_group else "",
        _counted(facts.years, lambda n: ngettext("%(n)s year of experience", "%(n)s years of experience", n)),
        _counted(facts.paper_count, lambda n: ngettext("%(n)s paper", "%(n)s papers", n)),
        _counted(facts.patent_count, lambda n: ngettext("%(n)s patent", "%(n)s patents", n)),
        *(label("skill", row.code) for row in facts.skills),
        *(label("language", row.code) for row in facts.languages),
        _("from %(date)s on") % {"date": f"{facts.start_month:%Y-%m}"} if facts.start_month else "",
        _("Needs a work permit") if facts.needs_permit else "",
        *verified_labels(facts.verified),
    ]
    return [words for words in found if words]


def _counted(number: int | None, words: Callable[[int], str]) -> str:
    return words(number) % {"n": number} if number else ""


def _colleagues(position: Position) -> list[User]:
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("display_name", "email")
    return [user for user in staff if policies.can_review(user, position)]


def decide(request: HttpRequest, position: Position) -> None:
    """Carry out the button that was pressed; each pair in a transaction of its own, refusals as messages."""
    act = request.POST.get("act", "")
    if act in WHOLE_LIST:
        _whole(request, position, act)
        return
    if act in PLACING:
        _place(request, position, act)
        return
    decision = PAIRS.get(act)
    if decision is None:
        messages.error(request, _("This act is not known."))
        return
    chosen = Match.objects.filter(position=position, public_id__in=request.POST.getlist("match"))
    rows = list(chosen.select_related("position__employer__organisation", "talent__user"))
    if not rows:
        messages.warning(request, _("Choose at least one person."))
        return
    done = sum(_one(request, match, decision) for match in rows)
    if done:
        text = ngettext("%(count)s decision stored.", "%(count)s decisions stored.", done) % {"count": done}
        messages.success(request, text)


def _one(request: HttpRequest, match: Match, decision: Decision) -> bool:
    try:
        with transaction.atomic():
            if not policies.can_judge(request.user, match):
                raise GuardFailed(_("You may not review this pair."))
            decision(match, request)
            Match.objects.filter(pk=match.pk).update(is_new=False)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return False
    return True


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _approve(match: Match, request: HttpRequest) -> None:
    review.approve(match, by=_user(request))


def _hold(match: Match, request: HttpRequest) -> None:
    review.hold(match, by=_user(request), reason=request.POST.get("reason", "")[:1000])


def _reject(match: Match, request: HttpRequest) -> None:
    code, reason = request.POST.get("reason_code", ""), request.POST.get("reason", "")[:1000]
    review.reject(match, by=_user(request), reason_code=code, reason=reason)


def _reorder(match: Match, request: HttpRequest) -> None:
    given = request.POST.get("rank", "").strip()
    if given and not (given.isascii() and given.isdigit()):
        raise GuardFailed(_("A rank is a number from 1 on."))
    review.reorder(match, by=_user(request), rank=int(given) if given else None)


def _assign(match: Match, request: HttpRequest) -> None:
    to = User.objects.filter(public_id=request.POST.get("colleague", "")).first()
    if to is None or not policies.can_assign(request.user, match.position):
        raise GuardFailed(_("Choose a colleague."))
    review.assign(match, to=to, by=_user(request))


PAIRS: dict[str, Decision] = {
    "approve": _approve,
    "hold": _hold,
    "reject": _reject,
    "reorder": _reorder,
    "assign": _assign,
}
PLACING = ("place", "take_out")
SEND_TOP = "send_top"
WHOLE_LIST = ("release", SEND_TOP, "hold_clock", "resume_clock")


def _place(request: HttpRequest, position: Position, act: str) -> None:
    """Give somebody who is not ranked automatically her place, or take it away; with a reason."""
    user, reason = _user(request), request.POST.get("why", "")
    try:
        with transaction.atomic():
            if act == "place":
                talent = Talent.objects.filter(public_id=request.POST.get("talent", "")).first()
                given = request.POST.get("place_rank", "").strip()
                if talent is None:
                    raise GuardFailed(_("Choose a person."))
                if not (given.isascii() and given.isdigit()):
                    raise GuardFailed(_("A rank is a number from 1 on."))
                by_hand.place(position, talent, by=user, rank=int(given), reason=reason)
            else:
                match = Match.objects.filter(position=position, public_id=request.POST.get("placed", "")).first()
                if match is None:
                    raise GuardFailed(_("Choose a person."))
                by_hand.take_out(match, by=user, reason=reason)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, _("Stored. The list below shows the place."))


def _whole(request: HttpRequest, position: Position, act: str) -> None:
    user = _user(request)
    try:
        with transaction.atomic():
            if act == "release":
                sent = release.release(position, by=user)
            elif act == SEND_TOP:
                if "publish" in possible(position) and not position_policies.can_review(user, position):
                    raise GuardFailed(_("You may not publish this position."))
                sent = release.publish_and_send(position, by=user)
            else:
                review.hold_release(position, by=user, held=act == "hold_clock")
                return
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    text = ngettext("%(count)s card sent to the employer.", "%(count)s cards sent to the employer.", sent)
    messages.success(request, text % {"count": sent})
