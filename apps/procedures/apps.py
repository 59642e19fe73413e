from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "apps.procedures"
    label = "procedures"
    verbose_name = _("procedures")

    def ready(self) -> None:
        from apps.procedures import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
