"""Rows of applications in every state, with what goes with them: consents, grants, interviews, notes, who looked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import translation

from apps.accounts.models import AccessEntry, Consent, Grant, User
from apps.applications.lifecycle import CONSENT, GRANT
from apps.applications.models import Application, Interview, Note
from apps.applications.reasons import MESSAGES, RejectReason
from apps.applications.states import ApplicationState
from apps.sample import pipelines, told
from apps.sample.chance import public_id
from apps.sample.families import table
from apps.sample.history import Deed
from apps.sample.pipelines import Pipeline
from apps.sample.world import World

BY_TALENT = ("submit", "accept", "decline", "withdraw")
BY_OPERATOR = ("arrange", "hire")
REASONS = [RejectReason.FIELD, RejectReason.EXPERIENCE, RejectReason.DEGREE, RejectReason.LANGUAGE, RejectReason.PAY]
PERMIT = "SAMPLE-PERMIT"
REMIND = (timedelta(days=15), timedelta(days=29))  # employers, operators


@dataclass
class _Book:
    """All rows, to be stored together."""

    applications: list[Application] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    seen: list[AccessEntry] = field(default_factory=list)


def add(world: World) -> None:
    """All applications and their histories."""
    book = _Book()
    for number, pipeline in enumerate(pipelines.plan(world)):
        _application(world, world.dice("application", number), book, pipeline)
    Consent.objects.bulk_create(book.consents, batch_size=1000)
    for rows in (book.applications, book.grants, book.interviews, book.notes, book.seen):
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, batch_size=1000)


def _application(world: World, rng: Random, book: _Book, pipeline: Pipeline) -> None:
    took = _took(pipeline)
    application = Application(
        public_id=public_id(rng), talent=pipeline.person.talent, position=pipeline.post.position,
        revision=pipeline.post.revision, state=pipeline.path.end, created_at=pipeline.moments[0],
        submitted_at=took.get("submit"), moved_at=pipeline.moments[-1], **_facts(world, rng, pipeline, took),
    )  # fmt: skip
    if "submit" in took:
        application.consent = _consent(world, rng, book, pipeline, application, took)
    book.applications.append(application)
    world.chronicle.walked(application, pipeline.path, _deeds(world, rng, pipeline))
    if "invite" in took:
        book.interviews.append(_interview(world, rng, pipeline, application, took))
    if "view" in took:
        _inside(rng, book, pipeline, application, took["view"])
    told.application(world, pipeline, application)


def _took(pipeline: Pipeline) -> dict[str, datetime]:
    return {step.name: at for step, at in zip(pipeline.path.steps, pipeline.moments[1:], strict=True)}


def _facts(world: World, rng: Random, pipeline: Pipeline, took: dict[str, datetime]) -> dict[str, Any]:
    """Columns that belong to the steps taken."""
    facts: dict[str, Any] = {}
    content, talent = pipeline.post.content, pipeline.person.talent
    if "submit" in took and rng.random() < 0.6:
        facts["letter"] = rng.choice(
            table("phrases")["reasons"][f"letters_{'en' if pipeline.person.language == 'en' else 'zh'}"]
        )
    if "offer" in took:
        span = (content.salary_max - content.salary_min) // 10_000
        facts["offer_salary"] = content.salary_min + rng.randint(0, span) * 10_000
        facts["offer_until"] = took["offer"] + timedelta(days=10)
        if pipeline.path.end == ApplicationState.OFFERED:
            facts["offer_until"] = world.days.slot(rng.randint(4, 15), 18)
        if "lapse" in took:
            facts["offer_until"] = took["lapse"] - timedelta(minutes=1)
    if "arrange" in took and talent.needs_permit:
        facts["permit_reference"] = f"{PERMIT}-{rng.randint(100, 999)}"
    if "hire" in took:
        facts["start_on"] = took["hire"].date()
    if pipeline.path.end in (ApplicationState.SUBMITTED, ApplicationState.VIEWED):
        facts |= _reminded(world, pipeline.moments[-1])
    return facts


def _reminded(world: World, since: datetime) -> dict[str, datetime]:
    """Long unanswered ones have been reminded of already: the clock has nothing to catch up with."""
    columns = ("reminded_employer_at", "reminded_operator_at")
    due = {column: since + pause for column, pause in zip(columns, REMIND, strict=True)}
    return {column: at for column, at in due.items() if at <= world.days.yesterday()}


def _consent(
    world: World, rng: Random, book: _Book, pipeline: Pipeline, application: Application, took: dict[str, datetime]
) -> Consent:
    """Applying is the consent, and opens her profile to this employer; withdrawing ends both."""
    user, organisation = pipeline.person.talent.user, pipeline.post.firm.employer.organisation
    given, ended = took["submit"], took.get("withdraw")
    consent = Consent(
        public_id=public_id(rng), user=user, purpose=CONSENT, notice=world.notices[CONSENT], recipient=organisation,
        subject_ref=application.public_id, language=user.language, given_at=given, withdrawn_at=ended,
    )  # fmt: skip
    book.consents.append(consent)
    book.grants.append(
        Grant(
            public_id=public_id(rng), person=user, organisation=organisation, purpose=GRANT,
            source_ref=application.public_id, consent=consent, created_at=given, revoked_at=ended,
        )
    )  # fmt: skip
    world.chronicle.happened(consent, "give", by=user, at=given, purpose=CONSENT)
    if ended is not None:
        world.chronicle.happened(consent, "withdraw", by=user, at=ended, purpose=CONSENT)
    return consent


def _deeds(world: World, rng: Random, pipeline: Pipeline) -> list[Deed]:
    user, owner = pipeline.person.talent.user, pipeline.post.firm.owner
    assert owner is not None
    deeds = []
    for name, at in _took(pipeline).items():
        if name == "lapse":
            deeds.append(Deed(world.clock, at))
        elif name in BY_TALENT:
            reason = rng.choice(table("phrases")["reasons"]["application_decline"]) if name == "decline" else ""
            deeds.append(Deed(user, at, "talent", reason=reason))
        elif name in BY_OPERATOR:
            deeds.append(Deed(world.operators[0], at, "operator"))
        elif name == "reject":
            deeds.append(_rejection(rng, user, owner, at))
        else:
            deeds.append(Deed(owner, at, "recruiter"))
    return deeds


def _rejection(rng: Random, user: User, owner: User, at: datetime) -> Deed:
    code = rng.choice(REASONS)
    with translation.override(user.language):
        return Deed(owner, at, "recruiter", reason_code=code, reason=str(MESSAGES[code]))


def _interview(
    world: World, rng: Random, pipeline: Pipeline, application: Application, took: dict[str, datetime]
) -> Interview:
    """Times ahead while she is being interviewed (half of them chosen); otherwise one that has passed."""
    invited, owner = took["invite"], pipeline.post.firm.owner
    assert owner is not None
    interview = Interview(
        public_id=public_id(rng), application=application, minutes=rng.choice([30, 45, 60]), created_by=owner,
        created_at=invited, link=f"https://meet.example/{application.public_id}",
    )  # fmt: skip
    if pipeline.path.end == ApplicationState.INTERVIEW:
        days = sorted(rng.sample(range(2, 12), 3))
        times = [world.days.slot(day, rng.choice([9, 10, 15, 16])) for day in days]
        chosen = rng.choice(times) if rng.random() < 0.5 and not told.is_cast(world, pipeline) else None
        answered = pipeline.moments[-1] + timedelta(hours=1) if chosen else None
    else:
        times = [invited + timedelta(hours=hours) for hours in (20, 28, 44)]
        chosen, answered = times[0], invited + timedelta(hours=1)
    interview.proposed = [moment.isoformat() for moment in times]
    interview.chosen_at, interview.answered_at = chosen, answered
    return interview


def _inside(rng: Random, book: _Book, pipeline: Pipeline, application: Application, viewed: datetime) -> None:
    """Who of the employer has looked, and what they say to each other."""
    firm = pipeline.post.firm
    person, organisation = pipeline.person.talent.user, firm.employer.organisation
    entry = {"person": person, "organisation": organisation, "what": "profile", "subject_ref": application.public_id}
    book.seen.append(AccessEntry(viewer=firm.owner, at=viewed, **entry))
    author = firm.manager or firm.owner
    if author is None or rng.random() > 0.45:
        return
    at = viewed + timedelta(minutes=rng.randint(5, 240))
    book.seen.append(AccessEntry(viewer=author, at=at, **entry))
    text = rng.choice(table("phrases")["reasons"]["notes"])
    book.notes.append(
        Note(application=application, author=author, text=text, score=rng.choice([None, 3, 4, 5]), created_at=at)
    )
