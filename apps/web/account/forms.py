"""Signing up, signing in and entering codes: allauth's forms with our fields and words."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts import consents
from apps.accounts.models import NoticeText, User
from apps.web.account import home
from apps.web.account.fields import ContactField
from apps.web.account.language import chosen_here

NOTICE = "account"


class SignupForm(allauth_forms.SignupForm):
    """One address, what one comes for, and consent to the notice; a code follows."""

    contact = ContactField()
    purpose = forms.ChoiceField(label=_("What brings you here?"), choices=home.PURPOSES, widget=forms.RadioSelect)
    agree = forms.BooleanField(
        label=_("I have read this and agree."), error_messages={"required": _("Without your consent we cannot start.")}
    )
    field_order = ("purpose", "contact", "agree")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]  # `contact` is either

    @property
    def notice(self) -> NoticeText:
        return consents.current_notice(NOTICE)

    def clean(self) -> dict[str, Any]:
        contact = self.cleaned_data.get("contact", "")
        self.cleaned_data["email"], self.cleaned_data["phone"] = "", ""
        if "@" in contact:
            self.cleaned_data["email"] = self.validate_unique_email(contact)
        else:
            self.cleaned_data["phone"] = contact
        return super().clean()

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        home.remember_purpose(request, self.cleaned_data["purpose"])
        return super().try_save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Her language is that of the page she signed up on; what she agreed to is kept with its version."""
        user.language = translation.get_language() or user.language
        user.language_chosen = chosen_here(request)
        user.save(update_fields=["language", "language_chosen"])
        consents.give(user, NOTICE)


class InDemo:
    """What the demo says beside a form."""

    @property
    def demo_mailbox(self) -> str:
        """The address of the page where the demo's codes are, or nothing."""
        return reverse("account:mailbox") if settings.DEMO else ""


class LoginForm(InDemo, allauth_forms.LoginForm):
    """With a password one is in; without, a code is sent."""

    by_code = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        self.order_fields(["login", "password"])

    def _setup_password_field(self) -> None:
        """allauth drops the field since sign-up asks for no password; here it stays, for those who set one."""
        field = self.fields["password"]
        field.required = field.widget.is_required = False
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)

    def clean_password(self) -> str:
        return "" if self.data.get("by_code") else self.cleaned_data["password"]


class RequestCodeForm(InDemo, allauth_forms.RequestLoginCodeForm):
    """allauth takes a form with neither address nor number for a good one, and breaks."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            raise forms.ValidationError(_("Enter an e-mail address or a mobile number."))
        return cleaned


class CodeField(forms.CharField):
    """Six digits, typed in any width, with or without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "class": "code-input"}
        super().__init__(label=_("Code"), max_length=12, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "")


class AddPasskeyForm(AddWebAuthnForm):
    """A name for the passkey, and whether it is enough alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        alone = self.fields["passwordless"]
        alone.label = _("This passkey alone is enough to sign in")
        alone.help_text = _("It then asks for your fingerprint, face or PIN.")
        alone.initial = True


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")


class ConfirmLoginForm(InDemo, allauth_forms.ConfirmLoginCodeForm):
    code = CodeField()


class ConfirmEmailForm(InDemo, allauth_forms.ConfirmEmailVerificationCodeForm):
    code = CodeField()


class ConfirmResetForm(InDemo, allauth_forms.ConfirmPasswordResetCodeForm):
    code = CodeField()


class ConfirmPhoneForm(InDemo, allauth_forms.VerifyPhoneForm):
    code = CodeField()
