"""What was signed and how it ends: contracts, milestones, payments, acceptance, evaluation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "apps.agreements"
    label = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        from apps.agreements import policies, receivers  # noqa: PLC0415  (models are not loaded before)
        from apps.core import files  # noqa: PLC0415

        receivers.connect()
        files.register_policy("agreement", policies.can_read_file)
