"""What can happen to an application (machine 4). Callers have asked the policies; facts are checked here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import Consent, User
from apps.applications import telling
from apps.applications.models import Application, Interview
from apps.applications.reasons import RejectReason
from apps.applications.signals import submitted, withdrawn
from apps.applications.states import OPEN, ApplicationState
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move, possible
from apps.employers.states import EmployerState
from apps.positions import lifecycle as positions
from apps.positions.models import Position
from apps.positions.states import LIVE
from apps.talents.models import Talent

GRANT = "application"
CONSENT = "share_application"


@transaction.atomic
def start(talent: Talent, position: Position, *, by: User, via: str = "direct") -> Application:
    """Her draft for this position; the one that is there already, if it is a draft.

    Raises GuardFailed if the position takes no applications or she has a live one.
    """
    _check_open(position)
    found = Application.objects.filter(
        talent=talent, position=position, state__in=[ApplicationState.DRAFT, *OPEN]
    ).first()
    if found is not None and found.state != ApplicationState.DRAFT:
        raise GuardFailed(_("You have already applied for this position."))
    if found is not None:
        return found
    assert position.current is not None, "a live position has a text in force"
    try:
        with transaction.atomic():
            return Application.objects.create(talent=talent, position=position, revision=position.current, via=via)
    except IntegrityError:  # a second tab was faster
        return Application.objects.get(talent=talent, position=position, state=ApplicationState.DRAFT)


@transaction.atomic
def submit(application: Application, *, by: User, letter: str = "", ip_country: str = "") -> None:
    """Send it. Submitting is the consent: the employer sees her profile at once, and nothing before."""
    position = application.position
    _check_open(position)
    organisation = position.employer.organisation
    consent = consents.give(
        by, CONSENT, recipient=organisation, subject_ref=application.public_id, ip_country=ip_country
    )
    now = timezone.now()
    facts = {"letter": letter, "consent": consent, "submitted_at": now, "moved_at": now, "revision": position.current}
    move(application, "submit", by=by, role="talent", facts=facts)
    consents.open_to(organisation, consent=consent, purpose=GRANT, source_ref=application.public_id)
    telling.team(application, "application_submitted")
    submitted.send(sender=Application, application=application)


@transaction.atomic
def from_interest(talent: Talent, position: Position, *, consent: Consent, by: User) -> Application:
    """The application that begins when a talent agrees to an employer's interest; her consent is the one just given."""
    application = start(talent, position, by=by, via="interest")
    now = timezone.now()
    facts = {"consent": consent, "submitted_at": now, "moved_at": now, "revision": position.current}
    move(application, "submit", by=by, role="talent", facts=facts)
    submitted.send(sender=Application, application=application)
    return application


def view(application: Application, *, by: User) -> None:
    """A decider has opened it. Opening it again changes nothing."""
    if application.state == ApplicationState.SUBMITTED:
        _step(application, "view", by=by, role="recruiter", told="application_viewed")


def shortlist(application: Application, *, by: User) -> None:
    _step(application, "shortlist", by=by, role="recruiter", told="application_shortlisted")


@transaction.atomic
def invite(
    application: Application, *, by: User, proposed: list[datetime], minutes: int = 45, link: str = ""
) -> Interview:
    """Propose interview times (aware, in the future). A further invitation replaces the open one."""
    times = sorted({moment for moment in proposed if moment > timezone.now()})
    if not times:
        raise GuardFailed(_("Propose at least one time in the future."))
    if application.state != ApplicationState.INTERVIEW:
        _step(application, "invite", by=by, role="recruiter", told="application_interview")
    else:
        telling.talent(application, "application_interview")
    application.interviews.filter(answered_at__isnull=True).delete()
    return Interview.objects.create(
        application=application,
        proposed=[moment.isoformat() for moment in times],
        minutes=minutes,
        link=link,
        created_by=by,
    )


@transaction.atomic
def choose_time(interview: Interview, instant: datetime, *, by: User) -> None:
    """The talent takes one of the proposed times. Raises GuardFailed for another time or a second answer."""
    if instant.isoformat() not in interview.proposed:
        raise GuardFailed(_("Choose one of the proposed times."))
    now = timezone.now()
    free = Interview.objects.filter(pk=interview.pk, answered_at__isnull=True)
    if not free.update(chosen_at=instant, answered_at=now):
        raise GuardFailed(_("This invitation has been answered already."))
    interview.chosen_at, interview.answered_at = instant, now
    telling.team(interview.application, "interview_chosen", time=f"{instant:%Y-%m-%d %H:%M} UTC")


@transaction.atomic
def refuse_times(interview: Interview, *, by: User, reason: str = "") -> None:
    """None of the times fits; the employer is asked for others."""
    if not Interview.objects.filter(pk=interview.pk, answered_at__isnull=True).update(answered_at=timezone.now()):
        raise GuardFailed(_("This invitation has been answered already."))
    telling.team(interview.application, "interview_no_time", reason=reason or "—")


def offer(application: Application, *, by: User, salary: int, until: datetime) -> None:
    """Offer the post at `salary` yuan a year before tax; the offer lapses at `until`."""
    if salary <= 0:
        raise GuardFailed(_("Give the pay of the offer."))
    if until <= timezone.now():
        raise GuardFailed(_("The offer must stay open for some time."))
    facts = {"offer_salary": salary, "offer_until": until}
    _step(application, "offer", by=by, role="recruiter", told="application_offered", facts=facts)


@transaction.atomic
def accept(application: Application, *, by: User) -> None:
    if application.offer_until and application.offer_until <= timezone.now():
        raise GuardFailed(_("The offer has expired."))
    _step(application, "accept", by=by, role="talent", told_team="application_accepted")


def decline(application: Application, *, by: User, reason: str = "") -> None:
    _step(application, "decline", by=by, role="talent", told_team="application_declined", reason=reason)


def lapse(application: Application, *, by: Actor = SYSTEM) -> None:
    _step(application, "lapse", by=by, told="application_lapsed", told_team="application_lapsed")


def arrange(application: Application, *, by: User, permit_reference: str = "") -> None:
    """An operator opens the paperwork. A talent who needs a work permit needs its reference here."""
    if application.talent.needs_permit and not permit_reference.strip():
        raise GuardFailed(_("This talent needs a work permit: give its reference."))
    facts = {"permit_reference": permit_reference.strip()}
    _step(
        application,
        "arrange",
        by=by,
        role="operator",
        told="application_arranged",
        told_team="application_arranged",
        facts=facts,
    )


@transaction.atomic
def hire(application: Application, *, by: User, start_on: date) -> None:
    """She has started. The position counts the hire and is filled when its headcount is reached."""
    _step(application, "hire", by=by, role="operator", told="application_hired", facts={"start_on": start_on})
    position = Position.objects.select_for_update().get(pk=application.position_id)
    Position.objects.filter(pk=position.pk).update(hires=position.hires + 1)
    position.refresh_from_db()
    full = position.current is not None and position.hires >= position.current.headcount
    if full and "fill" in possible(position):
        positions.fill(position, by=by)


def reject(application: Application, *, by: Actor, reason_code: str, reason: str) -> None:
    """Not taken further, with a reason code and the words she will read."""
    if reason_code not in RejectReason.values:
        raise GuardFailed(_("Choose a reason."))
    if not reason.strip():
        raise GuardFailed(_("Write what the candidate will read."))
    _step(
        application,
        "reject",
        by=by,
        role="recruiter",
        told="application_rejected",
        reason_code=reason_code,
        reason=reason,
        facts={},
        message=reason,
    )


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """She takes it back: the employer's access ends with the transaction."""
    was_draft = application.state == ApplicationState.DRAFT
    _step(application, "withdraw", by=by, role="talent", told_team=None if was_draft else "application_withdrawn")
    consents.close_to(application.position.employer.organisation, application.talent.user, application.public_id)
    if application.consent is not None:
        consents.withdraw(application.consent, by=by)
    withdrawn.send(sender=Application, application=application)


@transaction.atomic
def _step(
    application: Application,
    name: str,
    *,
    by: Actor,
    role: str = "",
    told: str | None = None,
    told_team: str | None = None,
    reason_code: str = "",
    reason: str = "",
    facts: dict[str, Any] | None = None,
    **words: str,
) -> None:
    facts = {"moved_at": timezone.now(), "reminded_employer_at": None, "reminded_operator_at": None, **(facts or {})}
    move(application, name, by=by, role=role, reason_code=reason_code, reason=reason, facts=facts)
    if told:
        telling.talent(application, told, **words)
    if told_team:
        telling.team(application, told_team)


def _check_open(position: Position) -> None:
    if position.state not in LIVE or position.employer.state != EmployerState.VERIFIED:
        raise GuardFailed(_("This position does not take applications now."))
