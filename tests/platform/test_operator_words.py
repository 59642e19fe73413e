"""An operator reads Chinese on every list and form of the admin: no column is called after its database name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db.models import Model
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from talentplatform import messages

HAN = re.compile(r"[\u4e00-\u9fff]")
NAMES = {"ORCID", "WhatsApp"}  # said alike in every language
OURS = [model for model in admin.site._registry if model.__module__.startswith("apps.")]


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    if messages.compile_all(messages.ROOT / "locale"):
        translation_file_changed(None, Path("django.mo"))  # older ones may have been read already


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_columns_and_fields_have_chinese_names(model: type[Model], language: str) -> None:
    site = admin.site._registry[model]
    request = RequestFactory().get("/admin/")
    columns = {name for name in site.get_list_display(request) if isinstance(name, str) and name != "action_checkbox"}
    fields = {field.name for field in model._meta.local_fields if not field.primary_key}
    with translation.override(language):
        said = {name: str(label_for_field(name, model, site)) for name in columns | fields}
        said["model"], said["models"] = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)
    assert {name: label for name, label in said.items() if label not in NAMES and not HAN.search(label)} == {}


def test_default_names_stay_out_of_migrations() -> None:
    """`makemigrations` sees what the model says, not the name given for the admin."""
    field = apps.get_model("core", "Mark")._meta.get_field("lease_until")
    assert "verbose_name" not in field.deconstruct()[3]
    with translation.override("en"):
        assert str(field.verbose_name) == "lease until"


INLINES = {inline.model for site in admin.site._registry.values() for inline in site.inlines}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("model", sorted(INLINES, key=str), ids=lambda model: model._meta.label)
def test_rows_inside_a_form_have_chinese_names(model: type[Model], language: str) -> None:
    with translation.override(language):
        said = {field.name: str(field.verbose_name) for field in model._meta.local_fields if not field.primary_key}
    assert {name: label for name, label in said.items() if not HAN.search(label)} == {}
