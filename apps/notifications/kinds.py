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
    "challenge_submitted": Kind(_("A call waits for you: %(challenge)s"), _("Posted by %(employer)s."), "flag"),
    "challenge_to_publish": Kind(
        _("A call is approved and waits to be published: %(challenge)s"), _("Posted by %(employer)s."), "flag"
    ),
    "challenge_returned": Kind(
        _("Please correct your call: %(challenge)s"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "challenge_district_checked": Kind(
        _("The district has checked your call: %(challenge)s"),
        _("It is with the competent department now, which decides on its publication."),
        "circle-check",
    ),
    "challenge_approved": Kind(_("Your call is approved: %(challenge)s"), _("It will be published soon."), "flag"),
    "challenge_rejected": Kind(
        _("Your call was not taken: %(challenge)s"), _("The department writes: %(reason)s"), "alert-circle"
    ),
    "challenge_published": Kind(
        _("Your call is public: %(challenge)s"), _("From now on it takes sealed proposals."), "flag"
    ),
    "challenge_amended": Kind(
        _("The change of your call is in force: %(challenge)s"),
        _("The shortest period begins again; applicants are asked to confirm."),
        "flag",
    ),
    "challenge_closed": Kind(
        _("Your call has closed: %(challenge)s"), _("Proposals stay sealed until they are opened."), "clock"
    ),
    "challenge_cancelled": Kind(_("A call was cancelled: %(challenge)s"), _("The reason: %(reason)s"), "alert-circle"),
    "challenge_failed": Kind(
        _("No valid proposal came for your call: %(challenge)s"),
        _("Its page says what kept solvers away and what would change it. The operator writes: %(reason)s"),
        "alert-circle",
    ),
    "annex_asked": Kind(
        _("Somebody asks to read confidential papers: %(challenge)s"), _("Please admit or refuse the reader."), "lock"
    ),
    "annex_admitted": Kind(
        _("You may read the confidential papers: %(challenge)s"),
        _(
            "The poster has admitted you, and your undertaking holds. Reading abroad may ask for an export licence beside it."
        ),
        "lock",
    ),
    "annex_refused": Kind(
        _("You were not admitted to the confidential papers: %(challenge)s"),
        _("The poster keeps its trade secrets. Papers of the other levels stay open to you."),
        "alert-circle",
    ),
    "call_key_holder": Kind(
        _("You hold a share of the key of a call: %(challenge)s"),
        _(
            "Two holders open its proposals together, from %(since)s (time of the city) on. Keep your passphrase: nobody can recover it."
        ),
        "key",
    ),
    "call_key_deputy": Kind(
        _("You are a deputy for the key of a call: %(challenge)s"),
        _(
            "You step in where a holder cannot open its proposals, from %(since)s (time of the city) on. Keep your passphrase: nobody can recover it."
        ),
        "key",
    ),
    "call_to_open": Kind(
        _("A closed call waits for you to open it: %(challenge)s"),
        _("It can be opened since %(since)s (time of the city), by two holders together, each with her passphrase."),
        "key",
    ),
    "call_still_sealed": Kind(
        _("The proposals of a closed call are still sealed: %(challenge)s"),
        _(
            "It could have been opened since %(since)s (time of the city). Where a holder cannot, a deputy takes her place."
        ),
        "clock",
    ),
    "proposal_invited": Kind(
        _("%(who)s asks you to take part in a proposal: %(challenge)s"),
        _("Open the link, sign in with this address, read what you would take part in, and sign or ignore it."),
        "users",
        secret=True,
    ),
    "proposal_sealed": Kind(
        _("The proposal is sealed and submitted: %(challenge)s"),
        _("Keep the receipt: it proves what was sealed and when."),
        "lock",
    ),
    "proposal_withdrawn": Kind(
        _("The proposal was withdrawn: %(challenge)s"), _("What was sealed is never opened."), "alert-circle"
    ),
    "proposal_returned": Kind(
        _("Please correct your proposal: %(challenge)s"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "proposal_lapsed": Kind(
        _("The proposal was not handed in in time: %(challenge)s"), _("Its draft has been deleted."), "clock"
    ),
    "proposal_member_left": Kind(
        _("A member has left your proposal: %(challenge)s"),
        _("Until the call closes it must be sealed again without her; after that the form check decides."),
        "alert-circle",
    ),
    "proposal_opened": Kind(_("The sealed proposals are open: %(challenge)s"), _("The form check comes next."), "flag"),
    "challenge_argued": Kind(
        _("Experts have appraised your call: %(challenge)s"), _("The department decides next."), "flag"
    ),
    "appraisal_asked": Kind(
        _("Your opinion on a need is asked for: %(programme)s"),
        _("Please say until %(until)s (time of the city) whether you are independent; then you read the call."),
        "flag",
    ),
    "appraisal_due": Kind(
        _("Your opinion is due soon: %(programme)s"),
        _("It is locked in or ends by %(until)s (time of the city)."),
        "clock",
    ),
    "appraisal_expired": Kind(
        _("The time for your opinion is over: %(programme)s"),
        _("It was due by %(until)s (time of the city). Somebody else will be asked."),
        "clock",
    ),
    "appraisal_called_off": Kind(
        _("Your opinion is no longer needed: %(programme)s"),
        _("It was due by %(until)s (time of the city). Thank you."),
        "flag",
    ),
    "appraisal_declined": Kind(
        _("An expert does not give her opinion: %(challenge)s"), _("Please ask somebody else."), "alert-circle"
    ),
    "appraisal_doubt": Kind(
        _("An expert may not be independent of a poster any more: %(challenge)s"),
        _("Her facts have changed since you asked her: %(why)s. Please look, and call her opinion off if it holds."),
        "alert-circle",
    ),
    "appraisal_missed": Kind(
        _("An opinion was not given in time: %(challenge)s"), _("Please ask somebody else."), "clock"
    ),
    "appraisal_complete": Kind(
        _("The opinions on a call are together: %(challenge)s"), _("The appraisal can be closed."), "circle-check"
    ),
    "form_check_waits": Kind(
        _("A form check waits for you: %(challenge)s"), _("The sealed proposals of this call are open."), "flag"
    ),
    "proposal_eligible": Kind(
        _("Your proposal passed the form check: %(challenge)s"), _("It goes to the experts now."), "circle-check"
    ),
    "proposal_ineligible": Kind(
        _("Your proposal did not pass the form check: %(challenge)s"),
        _("The operator writes: %(reason)s You may appeal once, until %(until)s (time of the city)."),
        "alert-circle",
    ),
    "proposal_correction_due": Kind(
        _("Your time for the correction ends soon: %(challenge)s"),
        _("What is not handed in by %(until)s (time of the city) ends as withdrawn."),
        "clock",
    ),
    "proposal_appealed": Kind(
        _("The appeal has arrived: %(challenge)s"), _("It is decided by %(until)s at the latest."), "flag"
    ),
    "proposal_appeal_allowed": Kind(
        _("The appeal was allowed: %(challenge)s"),
        _("Your proposal goes to the experts. The department writes: %(reason)s"),
        "circle-check",
    ),
    "proposal_appeal_refused": Kind(
        _("The appeal was refused: %(challenge)s"), _("The department writes: %(reason)s"), "alert-circle"
    ),
    "form_appeal_waits": Kind(
        _("An appeal against a form check waits for you: %(challenge)s"), _("The last day is %(until)s."), "flag"
    ),
    "form_appeal_due": Kind(
        _("An appeal against a form check is due: %(challenge)s"), _("The last day is %(until)s."), "clock"
    ),
    "challenge_reviewing": Kind(
        _("The experts' review of your call has begun: %(challenge)s"), _("The form check is over."), "flag"
    ),
    "proposal_confirm": Kind(
        _("A call you answer was amended: %(challenge)s"),
        _("Please read the change. Before you seal your proposal you confirm it; a sealed one stays valid."),
        "alert-circle",
    ),
    "proposal_confirm_due": Kind(
        _("Please confirm the change of a call you answer: %(challenge)s"),
        _(
            "It was amended on %(since)s and closes on %(until)s (time of the city). A sealed proposal stays valid; what is not sealed is sealed only after you confirm."
        ),
        "clock",
    ),
    "proposal_call_cancelled": Kind(
        _("A call you answered was cancelled: %(challenge)s"), _("Sealed proposals are never opened."), "alert-circle"
    ),
    "panel_invited": Kind(
        _("You were drawn for a panel: %(challenge)s"),
        _("Please answer by %(until)s (Beijing time): take the seat and declare that you are independent, or decline."),
        "flag",
    ),
    "panel_excused": Kind(
        _("You are no longer on the panel: %(challenge)s"), _("Nothing has to be done."), "alert-circle"
    ),
    "panel_conflict_found": Kind(
        _("You are no longer on the panel: %(challenge)s"),
        _("By your facts you are not independent in this call; somebody else takes the seat."),
        "alert-circle",
    ),
    "panel_doubt": Kind(
        _("An expert of a panel may not be independent any more: %(challenge)s"),
        _(
            "Her facts have changed. Field: %(field)s; what may stand against her: %(why)s. Please look, and excuse her if it holds."
        ),
        "alert-circle",
    ),
    "panel_scoring": Kind(
        _("Please give your marks: %(challenge)s"),
        _("The proposals are open to you until %(until)s (Beijing time); after that the marks are locked."),
        "flag",
    ),
    "panel_extended": Kind(
        _("More time for your marks: %(challenge)s"), _("The new deadline is %(until)s (Beijing time)."), "clock"
    ),
    "panel_short": Kind(
        _("A panel has an empty place and no reserve: %(challenge)s"),
        _("Take more experts into the pool, or excuse and draw no one: marks need three experts at least."),
        "alert-circle",
    ),
    "panel_complete": Kind(_("A panel is complete: %(challenge)s"), _("The proposals can be opened to it."), "flag"),
    "panel_locked": Kind(_("Marks are locked: %(challenge)s"), _("The order is there to be determined."), "lock"),
    "defence_meeting": Kind(
        _("Please defend your proposal: %(challenge)s"),
        _("The meeting is at %(at)s (Beijing time): %(place)s"),
        "clock",
    ),
    "award_proposed": Kind(
        _("An award is proposed: %(challenge)s"), _("A second person makes it public or puts it in effect."), "flag"
    ),
    "award_announced": Kind(
        _("The proposed award is public: %(challenge)s"),
        _("Anybody may object during the publicity period. After it the award takes effect."),
        "flag",
    ),
    "award_announced_team": Kind(
        _("The proposed award for your call is public: %(challenge)s"),
        _("Anybody may object during the publicity period. After it the award takes effect."),
        "flag",
    ),
    "award_made": Kind(
        _("The award is decided: %(challenge)s"), _("Your page shows the result and what the experts wrote."), "flag"
    ),
    "award_made_team": Kind(
        _("The award for your call is in effect: %(challenge)s"), _("The contract comes next."), "flag"
    ),
    "call_without_award": Kind(
        _("The call has ended without an award: %(challenge)s"),
        _("No proposal reached the pass mark. Your page shows what the experts wrote."),
        "flag",
    ),
    "award_overturned": Kind(
        _("A proposed award was overturned: %(challenge)s"), _("It has to be determined anew."), "alert-circle"
    ),
    "proposal_disqualified": Kind(
        _("Your proposal was disqualified: %(challenge)s"), _("The department writes: %(reason)s"), "alert-circle"
    ),
    "call_invitation": Kind(
        _("A call that may suit you: %(challenge)s"),
        _(
            "You are invited to look at it, alone or with others. Nothing is expected of you, and nobody was told of you."
        ),
        "flag",
    ),
    "problem_submitted": Kind(_("A problem waits to be screened: %(problem)s"), _("From %(employer)s."), "flag"),
    "problem_returned": Kind(
        _("Please correct your problem: %(problem)s"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "problem_listed": Kind(_("Your problem is on the list: %(problem)s"), _("It is fresh for half a year."), "flag"),
    "problem_expired": Kind(
        _("Your problem has left the list: %(problem)s"), _("Renew it if it is still open."), "clock"
    ),
    "objection_received": Kind(
        _("Your objection has arrived: %(publicity)s"), _("You will hear whether it is taken up."), "flag"
    ),
    "objection_waits": Kind(
        _("An objection waits to be taken up: %(publicity)s"),
        _("Nothing is signed or paid before it is answered."),
        "flag",
    ),
    "objection_accepted": Kind(
        _("Your objection is taken up: %(publicity)s"), _("You will have an answer by %(due)s at the latest."), "flag"
    ),
    "objection_refused": Kind(
        _("Your objection was not taken up: %(publicity)s"), _("The reason stands on its page."), "alert-circle"
    ),
    "objection_investigated": Kind(
        _("Your objection is being looked into: %(publicity)s"),
        _("Somebody who had no part in the decision does it."),
        "flag",
    ),
    "objection_decided": Kind(
        _("Your objection is decided: %(publicity)s"), _("The answer in writing follows."), "flag"
    ),
    "objection_answered": Kind(
        _("Your objection is answered: %(publicity)s"), _("The answer stands on its page."), "flag"
    ),
    "objection_due": Kind(_("An objection is due: %(publicity)s"), _("The last day is %(due)s."), "clock"),
    "expert_invited": Kind(
        _("You are invited to the pool of experts of Qingdao"),
        _(
            "Invited by %(who)s. Open the link and sign in with this address; joining is one click, ignoring it is enough to decline."
        ),
        "microscope",
        secret=True,
    ),
    "expert_joined": Kind(_("An expert has joined the pool"), _("Her profile and ties can be seen now."), "microscope"),
    "expert_paused": Kind(
        _("You are paused in the pool of experts"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "expert_resumed": Kind(
        _("You are back in the pool of experts"), _("You may be asked for new cases."), "circle-check"
    ),
    "expert_ended": Kind(
        _("You are no longer in the pool of experts"), _("The operator writes: %(reason)s"), "alert-circle"
    ),
    "expert_facts_due": Kind(
        _("Please confirm your facts as an expert"),
        _("They were last confirmed on %(day)s. After a year they count as unknown and you are no longer drawn."),
        "clock",
    ),
    "expert_undertaking_due": Kind(
        _("Your undertaking as an expert runs out on %(day)s"), _("Please sign it again before that day."), "clock"
    ),
    "work_parked": Kind(_("Work needs your attention: %(work)s"), _("It failed and waits for you."), "alert-circle"),
    **AGREEMENTS,
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
