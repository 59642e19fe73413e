from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from apps.accounts.signals import erased  # noqa: PLC0415  (models are not loaded before)
        from apps.notifications import erasure  # noqa: PLC0415

        erased.connect(erasure.forget, dispatch_uid="notifications.forget")
