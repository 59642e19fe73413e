"""From an anonymous card to a person: the employer is interested, the talent decides."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import Membership, User
from apps.applications import lifecycle as applications
from apps.applications.models import Application
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, move
from apps.matching import labels
from apps.matching.gather import hides_from
from apps.matching.models import Match
from apps.notifications.send import tell
from apps.positions.lifecycle import titles
from apps.positions.states import LIVE
from apps.talents.models import Talent

CONSENT = "share_interest"
GRANT = "interest"


@transaction.atomic
def show(match: Match, *, by: User) -> None:
    """The employer asks to know who it is. The talent is told at once and asked on one page.

    Raises GuardFailed if she can no longer be found or hides from this employer, or the position has ended.
    """
    if match.position.state not in LIVE:
        raise GuardFailed(_("The position is not published."))
    found = Talent.objects.findable() if match.by_hand else Talent.objects.rankable()
    person = found.filter(pk=match.talent_id).prefetch_related("blocked").first()
    if person is None or hides_from(person, match.position.employer.organisation):
        raise GuardFailed(_("This person is no longer looking for offers."))
    move(match, "show_interest", by=by, role="recruiter", public=False)
    labels.keep(match, "employer_interest", by=by)
    move(match, "ask_talent", by=SYSTEM, facts={"asked_at": timezone.now()}, public=False)
    organisation = match.position.employer.organisation
    context = {
        "position": titles(match.position),
        "employer": {"zh-hans": organisation.name_zh, "en": organisation.name_en},
    }
    url = f"/talent/asked/{match.public_id}/"
    tell(match.talent.user, "interest", context=context, url=url, key=match.public_id)


@transaction.atomic
def pass_over(match: Match, *, by: User, reason_code: str = "") -> None:
    """The employer is not interested; kept as a label."""
    move(match, "pass_over", by=by, role="recruiter", reason_code=reason_code, public=False)
    labels.keep(match, "employer_passed", by=by, reason_code=reason_code)


@transaction.atomic
def agree(match: Match, *, by: User, ip_country: str = "") -> Application:
    """The talent consents: her identity and the full evidence open to this employer, and the pipeline begins.

    One POST does it; a GET never does. Raises GuardFailed if the position has ended or she has applied meanwhile.
    """
    organisation = match.position.employer.organisation
    consent = consents.give(by, CONSENT, recipient=organisation, subject_ref=match.public_id, ip_country=ip_country)
    consents.open_to(organisation, consent=consent, purpose=GRANT, source_ref=match.public_id)
    move(match, "agree", by=by, role="talent", public=False)
    labels.keep(match, "talent_agreed", by=by)
    application = applications.from_interest(match.talent, match.position, consent=consent, by=by)
    move(match, "convert", by=SYSTEM, public=False)
    _tell_team(match, "interest_agreed", f"/employer/applications/{application.public_id}/")
    return application


@transaction.atomic
def refuse(match: Match, *, by: User) -> None:
    """She declines; the employer learns only that the card is closed."""
    move(match, "refuse", by=by, role="talent", public=False)
    labels.keep(match, "talent_refused", by=by)
    _tell_team(match, "interest_refused", f"/employer/positions/{match.position.public_id}/candidates/")


def _tell_team(match: Match, kind: str, url: str) -> None:
    organisation = match.position.employer.organisation
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    context = {"position": titles(match.position)}
    for member in Membership.objects.active().filter(organisation=organisation, role__in=roles).select_related("user"):
        tell(member.user, kind, context=context, url=url, key=match.public_id)
