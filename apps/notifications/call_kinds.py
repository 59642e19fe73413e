"""What is told in calls (揭榜) by their posters, applicants, experts, operators and objectors: one entry a kind, as in `kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.notifications.kind import Kind

CALLS: dict[str, Kind] = {
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
    "challenge_unanswered": Kind(
        _("Your call has closed and no proposal came: %(challenge)s"),
        _("Its page says what kept solvers away and what would change it. The talent office looks at it next."),
        "alert-circle",
    ),
    "challenge_unanswered_waits": Kind(
        _("A call has closed and no proposal came: %(challenge)s"),
        _("Please look why, and end it with a reason. Its poster can then take it up again."),
        "flag",
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
    "annex_licence_asked": Kind(
        _("A reader abroad waits for an export licence: %(challenge)s"),
        _("Without it the papers of this call stay closed to the reader. Its page says who, and takes the number."),
        "lock",
    ),
    "annex_licensed": Kind(
        _("An export licence was entered for you: %(challenge)s"),
        _("You may read the papers of this call abroad. Trade secrets open once the poster has admitted you as well."),
        "lock",
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
}
