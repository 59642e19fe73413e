from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"
    verbose_name = _("Match review")

    def ready(self) -> None:
        from apps.matching import checks, receivers  # noqa: PLC0415  models exist only from here on

        checks.connect()
        receivers.connect()
