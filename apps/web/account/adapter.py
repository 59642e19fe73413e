"""What allauth asks of the house: addresses, codes through the outbox, where to go after signing in."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, User
from apps.core import crypto
from apps.notifications import send
from apps.notifications.models import Delivery
from apps.web.account import home, phones
from apps.web.account.fields import PhoneField

# allauth's mail -> our kind of message, and the page it leads to
MAILS = {
    "account/email/login_code": ("login_code", ""),
    "account/email/email_confirmation": ("address_code", ""),
    "account/email/email_confirmation_signup": ("address_code", ""),
    "account/email/password_reset_code": ("reset_code", ""),
    "account/email/account_already_exists": ("account_exists", "account_login"),
    "account/email/unknown_account": ("account_unknown", "account_signup"),
    "account/email/password_set": ("password_set", "account:settings"),
    "account/email/password_changed": ("password_changed", "account:settings"),
    "account/email/password_reset": ("password_changed", "account:settings"),
    "account/email/email_changed": ("email_changed", "account:settings"),
    "account/email/email_deleted": ("email_deleted", "account:settings"),
    "mfa/email/totp_activated": ("totp_activated", "mfa_index"),
    "mfa/email/totp_deactivated": ("totp_deactivated", "mfa_index"),
    "mfa/email/webauthn_added": ("webauthn_added", "mfa_index"),
    "mfa/email/webauthn_removed": ("webauthn_removed", "mfa_index"),
    "mfa/email/recovery_codes_generated": ("recovery_codes_generated", "mfa_index"),
}


def both_languages() -> list[str]:
    """The page's language, and the other one: a stranger's first contact is bilingual."""
    here = translation.get_language() or settings.LANGUAGE_CODE
    return [here, Language.ZH_HANS if here == Language.EN else Language.EN]


class AccountAdapter(DefaultAccountAdapter):
    """Mail and SMS go through the outbox: a mail server that is away or slow tells nobody which accounts exist."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This code is not correct."),
        "email_password_mismatch": _("The address or the password is not correct."),
        "phone_password_mismatch": _("The address or the password is not correct."),
        "username_password_mismatch": _("The address or the password is not correct."),
        "invalid_login": _("Enter an e-mail address or a mobile number."),
        "too_many_login_attempts": _("Too many attempts. Please wait a quarter of an hour, or use a code."),
        "rate_limited": _("Too many attempts. Please wait a minute."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        kind, page = MAILS[template_prefix]
        facts = {"code": str(context["code"])} if "code" in context else {}
        self.post(kind, email, Delivery.Channel.EMAIL, facts | ({"url": reverse(page)} if page else {}))

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        self.post("login_code" if user.phone_verified else "address_code", phone, Delivery.Channel.SMS, {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self.post("account_unknown", phone, Delivery.Channel.SMS, {"url": reverse("account_signup")})

    def send_account_already_exists_sms(self, phone: str) -> None:
        self.post("account_exists", phone, Delivery.Channel.SMS, {"url": reverse("account_login")})

    def post(self, kind: str, address: str, channel: str, context: dict[str, Any]) -> None:
        """To exactly this address: a code proves the address it was sent to, also for a discreet person."""
        column = "email" if channel == Delivery.Channel.EMAIL else "phone"
        user = User.objects.filter(**{column: address}).first()
        languages = send.languages_for(user) if user and user.language_chosen else both_languages()
        key = f"account:{kind}:{uuid.uuid4()}"
        send.post_to(address, kind, channel=channel, context=context, key=key, languages=languages, user=user)

    # ------------------------------------------------------------ mobile numbers

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        return phones.normalise(phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001  (allauth's signature)
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    # ------------------------------------------------------------ the way in

    def get_login_stages(self) -> list[str]:
        ours = "apps.web.account.stages.EmailVerificationStage"
        return [ours if path.endswith(".EmailVerificationStage") else path for path in super().get_login_stages()]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """allauth counts by e-mail only; without this all mobile numbers would share one counter."""
        return str(credentials.get("email") or credentials.get("phone") or credentials.get("username") or "").lower()

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return home.after_signup(request)


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted like every other secret."""

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return str(settings.CITY_NAME["en"]) + " Talent"
