"""Vocabularies in the admin. Rows are ended by a date, not deleted; codes stand once they are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display

from apps.core.text import fold, squeeze
from apps.taxonomy import epochs, models, unknown_page
from apps.taxonomy.audited import EDIT, AuditedAdmin
from apps.taxonomy.names import name_key
from apps.taxonomy.vocabularies import VOCABULARIES, faults
from apps.taxonomy.vocabulary import Entry, current

LABELS = ("label_zh_hans", "label_zh_hant", "label_en")
VALIDITY = ("valid_from", "valid_to")
NAME_TAKEN = _("“%(name)s” is already a name of %(code)s.")


def owner_of_name(kind: str, text: str) -> str | None:
    """The code of the row that a name leads to: of `skill`, `school` or a small vocabulary."""
    known = current()
    match kind:
        case "skill":
            found: Entry | None = known.skill_finder.whole(text)
        case "school":
            found = known.school_finder.whole(text)
        case _:
            found = known.term_finder(kind).whole(text)
    return found.code if found is not None else None


class NamedForm(forms.ModelForm):
    """Refuses a label that is a name of another row, so that every name leads to one row."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = (
            cleaned.get("vocabulary") or getattr(self.instance, "vocabulary", "") or self._meta.model._meta.model_name
        )
        code = cleaned.get("code") or self.instance.code
        for column in LABELS:
            other = owner_of_name(kind, cleaned.get(column) or "")
            if other not in (None, code):
                params = {"name": cleaned[column], "code": other}
                self.add_error(column, ValidationError(NAME_TAKEN, params=params))
        return cleaned


class AliasFormSet(forms.BaseInlineFormSet):
    """The same for other names, and for two of one row that lookups cannot tell apart."""

    def clean(self) -> None:
        super().clean()
        kind = getattr(self.instance, "vocabulary", "") or self.instance._meta.model_name
        seen: set[str] = set()
        for form in self.forms:
            text = form.cleaned_data.get("text", "") if hasattr(form, "cleaned_data") else ""
            if not text or form.cleaned_data.get("DELETE"):
                continue
            key = name_key(text)
            other = owner_of_name(kind, text)
            if not key:
                form.add_error("text", _("This cannot serve as a name."))
            elif key in seen:
                form.add_error("text", _("This name stands there twice."))
            elif other not in (None, self.instance.code):
                form.add_error("text", ValidationError(NAME_TAKEN, params={"name": text, "code": other}))
            seen.add(key)


class AliasInline(TabularInline):
    formset = AliasFormSet
    fields = ("text", "language", "exact_only")
    extra = 0
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(EDIT)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(EDIT)

    has_delete_permission = has_change_permission


class TermAliasInline(AliasInline):
    model = models.TermAlias


class SkillAliasInline(AliasInline):
    model = models.SkillAlias


class SchoolAliasInline(AliasInline):
    model = models.SchoolAlias


class VocabularyAdmin(AuditedAdmin):
    """What all vocabularies share. A save with its names is one change for the rankings."""

    search_fields = ("code", "search_text")
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, squeeze(fold(search_term)))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        fixed = [name for name in ("code", "vocabulary", "scheme") if hasattr(obj, name)] if obj else []
        return (*super().get_readonly_fields(request, obj), *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # others may have stored the code; `valid_to` ends a row

    def changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        with epochs.gathered():
            return super().changeform_view(*args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        form.instance.save()  # the search text holds the other names, too


def term_column(column: str, vocabulary: str, title: Any) -> Any:
    """A column that shows the label for a code of a small vocabulary."""

    @display(description=title, ordering=column)
    def shown(_self: Any, row: Any) -> str:
        code = getattr(row, column)
        term = current().terms.get(vocabulary, {}).get(code)
        return term.label if term else code

    return shown


def term_filter(column: str, vocabulary: str, title: Any) -> type[admin.SimpleListFilter]:
    """A filter by a code of a small vocabulary, those in use only, named by their labels."""

    class TermFilter(admin.SimpleListFilter):
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            known = current().terms.get(vocabulary, {})
            stored = model_admin.model.objects.order_by(column).values_list(column, flat=True).distinct()
            return [(code, known[code].label if code in known else code) for code in stored if code]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{column: self.value()}) if self.value() else queryset

    TermFilter.title = title
    return TermFilter


@admin.register(models.Scheme)
class SchemeAdmin(VocabularyAdmin):
    list_display = ("code", *LABELS, "is_official", "is_default", *VALIDITY)
    fields = ("code", *LABELS, "is_official", "is_default", "rank", *VALIDITY, "note")


@admin.register(models.Chain)
class ChainAdmin(VocabularyAdmin):
    list_display = ("code", *LABELS, "scheme", "group_name", *VALIDITY)
    list_filter = ("scheme", term_filter("group", "chain_group", _("group")))
    list_select_related = ("scheme",)
    group_name = term_column("group", "chain_group", _("group"))
    fields = ("scheme", "code", *LABELS, "group", "parent", "rank", *VALIDITY, "note")
    autocomplete_fields = ("parent",)


@admin.register(models.ChainCrosswalk)
class ChainCrosswalkAdmin(AuditedAdmin):
    list_display = ("source", "target_scheme", "target", "relation", "note")
    list_filter = ("target_scheme", "relation")
    list_select_related = ("source", "target", "target_scheme")
    fields = ("source", "target_scheme", "target", "relation", "note")
    autocomplete_fields = ("source", "target")


class VocabularyFilter(admin.SimpleListFilter):
    title = _("vocabulary")
    parameter_name = "vocabulary"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, Any]]:
        return ((name, spec.title) for name, spec in VOCABULARIES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(vocabulary=self.value()) if self.value() in VOCABULARIES else queryset


class TermForm(NamedForm):
    vocabulary = forms.ChoiceField(label=_("vocabulary"), choices=[(n, s.title) for n, s in VOCABULARIES.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = cleaned.get("vocabulary") or self.instance.vocabulary
        if name in VOCABULARIES and (wrong := faults(VOCABULARIES[name], cleaned.get("attributes"))):
            columns = ", ".join(wrong)
            message = _("These columns do not fit: %(columns)s.")
            self.add_error("attributes", ValidationError(message, params={"columns": columns}))
        return cleaned


@admin.register(models.Term)
class TermAdmin(VocabularyAdmin):
    form = TermForm
    list_display = ("code", *LABELS, "list_name", "parent", "rank", *VALIDITY)
    list_filter = (VocabularyFilter,)
    list_select_related = ("parent",)
    fields = ("vocabulary", "code", *LABELS, "parent", "attributes", "rank", *VALIDITY, "note")
    autocomplete_fields = ("parent",)
    inlines = (TermAliasInline,)

    @display(description=_("vocabulary"), ordering="vocabulary")
    def list_name(self, term: models.Term) -> str:
        spec = VOCABULARIES.get(term.vocabulary)
        return str(spec.title) if spec else term.vocabulary


class SkillForm(NamedForm):
    def clean_related(self) -> list[str]:
        codes = sorted(set(self.cleaned_data.get("related") or []))
        known = current().skills
        for code in codes:
            if code not in known or code == self.instance.code:
                raise ValidationError(_("“%(code)s” is not the code of another skill."), params={"code": code})
        return codes


@admin.register(models.Skill)
class SkillAdmin(VocabularyAdmin):
    form = SkillForm
    list_display = ("code", *LABELS, "chain", "kind")
    list_filter = ("kind", "chain")
    list_select_related = ("chain",)
    fields = ("code", *LABELS, "chain", "kind", "broader", "related", "rank", *VALIDITY, "note")
    autocomplete_fields = ("broader",)
    inlines = (SkillAliasInline,)
    actions_list = ("unknown_page",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A merged skill is another one's name; there it is edited."""
        return super().get_queryset(request).filter(merged_into=None)

    def has_unknown_page_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(EDIT)

    @action(description=_("Skills to place"), url_path="unknown", permissions=("unknown_page",))
    def unknown_page(self, request: HttpRequest) -> HttpResponse:
        """Words that the vocabulary does not know, and merging."""
        if not request.user.has_perm(EDIT):
            raise PermissionDenied
        if request.method == "POST":
            unknown_page.decide(request)
            return HttpResponseRedirect(request.path)
        context = {**self.admin_site.each_context(request), **unknown_page.context(), "opts": self.opts}
        return TemplateResponse(request, "admin/taxonomy/unknown.html", context)


@admin.register(models.School)
class SchoolAdmin(VocabularyAdmin):
    form = NamedForm
    list_display = (
        "code", "label_zh_hans", "label_en", "country_name", "band", "ranking", "ranking_year", "band_is_sample",
    )  # fmt: skip
    list_filter = ("band", "band_is_sample", "kind", term_filter("country", "country", _("country or region")))
    country_name = term_column("country", "country", _("country or region"))
    fields = (
        "code", *LABELS, "kind", "country", "city_zh", "city_en",
        ("band", "band_is_sample"), ("ranking", "ranking_year"), "rank", *VALIDITY, "note",
    )  # fmt: skip
    inlines = (SchoolAliasInline,)
