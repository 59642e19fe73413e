"""How proposals are judged: appraisal, form check, panels, sheets, ranking, determination."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "apps.reviews"
    verbose_name = _("Reviews")

    def ready(self) -> None:
        from apps.reviews import (  # noqa: PLC0415  models exist only from here on
            appraisal_receivers,
            appraisal_tasks,  # noqa: F401  a task is known once its module is read
            appraisal_words,  # noqa: F401
            form_receivers,
            form_tasks,  # noqa: F401
            form_words,  # noqa: F401
            receivers,
            words,  # noqa: F401
        )

        appraisal_receivers.connect()
        form_receivers.connect()
        receivers.connect()
