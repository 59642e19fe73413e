"""What an expert says of herself and of whom she is tied to, row by row. Callers have asked the policies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, credit_code
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed
from apps.core.text import squeeze
from apps.experts.days import today
from apps.experts.models import BODIES, Expert, Source, Tie, TieKind
from apps.experts.signals import expert_changed

NAME = ("name_zh", "family_name", "given_name")
COLUMNS = (
    *NAME, "orcid", "title_zh", "title_en", "chains", "disciplines", "languages", "tasks", "cases_max",
)  # fmt: skip
PERSON_FACTS = (*NAME, "orcid", "account", "body_name")
BODY_FACTS = ("name_zh", "name_en", "credit_code", "parent_codes", "child_codes", "until")
FACTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TieKind.values, PERSON_FACTS),
    **dict.fromkeys(BODIES, BODY_FACTS),
    TieKind.MAIL_DOMAIN: ("domain",),
    TieKind.JOINT_PROPOSAL: ("proposal_ref",),
}
MOST_TIES = 300
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_ORCID = re.compile(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX]")


@transaction.atomic
def save(expert: Expert, values: Mapping[str, Any], *, by: User) -> None:
    """Store columns of `COLUMNS` that are in `values`. Raises ValidationError by field."""
    given = {name: values[name] for name in COLUMNS if name in values}
    if "orcid" in given:
        given["orcid"] = _at("orcid", clean_orcid, given["orcid"])
    for name, value in given.items():
        setattr(expert, name, squeeze(value) if isinstance(value, str) else value)
    if not expert.name_zh and not expert.family_name:
        raise ValidationError({"name_zh": _("Please give a name, in Chinese or in Latin letters.")})
    expert.save(update_fields=[*given] or None)
    audit.record(expert, "edit", by=by, data={"columns": sorted(given)}, public=False)
    _changed(expert)


@transaction.atomic
def save_tie(
    expert: Expert, kind: str, values: Mapping[str, Any], *, by: Actor, tie: Tie | None = None,
    source: str = Source.SELF,
) -> Tie:  # fmt: skip
    """A new row, or `tie` with other facts. Raises ValidationError by field, GuardFailed."""
    if tie is not None:
        _own(tie, source)
    elif expert.ties.count() >= MOST_TIES:
        raise GuardFailed(_("There are enough rows. Remove one first."))
    row = tie or Tie(expert=expert, source=source)
    row.kind = TieKind(kind)
    facts = _cleaned(row.kind, values)
    for name in {name for names in FACTS.values() for name in names}:
        setattr(row, name, facts.get(name, _empty(name)))
    row.save()
    data = {"kind": row.kind, "tie": row.public_id}
    audit.record(expert, "add_tie" if tie is None else "edit_tie", by=by, data=data, public=False)
    _changed(expert)
    return row


@transaction.atomic
def remove_tie(tie: Tie, *, by: Actor, source: str = Source.SELF) -> None:
    """Raises GuardFailed for a row that somebody else has noted."""
    _own(tie, source)
    expert = tie.expert
    data = {"kind": tie.kind, "tie": tie.public_id}
    tie.delete()
    audit.record(expert, "remove_tie", by=by, data=data, public=False)
    _changed(expert)


def missing(expert: Expert) -> list[str]:
    """Codes of the facts without which nobody can say whether she is independent: name, employer."""
    gaps = [] if expert.name_zh or expert.family_name else ["name"]
    return gaps if expert.ties.filter(kind=TieKind.EMPLOYER).exists() else [*gaps, "employer"]


@transaction.atomic
def confirm_facts(expert: Expert, *, by: User) -> None:
    """She says that her profile and her ties are whole and true today. Raises GuardFailed while facts are missing."""
    if missing(expert):
        raise GuardFailed(_("Please give your name and at least one employer first."))
    expert.facts_confirmed_on = today()
    expert.save(update_fields=["facts_confirmed_on"])
    audit.record(expert, "confirm_facts", by=by)
    _changed(expert)


@transaction.atomic
def note_joint_proposal(expert: Expert, proposal_ref: str) -> None:
    """The platform knows that she took part in a proposal; she cannot take it back. Twice changes nothing."""
    row, created = Tie.objects.get_or_create(
        expert=expert, proposal_ref=proposal_ref,
        defaults={"kind": TieKind.JOINT_PROPOSAL, "source": Source.PLATFORM},
    )  # fmt: skip
    if created:
        data = {"kind": row.kind, "tie": row.public_id}
        audit.record(expert, "add_tie", by=SYSTEM, data=data, public=False)
        _changed(expert)


def _changed(expert: Expert) -> None:
    expert_changed.send(sender=Expert, expert=expert)


def _own(tie: Tie, source: str) -> None:
    if tie.source == Source.PLATFORM or (tie.source == Source.OFFICE and source == Source.SELF):
        raise GuardFailed(_("This row was noted by the office. Please write to it if it is wrong."))


def _empty(name: str) -> Any:
    return [] if name.endswith("_codes") else None if name == "until" else ""


def _cleaned(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the kind reads, in the form in which they are compared."""
    given: dict[str, Any] = {name: values[name] for name in FACTS[kind] if values.get(name)}
    facts = {name: squeeze(value) if isinstance(value, str) else value for name, value in given.items()}
    for name, clean in (("credit_code", credit_code.clean), ("domain", _domain), ("orcid", clean_orcid)):
        if name in facts:
            facts[name] = _at(name, clean, facts[name])
    for name in ("parent_codes", "child_codes"):
        if name in facts:
            facts[name] = [_at(name, credit_code.clean, code) for code in facts[name]]
    if until := facts.get("until"):
        _check_until(kind, until)
    _check_named(kind, facts)
    return facts


def _check_until(kind: str, until: Any) -> None:
    if kind == TieKind.FORMER_EMPLOYER and until > today():
        raise ValidationError({"until": _("A former employer ended in the past.")})
    if kind == TieKind.EMPLOYER and until < today():
        raise ValidationError({"until": _("This has ended: please enter it as a former employer.")})


def _check_named(kind: str, facts: Mapping[str, Any]) -> None:
    if kind in BODIES and not any(facts.get(name) for name in ("name_zh", "name_en", "credit_code")):
        raise ValidationError({"name_zh": _("Please give a name or the credit code.")})
    if kind == TieKind.MAIL_DOMAIN and "domain" not in facts:
        raise ValidationError({"domain": _("Please write a mail domain such as example.edu.cn.")})
    if kind == TieKind.JOINT_PROPOSAL and "proposal_ref" not in facts:
        raise ValidationError({"proposal_ref": _("Please write the number of the proposal.")})
    people = FACTS[kind] == PERSON_FACTS
    if people and not any(facts.get(name) for name in ("name_zh", "family_name", "orcid", "account")):
        raise ValidationError({"name_zh": _("Please give a name, in Chinese or in Latin letters.")})


def _at(name: str, clean: Any, value: str) -> str:
    try:
        return str(clean(value))
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _domain(text: str) -> str:
    """The part after the @, in small letters."""
    domain = text.strip().lower().rpartition("@")[2].strip(".")
    if not _DOMAIN.fullmatch(domain):
        raise ValidationError(_("Please write a mail domain such as example.edu.cn."))
    return domain


def clean_orcid(text: str) -> str:
    """0000-0002-1825-0097, checked by its last character (ISO 7064 mod 11-2); empty stays empty."""
    found = _ORCID.search(text.upper())
    if not text.strip():
        return ""
    digits = found.group().replace("-", "") if found else ""
    if not digits or _check_digit(digits[:-1]) != digits[-1]:
        raise ValidationError(_("This is no ORCID: 16 digits, the last one checks the others."))
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def _check_digit(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    value = (12 - total % 11) % 11
    return "X" if value == 10 else str(value)
