"""The pool of experts: who they are, what they know, whom they are tied to, what they have signed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    name = "apps.experts"
    label = "experts"
    verbose_name = _("Experts")

    def ready(self) -> None:
        from apps.experts import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
