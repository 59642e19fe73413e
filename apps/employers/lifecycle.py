"""What can happen to an employer (machine 5). Callers have asked the policies; facts are checked here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, Organisation, User
from apps.accounts.policies import holders
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.employers.models import Employer, EmployerDocument
from apps.notifications.send import tell

VALID_FOR = timedelta(days=730)
NEEDED = {EmployerDocument.Kind.LICENCE, EmployerDocument.Kind.MANDATE}


@transaction.atomic
def create(
    *,
    by: User,
    name_zh: str = "",
    name_en: str = "",
    district: str = "",
    credit_code: str | None = None,
    owned: bool = True,
    **profile: Any,
) -> Employer:
    """A new, unverified employer; `type` of `profile` (columns of Employer) is needed.

    Its creator is its owner, unless not `owned`: an operator takes in an employer that somebody else will claim.
    """
    organisation = Organisation.objects.create(
        kind=Organisation.Kind.EMPLOYER,
        name_zh=name_zh,
        name_en=name_en,
        district=district,
        credit_code=credit_code or None,
    )
    if owned:
        Membership.objects.create(user=by, organisation=organisation, role=Membership.Role.OWNER)
    employer = Employer.objects.create(organisation=organisation, **profile)
    audit.record(employer, "create", by=by, role="owner" if owned else "operator", data={"source": employer.source})
    return employer


@transaction.atomic
def confirm_honours(employer: Employer, *, by: User, honours: Iterable[str]) -> None:
    """An operator has looked these up where they are given. Only what the employer claims can be confirmed."""
    row = Employer.objects.select_for_update().get(pk=employer.pk)
    given = set(honours)
    if given - set(row.honours):
        raise GuardFailed(_("Only honours that the employer names can be confirmed."))
    confirmed = [code for code in row.honours if code in given]
    Employer.objects.filter(pk=row.pk).update(honours_confirmed=confirmed)
    audit.record(row, "confirm_honours", by=by, role="operator", data={"honours": confirmed})
    employer.refresh_from_db(fields=["honours_confirmed"])


def missing(employer: Employer) -> list[str]:
    """Codes of what verification still needs: credit_code, district, contact, licence, mandate."""
    organisation = employer.organisation
    gaps = [] if organisation.credit_code else ["credit_code"]
    gaps += [] if organisation.district else ["district"]
    gaps += [] if employer.contact_name and employer.contact_phone else ["contact"]
    held = set(employer.documents.values_list("kind", flat=True))
    return gaps + sorted(str(kind) for kind in NEEDED - held)


@transaction.atomic
def submit(employer: Employer, *, by: User) -> None:
    """Ask for verification. Raises GuardFailed while something is missing."""
    if missing(employer):
        raise GuardFailed(_("Some papers or facts are still missing."))
    move(employer, "submit", by=by, role="owner", facts={"submitted_at": timezone.now()})
    context, key = {"employer": _names(employer)}, _stamp(employer)
    url = f"/admin/employers/employer/{employer.pk}/change/"
    for operator in holders("employers.review", employer.organisation.district):
        tell(operator, "employer_submitted", context=context, url=url, key=key, channels=())


@transaction.atomic
def verify(employer: Employer, *, by: User, until: date | None = None) -> None:
    facts = _verified_facts(by, until)
    move(employer, "verify", by=by, role="operator", facts=facts)
    _tell_owners(employer, "employer_verified")


@transaction.atomic
def vouch(employer: Employer, *, by: User, until: date | None = None) -> None:
    """Verify at once an employer whose papers the operator has seen outside the platform (import)."""
    move(employer, "vouch", by=by, role="operator", facts=_verified_facts(by, until))


def _verified_facts(by: User, until: date | None) -> dict[str, Any]:
    now = timezone.now()
    if until is not None and until < now.date():
        raise GuardFailed(_("The last day of the verification lies in the past."))
    return {"verified_at": now, "verified_by": by, "verified_until": until or (now + VALID_FOR).date()}


@transaction.atomic
def return_(employer: Employer, *, by: User, reason: str) -> None:
    _need(reason)
    move(employer, "return_", by=by, role="operator", reason=reason)
    _tell_owners(employer, "employer_returned", reason=reason)


@transaction.atomic
def reject(employer: Employer, *, by: User, reason: str) -> None:
    _need(reason)
    move(employer, "reject", by=by, role="operator", reason=reason)
    _tell_owners(employer, "employer_rejected", reason=reason)


@transaction.atomic
def suspend(employer: Employer, *, by: User, reason: str) -> None:
    """Hide its positions and freeze its access to talents, at once: querysets read the state."""
    _need(reason)
    move(employer, "suspend", by=by, role="operator", reason=reason)
    _tell_owners(employer, "employer_suspended", reason=reason)


@transaction.atomic
def reinstate(employer: Employer, *, by: User, reason: str = "") -> None:
    move(employer, "reinstate", by=by, role="operator", reason=reason)
    _tell_owners(employer, "employer_reinstated")


@transaction.atomic
def expire(employer: Employer, *, by: Actor = SYSTEM) -> None:
    move(employer, "expire", by=by)
    _tell_owners(employer, "employer_expired")


def _need(reason: str) -> None:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))


def _tell_owners(employer: Employer, kind: str, **facts: str) -> None:
    organisation = employer.organisation
    owners = Membership.objects.active().filter(organisation=organisation, role=Membership.Role.OWNER)
    for membership in owners.select_related("user"):
        tell(
            membership.user,
            kind,
            context={"employer": _names(employer), **facts},
            url="/employer/profile/",
            key=_stamp(employer),
        )


def _names(employer: Employer) -> dict[str, str]:
    return {"zh-hans": employer.organisation.name_zh, "en": employer.organisation.name_en}


def _stamp(employer: Employer) -> str:
    return f"{employer.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
