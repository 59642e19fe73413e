"""When an account is erased: what the law on archives keeps stays, what only told who she was goes.

A contract that was signed, its scans and what was paid are public money's records and are kept as they were signed. The
name on the public page goes at once, and so do the texts that she wrote herself where nothing was decided on them: a
contract that was never signed keeps neither her name nor her scan.
"""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.agreements.models import Agreement, Party
from apps.agreements.states import AgreementState
from apps.core import files

OPEN = (AgreementState.INTENTION, AgreementState.DRAFTED, AgreementState.LAPSED)


@transaction.atomic
def forget(user: User) -> None:
    """Take her name off every public page; out of what was never signed she disappears."""
    mine = Party.objects.filter(user=user)
    mine.update(public_by=None, public_at=None)
    unsigned = Agreement.objects.filter(state__in=OPEN, signed_on__isnull=True)
    for party in mine.filter(agreement__in=unsigned).select_related("scan", "agreement"):
        scan = party.scan
        party.name, party.signatory, party.returned = "–", "", ""
        party.scan = party.handed_in_by = party.handed_in_at = party.filed_by = party.filed_at = None
        party.save()
        _without_papers(party.agreement)
        if scan is not None:
            files.remove(scan)


def _without_papers(agreement: Agreement) -> None:
    """The papers of a contract that nobody signed bear her name."""
    contract = getattr(agreement, "contract", None)
    papers = [] if contract is None else [file for file in (contract.paper_zh, contract.paper_en) if file is not None]
    Agreement.objects.filter(pk=agreement.pk).update(file=None)
    if contract is not None:
        type(contract).objects.filter(pk=contract.pk).update(paper_zh=None, paper_en=None)
    for file in papers:
        files.remove(file)
