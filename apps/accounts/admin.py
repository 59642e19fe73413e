"""People, their rights and what they agreed to, for administrators and auditors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminSelectWidget

from apps.accounts import lifecycle, policies, roles, words
from apps.accounts.models import (
    AccessEntry,
    Consent,
    Grant,
    Membership,
    NoticeText,
    Organisation,
    Role,
    RoleHolding,
    User,
)
from apps.accounts.people import signed_in
from apps.core import audit
from apps.core.admin import READ_AUDIT, ReadOnlyAdmin, filter_by, in_words
from apps.core.moves import MoveRefused
from apps.taxonomy import choices
from apps.taxonomy.admin_filters import DistrictFilter
from apps.taxonomy.lookups import label

KEEP = "accounts.roles"

for hidden in (EmailAddress, Authenticator, AuthToken, Group):  # ways in and secrets are nobody's to look at
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class AdministratorsOnly(ModelAdmin):
    """Who holds `accounts.roles` for the city sees and changes; every change leaves an audit entry."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(KEEP)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(KEEP)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(KEEP)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(KEEP)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: BaseModelForm[Any], change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        columns = {"columns": sorted(form.changed_data)}
        audit.record(obj, "edit" if change else "add", by=signed_in(request), data=columns, public=False)


@admin.register(User)
class UserAdmin(AdministratorsOnly):
    list_display = ("display_name", "email", "phone", "state", "is_staff", "is_active", "last_login")
    list_filter = ("state", "is_staff", "is_active", "language")
    search_fields = ("=email", "=phone", "=public_id", "display_name")
    ordering = ("-id",)
    fields = (
        "public_id", "email", "phone", "phone_verified", "display_name", "language", "state", "erase_on", "is_active",
        "is_staff", "is_superuser", "date_joined", "last_login",
    )  # fmt: skip
    actions = ("restrict", "lift")
    action_form = ReasonForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people sign up; operators too, then they are given a role

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name != "display_name")

    @action(description=_("Restrict"))
    def restrict(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        reason = request.POST.get("reason", "")
        self._each(request, queryset, lambda user: lifecycle.restrict(user, by=signed_in(request), reason=reason))

    @action(description=_("End the restriction"))
    def lift(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, lambda user: lifecycle.lift(user, by=signed_in(request)))

    def _each(self, request: HttpRequest, queryset: QuerySet[User], step: Callable[[User], None]) -> None:
        for user in queryset:
            if not policies.can_keep_accounts(request.user, user):
                messages.error(request, _now("You may not do this to %(who)s.") % {"who": user})
                continue
            try:
                step(user)
                messages.success(request, f"{user}: {user.get_state_display()}")
            except MoveRefused as refused:
                messages.error(request, f"{user}: {refused}")


@admin.register(Role)
class RoleAdmin(AdministratorsOnly):
    list_display = ("code", "label_zh_hans", "label_en", "verbs")
    search_fields = ("code", "label_zh_hans", "label_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Role | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)  # else one could give oneself any verb

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


def _district() -> Any:
    """A column that names the district."""

    @admin.display(description=_("district"), ordering="district")
    def shown(_self: Any, row: Any) -> str:
        return label("district", row.district) if row.district else ""

    return shown


class HoldingForm(forms.ModelForm):
    """Nobody gives herself a role, nor somebody else more than she holds."""

    giver: User
    district = forms.ChoiceField(label=_("district"), required=False, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["district"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("the whole city")), *choices.districts()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user, role = cleaned.get("user"), cleaned.get("role")
        if user and role and not roles.can_give(self.giver, role, user):
            raise ValidationError(_("You may not give this role to this person."), code="forbidden")
        return cleaned


@admin.register(RoleHolding)
class RoleHoldingAdmin(AdministratorsOnly):
    list_display = ("user", "role", "district_in_words", "department", "until")
    list_filter = ("role", DistrictFilter)
    district_in_words = _district()
    search_fields = ("=user__email", "=user__public_id", "user__display_name")
    autocomplete_fields = ("user",)
    list_select_related = ("user", "role", "department")
    form = HoldingForm

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("HoldingForm", (form,), {"giver": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # given and taken back, never rewritten: the audit trail stays readable

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not request.user.has_perm(KEEP):
            return False
        return not isinstance(obj, RoleHolding) or roles.can_give(signed_in(request), obj.role, obj.user)

    def save_model(self, request: HttpRequest, obj: Model, form: BaseModelForm[Any], change: bool) -> None:  # noqa: FBT001
        assert isinstance(obj, RoleHolding)
        roles.give(obj, by=signed_in(request))

    def delete_model(self, request: HttpRequest, obj: RoleHolding) -> None:
        roles.take_back(obj, by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RoleHolding]) -> None:
        for holding in queryset.select_related("role", "user"):
            if roles.can_give(signed_in(request), holding.role, holding.user):
                roles.take_back(holding, by=signed_in(request))


class MemberInline(TabularInline):
    model = Membership
    fields = ("user", "role", "created_at", "ended_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(KEEP)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(AdministratorsOnly):
    """Departments, parks, schools ... are kept here; an employer's own data is kept with its verification."""

    list_display = ("name_zh", "name_en", "kind", "district_in_words", "parent")
    list_filter = ("kind", DistrictFilter)
    district_in_words = _district()
    search_fields = ("name_zh", "name_en", "=credit_code", "=public_id")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    inlines = (MemberInline,)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        employer = isinstance(obj, Organisation) and obj.kind == Organisation.Kind.EMPLOYER
        return request.user.has_perm(KEEP) and not employer

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            kwargs["choices"] = [row for row in Organisation.Kind.choices if row[0] != Organisation.Kind.EMPLOYER]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(NoticeText)
class NoticeAdmin(AdministratorsOnly):
    """A published wording is never changed: people agreed to it. New words are a new version."""

    list_display = ("purpose_in_words", "version", "valid_from")
    list_display_links = ("purpose_in_words",)
    list_filter = (filter_by("purpose", words.PURPOSE, _("purpose")),)
    purpose_in_words = in_words("purpose", words.PURPOSE, _("purpose"))
    ordering = ("purpose", "-version")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    verb = READ_AUDIT
    list_display = ("given_at", "user_ref", "purpose_in_words", "notice", "recipient", "language", "withdrawn_at")
    list_filter = (filter_by("purpose", words.PURPOSE, _("purpose")), "language")
    fields = (
        "user", "purpose_in_words", "notice", "recipient", "subject_ref", "language", "given_at", "ip_country",
        "withdrawn_at",
    )  # fmt: skip
    purpose_in_words = in_words("purpose", words.PURPOSE, _("purpose"))
    search_fields = ("=user__public_id", "=user__email", "=subject_ref")
    list_select_related = ("user", "notice", "recipient")
    ordering = ("-id",)

    @admin.display(description=_("person"))
    def user_ref(self, consent: Consent) -> str:
        return consent.user.public_id


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    verb = READ_AUDIT
    list_display = ("created_at", "person_ref", "organisation", "purpose_in_words", "until", "revoked_at")
    list_filter = (filter_by("purpose", words.GRANT, _("purpose")),)
    fields = (
        "person",
        "organisation",
        "purpose_in_words",
        "source_ref",
        "consent",
        "created_at",
        "until",
        "revoked_at",
    )
    purpose_in_words = in_words("purpose", words.GRANT, _("purpose"))
    search_fields = ("=person__public_id", "=organisation__public_id", "=source_ref")
    list_select_related = ("person", "organisation")
    ordering = ("-id",)

    @admin.display(description=_("person"))
    def person_ref(self, grant: Grant) -> str:
        return grant.person.public_id


@admin.register(AccessEntry)
class AccessEntryAdmin(ReadOnlyAdmin):
    verb = READ_AUDIT
    list_display = ("at", "person_ref", "seen", "organisation", "viewer")
    list_filter = (filter_by("what", words.SEEN, _("what was seen")),)
    fields = ("person", "viewer", "organisation", "seen", "subject_ref", "at")
    seen = in_words("what", words.SEEN, _("what was seen"))
    search_fields = ("=person__public_id", "=viewer__public_id", "=subject_ref")
    list_select_related = ("person", "viewer", "organisation")
    ordering = ("-id",)

    @admin.display(description=_("person"))
    def person_ref(self, entry: AccessEntry) -> str:
        return entry.person.public_id
