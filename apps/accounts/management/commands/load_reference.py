"""`manage.py load_reference`: roles and notices."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts import reference


class Command(BaseCommand):
    help = "Load the roles and notices that ship with the platform; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            roles, notices = reference.load()
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{roles} new roles, {notices} new notices")
