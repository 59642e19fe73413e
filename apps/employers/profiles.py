"""What an employer says of itself, and the papers that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.core import audit, files
from apps.core.moves import GuardFailed
from apps.employers import lifecycle, signals
from apps.employers.models import Employer, EmployerDocument, EmployerText
from apps.employers.states import EmployerState

IDENTITY = ("name_zh", "name_en", "credit_code")  # what has been verified: a change has to be looked at again
DOCUMENT_TYPES = (".pdf", ".jpg", ".jpeg", ".png")
MOST_DOCUMENTS = 12


@dataclass(frozen=True)
class ProfileContent:
    """`organisation` and `employer` are columns of these models, `texts` {language: (slogan, description)}."""

    organisation: dict[str, Any] = field(default_factory=dict)
    employer: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)


def credit_code_taken(code: str, organisation: Organisation | None) -> bool:
    rows = Organisation.objects.filter(credit_code=code)
    return (rows.exclude(pk=organisation.pk) if organisation else rows).exists()


@transaction.atomic
def save(employer: Employer, content: ProfileContent, *, by: User) -> bool:
    """Store the profile; whether it must be verified again, as a verified name or code has changed.

    Raises GuardFailed when it would have to be and papers are missing, or while operators look at it.
    """
    organisation = employer.organisation
    before = {name: getattr(organisation, name) for name in IDENTITY}
    changed = [name for name in IDENTITY if content.organisation.get(name, before[name]) != before[name]]
    if changed and employer.state == EmployerState.SUBMITTED:
        raise GuardFailed(_("Name and code cannot change while they are being verified."))
    for name, value in content.organisation.items():
        setattr(organisation, name, value)
    organisation.save()
    for name, value in content.employer.items():
        setattr(employer, name, value)
    if "honours" in content.employer:  # what it no longer names is not confirmed any more
        employer.honours_confirmed = [code for code in employer.honours_confirmed if code in employer.honours]
        employer.save(update_fields=["honours_confirmed"])
    employer.save(update_fields=[*content.employer] or None)
    _save_texts(employer, content.texts)
    audit.record(employer, "edit", by=by, role="owner", data={"changed": changed})
    if {"name_zh", "name_en"} & set(changed):
        signals.renamed.send(sender=Employer, employer=employer)
    if changed and employer.state == EmployerState.VERIFIED:
        lifecycle.submit(employer, by=by)
        return True
    return False


def _save_texts(employer: Employer, texts: dict[str, tuple[str, str]]) -> None:
    for language, (slogan, description) in texts.items():
        if slogan or description:
            values = {"slogan": slogan, "description": description}
            EmployerText.objects.update_or_create(employer=employer, language=language, defaults=values)
        else:
            EmployerText.objects.filter(employer=employer, language=language).delete()


@transaction.atomic
def add_document(employer: Employer, kind: str, content: bytes, *, name: str, content_type: str, by: User) -> None:
    """Store a paper. Raises ValidationError for one too many."""
    if employer.documents.count() >= MOST_DOCUMENTS:
        raise ValidationError(_("There are enough papers. Remove one first."), code="many")
    file = files.store(
        content,
        name=name,
        content_type=content_type,
        data_class="employer",
        owner_ref=employer.organisation.public_id,
    )
    EmployerDocument.objects.create(employer=employer, kind=kind, file=file)
    audit.record(employer, "add_document", by=by, role="owner", data={"kind": kind, "sha256": file.sha256})


@transaction.atomic
def remove_document(document: EmployerDocument, *, by: User) -> None:
    """Raises GuardFailed once operators have it before them: what was judged stays on file."""
    employer = document.employer
    if employer.state not in (EmployerState.UNVERIFIED, EmployerState.RETURNED, EmployerState.EXPIRED):
        raise GuardFailed(_("Papers that were submitted stay on file."))
    file = document.file
    audit.record(employer, "remove_document", by=by, role="owner", data={"kind": document.kind, "sha256": file.sha256})
    document.delete()
    transaction.on_commit(lambda: files.remove(file))
