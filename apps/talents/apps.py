from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentsConfig(AppConfig):
    name = "apps.talents"
    label = "talents"
    verbose_name = _("Talents")

    def ready(self) -> None:
        from apps.talents import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
