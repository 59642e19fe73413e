"""Annexes: undertakings to keep them, admission by the poster, and the law on technology exports."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Organisation, User
from apps.challenges.models import Annex, AnnexUndertaking, Challenge
from apps.challenges.states import EVER_PUBLIC, WRITABLE
from apps.challenges.telling import tell_of_licence, tell_reader, tell_team
from apps.challenges.terms import ExportControl, Level
from apps.core import audit, files
from apps.core.models import File
from apps.core.moves import GuardFailed
from apps.talents.models import Talent

UNDERTAKING_VERSION = 1
UNDERTAKING = gettext_lazy(
    "I will use these papers only to prepare a proposal for this call, show them to nobody else, and destroy them when the call has ended without me."
)
PAPERS = (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg")  # kinds of files that an annex comes in
CHINA = "CN"


@transaction.atomic
def undertake(
    challenge: Challenge, *, by: User, country: str, organisation: Organisation | None = None
) -> AnnexUndertaking:
    """`by` promises to keep the annexes to herself and says from where she will read them. Twice changes nothing."""
    if challenge.state not in EVER_PUBLIC:
        raise GuardFailed(_("This call is not public."))
    if not country:
        raise GuardFailed(_("Please say in which country or region you will read the papers."))
    row, created = AnnexUndertaking.objects.get_or_create(
        challenge=challenge,
        user=by,
        defaults={
            "organisation": organisation, "version": UNDERTAKING_VERSION, "country": country.upper(),
            "signed_at": timezone.now(),
        },
    )  # fmt: skip
    if created:
        audit.record(challenge, "undertake", by=by, data={"country": row.country, "version": row.version}, public=False)
        if challenge.annexes.filter(level=Level.TRADE_SECRET).exists():
            tell_team(challenge, "annex_asked")
        _ask_for_licence(row)
    return row


def ask_for_licences(challenge: Challenge) -> None:
    """An amendment may open the papers to readers abroad who signed when they were kept in China: they wait from now on."""
    for row in challenge.undertakings.select_related("user", "organisation", "challenge__current"):
        _ask_for_licence(row)


def ask_for_licences_of(user: User) -> None:
    """She may have moved abroad since she signed: what she reads there is exported, and she waits from now on."""
    rows = AnnexUndertaking.objects.filter(user=user, challenge__state__in=EVER_PUBLIC)
    for row in rows.select_related("user", "organisation", "challenge__current"):
        _ask_for_licence(row)


def _ask_for_licence(row: AnnexUndertaking) -> None:
    if waits_for_licence(row) and row.challenge.annexes.exists():
        tell_of_licence(row)


@transaction.atomic
def admit(row: AnnexUndertaking, *, by: User) -> None:
    """The poster lets this person read its trade secrets; she hears of it, once."""
    was_admitted = row.admitted_at is not None
    AnnexUndertaking.objects.filter(pk=row.pk).update(admitted_at=timezone.now(), admitted_by=by, refused_at=None)
    audit.record(row.challenge, "admit_reader", by=by, role="poster", data={"reader": row.user.public_id}, public=False)
    if not was_admitted:
        tell_reader(row, "annex_admitted")
    row.refresh_from_db()


@transaction.atomic
def refuse(row: AnnexUndertaking, *, by: User) -> None:
    """The poster keeps its trade secrets from this person, also if it had admitted her before."""
    now, was_refused = timezone.now(), row.refused_at is not None
    AnnexUndertaking.objects.filter(pk=row.pk).update(admitted_at=None, admitted_by=None, refused_at=now)
    audit.record(
        row.challenge, "refuse_reader", by=by, role="poster", data={"reader": row.user.public_id}, public=False
    )
    if not was_refused:
        tell_reader(row, "annex_refused")
    row.refresh_from_db()


@transaction.atomic
def license_(row: AnnexUndertaking, *, by: User, number: str) -> None:
    """The department enters the export licence under which this person may read abroad."""
    if not number.strip():
        raise GuardFailed(_("Please enter the number of the licence."))
    waited = waits_for_licence(row)
    AnnexUndertaking.objects.filter(pk=row.pk).update(export_licence=number.strip())
    data = {"reader": row.user.public_id, "licence": number.strip()}
    audit.record(row.challenge, "license_reader", by=by, role="department", data=data, public=False)
    if waited:
        tell_reader(row, "annex_licensed")
    row.refresh_from_db()


@transaction.atomic
def add_annex(challenge: Challenge, file: File, *, title: str, level: str, by: User) -> Annex:
    """A paper of the call, while it is written: what is published has been looked at, and stays as everybody read it."""
    if challenge.state not in WRITABLE:
        raise GuardFailed(_("Papers of a call that was submitted stay."))
    annex = Annex.objects.create(challenge=challenge, file=file, title=title, level=level, created_by=by)
    data = {"annex": annex.public_id, "level": level, "sha256": file.sha256}
    audit.record(challenge, "add_annex", by=by, role="poster", data=data)
    return annex


@transaction.atomic
def remove_annex(annex: Annex, *, by: User) -> None:
    """Only while the call is a draft: what was published stays readable for those who read it."""
    if annex.challenge.state not in WRITABLE:
        raise GuardFailed(_("Papers of a call that was submitted stay."))
    data = {"annex": annex.public_id, "sha256": annex.file.sha256}
    audit.record(annex.challenge, "remove_annex", by=by, role="poster", data=data)
    file = annex.file
    annex.delete()
    files.remove(file)


def open_to(user: Any, annex: Annex) -> bool:
    """Whether somebody outside the poster may read this annex now."""
    challenge = annex.challenge
    if challenge.state not in EVER_PUBLIC:
        return False
    control = _export_control(challenge)
    if annex.level == Level.PUBLIC and control == ExportControl.NONE:
        return True
    if not user.is_authenticated:
        return False
    row = AnnexUndertaking.objects.filter(challenge=challenge, user=user).first()
    if row is None or not _may_leave(control, row):
        return False
    return annex.level != Level.TRADE_SECRET or row.admitted_at is not None


def needs_licence(row: AnnexUndertaking) -> bool:
    """Whether a licence would open the papers of her call to this reader, and nothing else does."""
    return _export_control(row.challenge) == ExportControl.LICENCE and not _in_china(row)


def waits_for_licence(row: AnnexUndertaking) -> bool:
    return needs_licence(row) and not row.export_licence


def _in_china(row: AnnexUndertaking) -> bool:
    """By her own word, and nothing that the platform knows speaks against it: her body has a credit code, her profile
    does not say that she lives elsewhere.
    """
    if row.country != CHINA or (row.organisation is not None and not row.organisation.credit_code):
        return False
    return not Talent.objects.filter(user=row.user).exclude(country__in=("", CHINA)).exists()


def _export_control(challenge: Challenge) -> str:
    return challenge.current.export_control if challenge.current else ExportControl.CHINA_ONLY


def _may_leave(control: str, row: AnnexUndertaking) -> bool:
    """Reading abroad is an export, whoever reads; so is letting a body read that is not registered in China."""
    if control == ExportControl.NONE or _in_china(row):
        return True
    return control == ExportControl.LICENCE and bool(row.export_licence)
