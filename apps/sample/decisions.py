"""What operators, employers and talents have decided about ranked people: through the same functions as their pages."""

from __future__ import annotations

from apps.accounts.models import User
from apps.applications.models import Application
from apps.applications.states import ApplicationState
from apps.core.actors import SYSTEM
from apps.core.moves import move, possible
from apps.matching import interest, lists, policies, release, review
from apps.matching.models import Match
from apps.matching.states import MatchState
from apps.positions.models import Position
from apps.sample.world import Post, World

WAITING = (MatchState.SUGGESTED, MatchState.ASSIGNED)
CARRIES = 22_000  # thousandths of a point: operators approve nobody below
PER_KIND = 3  # positions of each kind of progress


def decide(world: World, posts: list[Post]) -> None:
    """The cast's list is released and answered; the others are untouched, half reviewed, or released."""
    operator = world.operators[0]
    for post in posts:
        _convert(post.position)
    first, *rest = posts
    _review(world, first, approve=8)
    release.release(_fresh(first), by=operator)
    _answers(first)
    _ask_doctor(world, rest)
    for place, post in enumerate(rest):
        if place % PER_KIND == 1:
            _review(world, post, approve=3)
        elif place % PER_KIND == 2:
            _review(world, post, approve=6)
            release.release(_fresh(post), by=operator)
            _show(post, 0)


def _fresh(post: Post) -> Position:
    return Position.objects.select_related("employer__organisation", "current").get(pk=post.position.pk)


def _matches(post: Post, *states: str) -> list[Match]:
    return [row.match for row in lists.ordered(post.position) if row.match.state in states]


def _convert(position: Position) -> None:
    """Who has applied needs no recommendation any more."""
    sent = Application.objects.filter(position=position).exclude(state=ApplicationState.DRAFT)
    for match in Match.objects.filter(position=position, talent__in=sent.values("talent")):
        if "convert" in possible(match):
            move(match, "convert", by=SYSTEM, public=False)


def _review(world: World, post: Post, *, approve: int) -> None:
    """From the top: approved ones while the evidence carries, then one held, one rejected, one given to a colleague."""
    operator = world.operators[0]
    rows = [row for row in lists.ordered(post.position) if row.match.state in WAITING]
    good = [row.match for row in rows if row.score is not None and row.score >= CARRIES][:approve]
    others = [row.match for row in rows if row.match not in good]
    for match in good:
        review.approve(match, by=operator)
    if len(good) > 2:
        review.reorder(good[2], by=operator, rank=2, reason="有实海试验经历")
    for match in others[:1]:
        review.hold(match, by=operator, reason="等待学位认证结果")
    for match in others[1:2]:
        review.reject(match, by=operator, reason_code=review.RejectReason.EVIDENCE_WEAK)
    for match in others[2:3]:
        colleague = next((user for user in world.operators[1:] if policies.can_judge(user, match)), None)
        if colleague is not None:
            review.assign(match, to=colleague, by=operator)


def _answers(post: Post) -> None:
    """Of the released ones: the first waits for the visitor; others were asked, agreed, declined or passed over."""
    owner = _owner(post)
    _first, _second, *sent = _matches(post, MatchState.SENT_TO_EMPLOYER)
    for match in sent[:3]:
        interest.show(match, by=owner)
    for match in sent[1:2]:
        interest.agree(match, by=match.talent.user)
    for match in sent[2:3]:
        interest.refuse(match, by=match.talent.user)
    for match in sent[3:4]:
        interest.pass_over(match, by=owner)


def _ask_doctor(world: World, posts: list[Post]) -> None:
    """Another employer has seen the coating doctor's card and asks for her: a page waits for the visitor."""
    doctor, operator = world.people[0].talent, world.operators[0]
    for post in posts:
        match = next((match for match in _matches(post, *WAITING) if match.talent_id == doctor.pk), None)
        if match is not None:
            review.approve(match, by=operator)
            release.release(_fresh(post), by=operator)
            match.refresh_from_db()
            interest.show(match, by=_owner(post))
            return


def _show(post: Post, place: int) -> None:
    sent = _matches(post, MatchState.SENT_TO_EMPLOYER)
    if place < len(sent):
        interest.show(sent[place], by=_owner(post))


def _owner(post: Post) -> User:
    assert post.firm.owner is not None
    return post.firm.owner
