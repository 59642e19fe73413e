"""What was signed is what is stored: fingerprints of papers and scans, kept in the audit trail and compared with the files.

The trail takes no later change (a trigger refuses it), so it is the witness: on filing a side it notes the SHA-256 of its
scan and of the papers as they were then. Before the work begins and before money moves the stored bytes are read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.agreements.models import Agreement, Contract, Party
from apps.core import audit, files
from apps.core.models import File
from apps.core.moves import GuardFailed

PAPERS = ("paper_zh", "paper_en")


def fingerprint(file: File | None) -> str:
    """SHA-256 of the stored bytes; empty where they are gone."""
    if file is None:
        return ""
    try:
        return hashlib.sha256(files.read(file)).hexdigest()
    except FileNotFoundError:
        return ""


def of_papers(agreement: Agreement) -> dict[str, str]:
    """What is noted of the papers when a side is filed; a plain record has none."""
    contract = getattr(agreement, "contract", None)
    return {} if contract is None else {name: fingerprint(getattr(contract, name)) for name in PAPERS}


def demand_seen(party: Party, seen: str) -> None:
    """Raises GuardFailed unless the scan is the one that was looked at, and as it came in."""
    assert party.scan is not None
    if seen and seen != party.scan.sha256:
        raise GuardFailed(_("Another scan has been handed in since you looked. Please look at that one."))
    if fingerprint(party.scan) != party.scan.sha256:
        raise GuardFailed(_("The stored scan is not what was handed in. Send it back and ask for another."))


def faults(agreement: Agreement) -> list[str]:
    """What is stored otherwise than it was filed, in words; empty where everything is as it was signed."""
    return list(_faults(agreement))


def _faults(agreement: Agreement) -> Iterator[str]:
    noted = {}
    for entry in audit.timeline(agreement, public_only=False).filter(act="file_side"):
        noted[entry.data.get("side")] = entry.data
    for party in agreement.parties.select_related("scan").filter(filed_at__isnull=False):
        if fingerprint(party.scan) != noted.get(party.side, {}).get("sha256"):
            yield _("the scan of %(side)s") % {"side": party.get_side_display()}
    contract = Contract.objects.filter(agreement=agreement).select_related(*PAPERS).first()
    for name in PAPERS if contract is not None else ():
        kept = {row[name] for row in noted.values() if name in row}
        if kept and kept != {fingerprint(getattr(contract, name))}:
            yield _("the Chinese paper") if name == "paper_zh" else _("the English paper")


def demand_intact(contract: Contract) -> None:
    """Raises GuardFailed where a paper or a scan is not what was signed: then nothing begins and nothing is paid."""
    found = faults(contract.agreement)
    if found:
        text = _("What is stored is not what was signed: %(what)s. Until this is cleared up nothing is begun or paid.")
        raise GuardFailed(text % {"what": ", ".join(found)})
