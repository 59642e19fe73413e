"""How proposals are judged: appraisal, form check, panels, sheets, ranking, determination."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "apps.reviews"
    verbose_name = _("Reviews")

    def ready(self) -> None:
        from apps.reviews import form_receivers, form_tasks, form_words, receivers, words  # noqa: F401, PLC0415  models exist from here on

        form_receivers.connect()
        receivers.connect()
