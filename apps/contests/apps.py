from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContestsConfig(AppConfig):
    name = "apps.contests"
    label = "contests"
    verbose_name = _("Contests")

    def ready(self) -> None:
        from apps.contests import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
