from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "apps.proposals"
    label = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from apps.core import files  # noqa: PLC0415  models exist only from here on
        from apps.proposals import policies, receivers  # noqa: PLC0415

        receivers.connect()
        files.register_policy("proposal", policies.can_read_attachment)
        files.register_policy("sealed", policies.can_read_sealed)
        files.register_policy("opened", policies.can_read_opened)
