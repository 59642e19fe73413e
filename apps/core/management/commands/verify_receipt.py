"""`manage.py verify_receipt RECEIPT.json`: whether a receipt holds, without database, network or the server's keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.sealing import receipts


class Command(BaseCommand):
    help = "Verify a receipt of sealing offline; exit 0 when everything given holds, else 1 and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("receipt", type=Path)
        parser.add_argument("--package", type=Path, help="the sealed package the receipt is for")
        parser.add_argument("--key", help="the platform's public key as it is published (base64)")

    def handle(self, *args: Any, receipt: Path, package: Path | None, key: str | None, **options: Any) -> None:
        try:
            content = json.loads(receipt.read_text(encoding="utf-8"))
            sealed = package.read_bytes() if package else None
        except OSError as error:
            raise CommandError(f"cannot be read: {error.filename}") from error
        except ValueError as error:
            raise CommandError("this is no receipt") from error
        try:
            body = receipts.verify(content, package=sealed, key=key)
        except receipts.ReceiptError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{body['kind']} {body['subject']}, sealed at {body['sealed_at']}: the signature holds")
        self.stdout.write(f"receipt hash {receipts.receipt_hash(content)}")
        self.stdout.write("the package is the sealed one" if sealed is not None else f"package {body['sha256']}")
        if key is None:
            self.stdout.write(f"signed with {content['public_key']}: compare it with the published key, or give --key")
