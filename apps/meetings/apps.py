from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "apps.meetings"
    label = "meetings"
    verbose_name = _("One-to-one meetings")

    def ready(self) -> None:
        from apps.meetings import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
