from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "apps.applications"
    label = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        from apps.applications import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
