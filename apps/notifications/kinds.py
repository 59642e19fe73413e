"""What people are told: one entry a kind, words through gettext, facts by name.

A text may use only the facts that its caller puts in `context`. A fact that is a mapping of languages
({"zh-hans": …, "en": …}) is told in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.notifications.agreement_kinds import AGREEMENTS
from apps.notifications.call_kinds import CALLS
from apps.notifications.contest_kinds import CONTESTS
from apps.notifications.event_kinds import EVENTS
from apps.notifications.kind import Kind
from apps.notifications.meeting_kinds import MEETINGS

__all__ = ["KINDS", "Kind", "words"]


_NOT_YOU = _("If this was not you, please change your password and contact us.")
ACCOUNT: dict[str, Kind] = {
    "login_code": Kind(
        _("Your sign-in code: %(code)s"),
        _("It is valid for 15 minutes. Nobody of us will ever ask you for it."),
        "key",
        minutes=15,
        secret=True,
    ),
    "address_code": Kind(
        _("Your confirmation code: %(code)s"),
        _("Enter it on the page to confirm this address. It is valid for 15 minutes."),
        "key",
        minutes=15,
        secret=True,
    ),
    "reset_code": Kind(
        _("Your code for a new password: %(code)s"),
        _("It is valid for 15 minutes. If you did not ask for it, nothing has to be done."),
        "key",
        minutes=15,
        secret=True,
    ),
    "account_exists": Kind(
        _("You already have an account"),
        _("Somebody, probably you, tried to sign up with this address. Please sign in instead."),
        "user",
    ),
    "account_unknown": Kind(
        _("There is no account with this address"),
        _("Somebody, probably you, tried to sign in with this address. You may sign up with it."),
        "user",
    ),
    "password_set": Kind(_("Your account now has a password"), _NOT_YOU, "key"),
    "password_changed": Kind(_("Your password was changed"), _NOT_YOU, "key"),
    "email_changed": Kind(_("The e-mail address of your account was changed"), _NOT_YOU, "mail"),
    "email_deleted": Kind(_("An e-mail address was removed from your account"), _NOT_YOU, "mail"),
    "totp_activated": Kind(_("An authenticator app protects your account now"), _NOT_YOU, "shield-check"),
    "totp_deactivated": Kind(
        _("Your account is no longer protected by an authenticator app"), _NOT_YOU, "shield-check"
    ),
    "webauthn_added": Kind(_("A passkey was added to your account"), _NOT_YOU, "key"),
    "webauthn_removed": Kind(_("A passkey was removed from your account"), _NOT_YOU, "key"),
    "recovery_codes_generated": Kind(_("New recovery codes were made for your account"), _NOT_YOU, "key"),
    "deactivation_requested": Kind(
        _("Your account will be erased on %(day)s"),
        _("Until then you may change your mind: sign in and keep the account."),
        "clock",
    ),
}
KINDS: dict[str, Kind] = {
    "employer_submitted": Kind(
        _("%(employer)s asks for verification"), _("The papers are complete and wait for you."), "building"
    ),
    "employer_verified": Kind(
        _("%(employer)s is verified"), _("Your positions can now be published after review."), "circle-check"
    ),
    "employer_returned": Kind(
        _("Please complete the papers of %(employer)s"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "employer_rejected": Kind(
        _("%(employer)s could not be verified"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "employer_suspended": Kind(_("%(employer)s is suspended"), _("The operator writes: %(reason)s"), "alert-circle"),
    "employer_reinstated": Kind(_("%(employer)s is open again"), _("Your positions are shown again."), "circle-check"),
    "employer_expired": Kind(
        _("The verification of %(employer)s has expired"), _("Please submit your papers again."), "clock"
    ),
    "invitation": Kind(_("%(employer)s invites you to its team"), _("Open the link to join."), "users", secret=True),
    "position_pending": Kind(_("New position to review: %(position)s"), _("Posted by %(employer)s."), "briefcase"),
    "position_published": Kind(
        _("Your position is published: %(position)s"),
        _("We are now comparing it with the talents on file."),
        "briefcase",
    ),
    "position_returned": Kind(
        _("Please correct your position: %(position)s"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "position_expired": Kind(_("Your position has expired: %(position)s"), _("You may renew it."), "clock"),
    "position_taken_down": Kind(
        _("Your position was taken down: %(position)s"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "list_released": Kind(
        _("Recommended candidates for %(position)s"), _("%(count)s anonymous cards wait for you."), "users"
    ),
    "interest": Kind(
        _("%(employer)s is interested in you"),
        _("For the position “%(position)s”. The employer has seen an anonymous card only. You decide what it learns."),
        "heart",
    ),
    "interest_agreed": Kind(
        _("A candidate for %(position)s has agreed"), _("You can now see the full profile."), "circle-check"
    ),
    "interest_refused": Kind(
        _("A candidate for %(position)s has declined"), _("The card has been closed."), "circle-x"
    ),
    "application_submitted": Kind(
        _("New application for %(position)s"), _("Please answer within 10 working days."), "send"
    ),
    "application_viewed": Kind(_("%(employer)s has opened your application"), _("Position: %(position)s"), "eye"),
    "application_shortlisted": Kind(
        _("You have passed the screening of %(employer)s"), _("Position: %(position)s"), "circle-check"
    ),
    "application_interview": Kind(
        _("%(employer)s invites you to an interview"), _("Position: %(position)s. Please choose a time."), "calendar"
    ),
    "interview_chosen": Kind(_("An interview time has been chosen"), _("Position: %(position)s, %(time)s"), "calendar"),
    "interview_no_time": Kind(
        _("None of the interview times fits"), _("Position: %(position)s. The candidate writes: %(reason)s"), "calendar"
    ),
    "application_offered": Kind(_("%(employer)s makes you an offer"), _("Position: %(position)s"), "file-text"),
    "application_accepted": Kind(_("Your offer was accepted"), _("Position: %(position)s"), "circle-check"),
    "application_declined": Kind(_("Your offer was declined"), _("Position: %(position)s"), "circle-x"),
    "application_lapsed": Kind(_("The offer has expired"), _("Position: %(position)s"), "clock"),
    "application_arranged": Kind(_("Paperwork is under way"), _("Position: %(position)s"), "file-text"),
    "application_hired": Kind(_("Welcome to %(employer)s"), _("Position: %(position)s"), "star"),
    "application_rejected": Kind(_("%(employer)s has answered your application"), _("%(message)s"), "mail"),
    "application_withdrawn": Kind(_("An application was withdrawn"), _("Position: %(position)s"), "arrow-back-up"),
    "application_reminder": Kind(
        _("Applications wait for your answer"), _("%(position)s: waiting for %(days)s working days."), "clock"
    ),
    "cv_read": Kind(_("Your CV has been read"), _("Please check what we found."), "file-text"),
    "cv_failed": Kind(_("Your CV could not be read"), _("Please see what you can do."), "alert-circle"),
    "claim_decided": Kind(_("Your statement has been checked"), _("%(claim)s: %(result)s"), "shield-check"),
    "import_done": Kind(_("The import is finished"), _("%(count)s positions were taken in."), "table-import"),
    "import_failed": Kind(_("The import was not taken in"), _("Please see the errors of each row."), "alert-circle"),
    "member_role": Kind(_("Your role at %(employer)s has changed"), _("You are now: %(role)s."), "users"),
    "member_ended": Kind(_("You no longer act for %(employer)s"), _("Your own account stays as it is."), "users"),
    "ranking_alarm": Kind(
        _("Ranking watch: a group is selected less often"),
        _("%(group)s: %(share)s %% of what the best group has, or it had before. Please look at it."),
        "alert-circle",
    ),
    "work_parked": Kind(_("Work needs your attention: %(work)s"), _("It failed and waits for you."), "alert-circle"),
    **AGREEMENTS,
    **CALLS,
    **CONTESTS,
    **EVENTS,
    **MEETINGS,
    **ACCOUNT,
}


def _fact(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    language = (get_language() or "zh-hans").lower()
    for wanted in (language, "zh-hans" if language.startswith("zh") else "en", "zh-hans", "en"):
        if value.get(wanted):
            return value[wanted]
    return ""


def words(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Title and body of a message in the active language. Raises KeyError for a kind or fact that is not there."""
    facts = {name: _fact(value) for name, value in context.items()}
    entry = KINDS[kind]
    return str(entry.title) % facts, str(entry.body) % facts
