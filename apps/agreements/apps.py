"""What was signed and how it ends: contracts, milestones, payments, acceptance, evaluation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "apps.agreements"
    verbose_name = _("Agreements")
