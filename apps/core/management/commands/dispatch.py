"""`manage.py dispatch`: the dispatcher process, until SIGTERM or SIGINT."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.dispatch import Dispatcher


class Command(BaseCommand):
    help = "Send due work to the workers until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        dispatcher = Dispatcher()

        def stop(*_: Any) -> None:
            dispatcher.stop = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        dispatcher.run_forever()
