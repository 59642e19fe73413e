"""The appraisal (论证): experts are asked whether a call should be made, and the department closes it with their opinions.

Callers have asked the policies. What the law demands of the persons (R4: enough opinions, R11: independence) is asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.telling import tell_readers, tell_team
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.experts.models import Expert
from apps.procedures.calendar import add_working_days, city_zone, today
from apps.procedures.independence import Verdict, verdict
from apps.reviews import appraisal_candidates as candidates
from apps.reviews import appraisal_policies as policies
from apps.reviews import appraisal_telling as telling
from apps.reviews.appraisal_states import Answer, DeclineReason, OpinionState, Question, Recommendation
from apps.reviews.models.appraisal import Opinion, OpinionAnswer

DAYS, MOST_DAYS = 10, 60
REMARK, TEXT = 1000, 4000
WAITS = (ChallengeState.SUBMITTED, ChallengeState.DISTRICT_CHECKED)


@dataclass(frozen=True)
class Reply:
    """The answer to one question."""

    answer: str
    remark: str = ""


@dataclass
class Summary:
    """What the department reads: counts by question and answer, by recommendation, and the opinions that count."""

    needed: int
    counted: list[Opinion] = field(default_factory=list)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    recommendations: Counter[str] = field(default_factory=Counter)

    @property
    def enough(self) -> bool:
        return len(self.counted) >= self.needed


@transaction.atomic
def ask(challenge: Challenge, expert: Expert, *, by: User, days: int = DAYS, cleared: str = "") -> Opinion:
    """Ask an expert for an opinion within so many working days.

    Raises GuardFailed for one who is not offered. Where a doubt stands, `cleared` says why it does not count.
    """
    row = _waiting(challenge)
    if not 1 <= days <= MOST_DAYS:
        raise GuardFailed(_("Choose between 1 and %(count)d working days.") % {"count": MOST_DAYS})
    Expert.objects.select_for_update().get(pk=expert.pk)  # one at a time: her open cases are counted
    offered = next((one for one in candidates.candidates(row) if one.expert.pk == expert.pk), None)
    if offered is None:
        raise GuardFailed(_("This expert cannot be asked: busy, asked already, of another field, or not independent."))
    if offered.doubts and not cleared.strip():
        raise GuardFailed(_("Something may tie this expert to the poster. Please write why it does not."))
    made = Opinion.objects.create(challenge=row, expert=expert, asked_by=by, due_at=_due(days))
    doubts = [{"kind": one.kind, "certainty": one.certainty} for one in offered.doubts]
    data = {"expert": expert.public_id, "doubts": doubts}
    audit.record(made, "ask", by=by, role="operator", reason=cleared.strip(), data=data, public=False)
    telling.expert(made, "appraisal_asked")
    return made


@transaction.atomic
def declare(opinion: Opinion, *, by: User) -> None:
    """She is independent of the poster: from now on she reads the call."""
    row = _own(opinion, by)
    _in_time(row)
    _independent(row)
    move(row, "declare", by=by, role="expert", facts={"declared_at": timezone.now()}, public=False)
    opinion.refresh_from_db()


@transaction.atomic
def decline(opinion: Opinion, *, by: User, reason_code: str) -> None:
    """She does not give one; the operator asks somebody else."""
    row = _own(opinion, by)
    if reason_code not in DeclineReason.values:
        raise ValidationError({"reason": _("Choose one of the list.")})
    move(row, "decline", by=by, role="expert", reason_code=reason_code, public=False)
    telling.asker(row, "appraisal_declined")
    opinion.refresh_from_db()


@transaction.atomic
def save(opinion: Opinion, replies: Mapping[str, Reply], *, by: User, recommendation: str = "", text: str = "") -> None:
    """Store what is written so far. Raises ValidationError by field, GuardFailed once it is locked."""
    row = _own(opinion, by)
    if row.state != OpinionState.ACCEPTED:
        raise GuardFailed(_("This opinion cannot be written now: it is given, or not begun."))
    errors = {
        name: _("At most %(count)d characters.") % {"count": REMARK}
        for name, reply in replies.items()
        if len(reply.remark) > REMARK or name not in Question.values or reply.answer not in Answer.values
    }
    if len(text) > TEXT or recommendation not in Recommendation.values:
        errors["text"] = _("At most %(count)d characters.") % {"count": TEXT}
    if errors:
        raise ValidationError(errors)
    for name, reply in replies.items():
        facts = {"answer": reply.answer, "remark": reply.remark.strip()}
        OpinionAnswer.objects.update_or_create(opinion=row, question=name, defaults=facts)
    row.recommendation, row.text = recommendation, text.strip()
    row.save(update_fields=["recommendation", "text"])
    opinion.refresh_from_db()


@transaction.atomic
def give(opinion: Opinion, *, by: User) -> None:
    """Lock it. Every question answered, a remark where the answer is not a plain yes, a recommendation with reasons."""
    row = _own(opinion, by)
    _in_time(row)
    _independent(row)
    lacking = missing(row)
    if row.state == OpinionState.ACCEPTED and lacking:
        raise GuardFailed(" ".join(lacking))
    draft = row.challenge.draft
    facts = {"given_at": timezone.now(), "content_hash": draft.content_hash if draft else ""}
    data = {"recommendation": row.recommendation, "content": facts["content_hash"]}
    move(row, "give_opinion", by=by, role="expert", facts=facts, data=data, public=False)
    found = summary(row.challenge)
    if found.enough:
        telling.complete(row.challenge, {one.asked_by for one in found.counted})
    opinion.refresh_from_db()


def missing(opinion: Opinion) -> list[str]:
    """What keeps an opinion from being given, in words."""
    there = {row.question: row for row in opinion.answers.all()}
    found = []
    for code, label in Question.choices:
        row = there.get(code)
        if row is None or not row.answer:
            found.append(_("Please answer: %(question)s.") % {"question": label})
        elif row.answer != Answer.YES and not row.remark:
            found.append(_("Please write a remark: %(question)s.") % {"question": label})
    if not opinion.recommendation or not opinion.text:
        found.append(_("Please give a recommendation with your reasons."))
    return found


@transaction.atomic
def call_off(opinion: Opinion, *, by: Actor, reason: str = "") -> None:
    """No longer needed; she is told."""
    move(opinion, "call_off", by=by, role="operator" if by is not SYSTEM else "", reason=reason, public=False)
    telling.expert(opinion, "appraisal_called_off")


@transaction.atomic
def expire(opinion: Opinion, *, now: datetime) -> None:
    """The clock: not given in time. Both hear of it, somebody else can be asked."""
    row = Opinion.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=opinion.pk)
    if row.due_at > now:
        raise GuardFailed(_("There is time until the deadline."))
    move(row, "expire", by=SYSTEM, public=False)
    telling.expert(row, "appraisal_expired")
    telling.asker(row, "appraisal_missed")


def summary(challenge: Challenge) -> Summary:
    """Opinions on the text as it is now, of experts who are (still) independent of the poster."""
    found = Summary(needed=challenge.programme.appraisal_experts)
    draft = challenge.draft or challenge.current
    rows = Opinion.objects.filter(
        challenge=challenge, state=OpinionState.GIVEN, content_hash=draft.content_hash if draft else ""
    )
    given = list(rows.select_related("expert__user", "asked_by").prefetch_related("answers").order_by("given_at"))
    against = candidates.against_poster([row.expert for row in given], challenge) if given else {}
    found.counted = [row for row in given if verdict(against[row.expert_id]) != Verdict.CONFLICT]
    for code in Question.values:
        replies = [one for row in found.counted for one in row.answers.all() if one.question == code]
        found.answers[code] = Counter(one.answer for one in replies)
        found.remarks[code] = [one.remark for one in replies if one.remark]
    found.recommendations = Counter(row.recommendation for row in found.counted)
    return found


@transaction.atomic
def argue(challenge: Challenge, *, by: User, note: str = "") -> None:
    """The department closes the appraisal: as many opinions as the round demands lie before it. The rest is called off."""
    row = _waiting(challenge)
    if row.programme.district_check and row.state != ChallengeState.DISTRICT_CHECKED:
        raise GuardFailed(_("In this programme the district checks first."))
    if not policies.can_argue(by, row):
        raise GuardFailed(_("Somebody else has to decide this: you have taken part in what it is about."))
    found = summary(row)
    if not found.enough:
        words = {"there": len(found.counted), "needed": found.needed}
        raise GuardFailed(_("%(there)d opinions count, %(needed)d are needed.") % words)
    opposed = found.recommendations[Recommendation.OPPOSE] * 2 > len(found.counted)
    if opposed and not note.strip():
        raise GuardFailed(_("Most experts advise against this call. Please write why it is made all the same."))
    data: dict[str, Any] = {
        "opinions": [one.public_id for one in found.counted],
        "recommendations": dict(found.recommendations),
    }
    move(row, "argue", by=by, role="department", reason=note.strip(), data=data)
    call_off_open(row, by=by)
    tell_team(row, "challenge_argued")
    tell_readers(row, "challenges.approve", "challenge_submitted")
    challenge.refresh_from_db()


def call_off_open(challenge: Challenge, *, by: Actor) -> int:
    """What is still being written is not needed any more; how many."""
    rows = list(Opinion.objects.open().filter(challenge=challenge).select_related(*_WITH))
    for row in rows:
        call_off(row, by=by)
    return len(rows)


_WITH = ("expert__user", "challenge__programme", "challenge__draft", "challenge__current", "asked_by")


def _waiting(challenge: Challenge) -> Challenge:
    """The call, held, where its appraisal is under way."""
    row = Challenge.objects.select_for_update(of=("self",)).select_related(
        "programme", "draft", "current", "employer__organisation__parent"
    ).get(pk=challenge.pk)  # fmt: skip
    if not row.programme.appraisal:
        raise GuardFailed(_("In this programme there is no appraisal."))
    if row.state not in WAITS:
        raise GuardFailed(_("This call does not wait for its appraisal."))
    return row


def _own(opinion: Opinion, by: User) -> Opinion:
    row = Opinion.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=opinion.pk)
    if not policies.is_she(by, row):
        raise GuardFailed(_("Each expert gives her own opinion."))
    return row


def _in_time(row: Opinion) -> None:
    if row.due_at <= timezone.now():
        raise GuardFailed(_("The time for this opinion is over."))


def _independent(row: Opinion) -> None:
    """Facts may have come to light since she was asked."""
    if verdict(candidates.against_poster([row.expert], row.challenge)[row.expert_id]) == Verdict.CONFLICT:
        raise GuardFailed(_("By the facts on file you are not independent of who posts this call. Please decline."))


def _due(days: int) -> datetime:
    last = add_working_days(today(), days).date
    return datetime.combine(last + timedelta(days=1), time(), city_zone())
