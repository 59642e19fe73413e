"""What contests do when something happens below them."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Consent, User
from apps.accounts.signals import consent_withdrawn, erased
from apps.contests import awards, bench, erasure, naming, policies
from apps.contests.models import Edition
from apps.core import audit, files
from apps.core.models import File
from apps.experts import load
from apps.experts.models import Expert
from apps.experts.signals import expert_changed
from apps.procedures.models import Publicity
from apps.procedures.signals import publicity_ended

SUBJECT = audit.subject_kind(Edition())


def period_over(sender: type, publicity: Publicity, **_: Any) -> None:
    if publicity.subject_kind == SUBJECT:
        awards.take_effect(publicity)


def consent_was_withdrawn(sender: type, consent: Consent, **_: Any) -> None:
    if consent.purpose == naming.PURPOSE:
        naming.hide(consent.subject_ref)


def facts_changed(sender: type, expert: Expert, **_: Any) -> None:
    bench.recheck(expert)


def account_erased(sender: type, user: User, **_: Any) -> None:
    erasure.forget(user)


def connect() -> None:
    publicity_ended.connect(period_over, sender=Publicity, dispatch_uid="contests.period_over")
    consent_withdrawn.connect(consent_was_withdrawn, sender=Consent, dispatch_uid="contests.consent_withdrawn")
    expert_changed.connect(facts_changed, dispatch_uid="contests.facts_changed")
    erased.connect(account_erased, dispatch_uid="contests.account_erased")
    load.register("contests", bench.open_cases)
    files.register_policy(File.DataClass.LANDING, policies.can_read_evidence)
