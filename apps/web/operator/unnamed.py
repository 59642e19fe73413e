"""Names of what the operators' pages show and the models leave unnamed.

Django calls a field without a `verbose_name` after its column, in English only ("moved at"). Here those default names
become texts of the catalogues, under the context "field". Migrations do not see it: they keep what the model says.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models import Field, Model
from django.utils.translation import pgettext_lazy

FIELDS = (
    pgettext_lazy("field", "account"),
    pgettext_lazy("field", "active"),
    pgettext_lazy("field", "agreement"),
    pgettext_lazy("field", "appealed at"),
    pgettext_lazy("field", "approved at"),
    pgettext_lazy("field", "approved by"),
    pgettext_lazy("field", "at"),
    pgettext_lazy("field", "attribute"),
    pgettext_lazy("field", "basic"),
    pgettext_lazy("field", "by"),
    pgettext_lazy("field", "calibration"),
    pgettext_lazy("field", "challenge"),
    pgettext_lazy("field", "closed at"),
    pgettext_lazy("field", "code"),
    pgettext_lazy("field", "compared"),
    pgettext_lazy("field", "confirmed at"),
    pgettext_lazy("field", "consent"),
    pgettext_lazy("field", "considered"),
    pgettext_lazy("field", "content hash"),
    pgettext_lazy("field", "content type"),
    pgettext_lazy("field", "context"),
    pgettext_lazy("field", "created at"),
    pgettext_lazy("field", "created by"),
    pgettext_lazy("field", "current"),
    pgettext_lazy("field", "data"),
    pgettext_lazy("field", "data class"),
    pgettext_lazy("field", "decided at"),
    pgettext_lazy("field", "decided by"),
    pgettext_lazy("field", "decision"),
    pgettext_lazy("field", "done gen"),
    pgettext_lazy("field", "draft"),
    pgettext_lazy("field", "draw nonce"),
    pgettext_lazy("field", "draw nonce hash"),
    pgettext_lazy("field", "email key"),
    pgettext_lazy("field", "employer"),
    pgettext_lazy("field", "encoder id"),
    pgettext_lazy("field", "encoder spec"),
    pgettext_lazy("field", "encrypted"),
    pgettext_lazy("field", "ended at"),
    pgettext_lazy("field", "epoch"),
    pgettext_lazy("field", "excluded"),
    pgettext_lazy("field", "file"),
    pgettext_lazy("field", "finished at"),
    pgettext_lazy("field", "first"),
    pgettext_lazy("field", "folded"),
    pgettext_lazy("field", "follows"),
    pgettext_lazy("field", "from encoder id"),
    pgettext_lazy("field", "gen"),
    pgettext_lazy("field", "generation"),
    pgettext_lazy("field", "gini"),
    pgettext_lazy("field", "grounds"),
    pgettext_lazy("field", "group"),
    pgettext_lazy("field", "hash"),
    pgettext_lazy("field", "hires"),
    pgettext_lazy("field", "hurried at"),
    pgettext_lazy("field", "invitation hash"),
    pgettext_lazy("field", "ip country"),
    pgettext_lazy("field", "key"),
    pgettext_lazy("field", "kind"),
    pgettext_lazy("field", "language chosen"),
    pgettext_lazy("field", "lease until"),
    pgettext_lazy("field", "lists"),
    pgettext_lazy("field", "lodged by"),
    pgettext_lazy("field", "made by"),
    pgettext_lazy("field", "match"),
    pgettext_lazy("field", "merged into"),
    pgettext_lazy("field", "moved at"),
    pgettext_lazy("field", "name"),
    pgettext_lazy("field", "needs"),
    pgettext_lazy("field", "neutral"),
    pgettext_lazy("field", "never share"),
    pgettext_lazy("field", "no state secret by"),
    pgettext_lazy("field", "note"),
    pgettext_lazy("field", "number"),
    pgettext_lazy("field", "offer salary"),
    pgettext_lazy("field", "offer until"),
    pgettext_lazy("field", "on"),
    pgettext_lazy("field", "organisation"),
    pgettext_lazy("field", "owner ref"),
    pgettext_lazy("field", "paper en"),
    pgettext_lazy("field", "paper zh"),
    pgettext_lazy("field", "path"),
    pgettext_lazy("field", "people"),
    pgettext_lazy("field", "permit reference"),
    pgettext_lazy("field", "person"),
    pgettext_lazy("field", "position"),
    pgettext_lazy("field", "posting content"),
    pgettext_lazy("field", "posting revision"),
    pgettext_lazy("field", "prev hash"),
    pgettext_lazy("field", "problem"),
    pgettext_lazy("field", "programme"),
    pgettext_lazy("field", "proposal"),
    pgettext_lazy("field", "public"),
    pgettext_lazy("field", "public id"),
    pgettext_lazy("field", "public key"),
    pgettext_lazy("field", "published at"),
    pgettext_lazy("field", "published by"),
    pgettext_lazy("field", "reach"),
    pgettext_lazy("field", "reason code"),
    pgettext_lazy("field", "recipient"),
    pgettext_lazy("field", "recovery fingerprint"),
    pgettext_lazy("field", "relaxed"),
    pgettext_lazy("field", "reminded employer at"),
    pgettext_lazy("field", "reminded operator at"),
    pgettext_lazy("field", "report"),
    pgettext_lazy("field", "retain until"),
    pgettext_lazy("field", "revision"),
    pgettext_lazy("field", "running"),
    pgettext_lazy("field", "school"),
    pgettext_lazy("field", "score"),
    pgettext_lazy("field", "search"),
    pgettext_lazy("field", "search text"),
    pgettext_lazy("field", "second"),
    pgettext_lazy("field", "seconds"),
    pgettext_lazy("field", "selected"),
    pgettext_lazy("field", "sha256"),
    pgettext_lazy("field", "size"),
    pgettext_lazy("field", "skill"),
    pgettext_lazy("field", "source"),
    pgettext_lazy("field", "source hash"),
    pgettext_lazy("field", "source ref"),
    pgettext_lazy("field", "spread within"),
    pgettext_lazy("field", "stage"),
    pgettext_lazy("field", "start on"),
    pgettext_lazy("field", "state"),
    pgettext_lazy("field", "step"),
    pgettext_lazy("field", "subject ref"),
    pgettext_lazy("field", "submitted at"),
    pgettext_lazy("field", "taken by"),
    pgettext_lazy("field", "talent"),
    pgettext_lazy("field", "taxonomy epoch"),
    pgettext_lazy("field", "term"),
    pgettext_lazy("field", "text en"),
    pgettext_lazy("field", "text zh hans"),
    pgettext_lazy("field", "text zh hant"),
    pgettext_lazy("field", "token"),
    pgettext_lazy("field", "top share"),
    pgettext_lazy("field", "until"),
    pgettext_lazy("field", "updated at"),
    pgettext_lazy("field", "urgent"),
    pgettext_lazy("field", "user"),
    pgettext_lazy("field", "values"),
    pgettext_lazy("field", "verified at"),
    pgettext_lazy("field", "verified by"),
    pgettext_lazy("field", "verified until"),
    pgettext_lazy("field", "via"),
    pgettext_lazy("field", "vocabulary"),
    pgettext_lazy("field", "weights"),
    pgettext_lazy("field", "weights version"),
    pgettext_lazy("field", "wrapped"),
    pgettext_lazy("field", "years derived"),
)
MODELS = (
    pgettext_lazy("model", "heartbeat"),
    pgettext_lazy("model", "heartbeats"),
    pgettext_lazy("model", "label"),
    pgettext_lazy("model", "labels"),
)


def name_all() -> None:
    """Give each model and field of ours that has no name of its own a translatable one. Once, when Django is ready."""
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            _name_model(model)
            for field in model._meta.local_fields:
                _name_field(field)


def _name_model(model: type[Model]) -> None:
    given = model._meta.original_attrs
    if "verbose_name" not in given:
        name = str(model._meta.verbose_name)
        model._meta.verbose_name = pgettext_lazy("model", name)
        model._meta.verbose_name_plural = pgettext_lazy("model", f"{name}s")


def _name_field(field: Field) -> None:
    if "verbose_name" not in field.deconstruct()[3] and not field.primary_key:
        field.verbose_name = pgettext_lazy("field", str(field.verbose_name))
