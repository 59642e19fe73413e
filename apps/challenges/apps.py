from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChallengesConfig(AppConfig):
    name = "apps.challenges"
    label = "challenges"
    verbose_name = _("Challenges")

    def ready(self) -> None:
        from apps.challenges import policies, receivers  # noqa: PLC0415  (models are not loaded before)
        from apps.core import files  # noqa: PLC0415

        files.register_policy("annex", policies.can_read_annex_file)
        receivers.connect()
