from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmployersConfig(AppConfig):
    name = "apps.employers"
    label = "employers"
    verbose_name = _("Employers")

    def ready(self) -> None:
        from apps.core import files  # noqa: PLC0415  (models are not loaded before)
        from apps.employers import policies  # noqa: PLC0415

        files.register_policy("employer", policies.can_read_file)
