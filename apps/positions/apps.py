from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PositionsConfig(AppConfig):
    name = "apps.positions"
    label = "positions"
    verbose_name = _("Positions")

    def ready(self) -> None:
        from apps.core import files  # noqa: PLC0415  (models are not loaded before)
        from apps.positions import policies, receivers  # noqa: PLC0415

        files.register_policy("import", policies.can_read_import_file)
        receivers.connect()
