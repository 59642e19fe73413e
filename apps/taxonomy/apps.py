from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "apps.taxonomy"
    label = "taxonomy"
    verbose_name = _("vocabularies")

    def ready(self) -> None:
        from apps.taxonomy import epochs  # noqa: PLC0415  models can be imported only from here on

        epochs.connect()
