"""What entrants, judges and operators of a contest are told: one entry a kind, as in `kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.notifications.kind import Kind

_WRITES = _("%(entry)s: %(reason)s")
CONTESTS: dict[str, Kind] = {
    "contest_submitted": Kind(
        _("Your entry has arrived: %(contest)s"), _("%(entry)s: it is checked whether it qualifies."), "send"
    ),
    "contest_returned": Kind(_("Please correct your entry: %(contest)s"), _WRITES, "alert-circle"),
    "contest_qualified": Kind(
        _("Your entry qualifies: %(contest)s"), _("%(entry)s takes part in the next stage."), "circle-check"
    ),
    "contest_not_qualified": Kind(_("Your entry does not qualify: %(contest)s"), _WRITES, "alert-circle"),
    "contest_advanced": Kind(
        _("You go on to the next stage: %(contest)s"), _("%(entry)s is among those who go on."), "circle-check"
    ),
    "contest_not_advanced": Kind(
        _("The result of your entry: %(contest)s"),
        _("%(entry)s does not go on. The judges' comments are on its page. Thank you for taking part."),
        "alert-circle",
    ),
    "contest_in_publicity": Kind(
        _("An award is proposed for you: %(contest)s"),
        _("%(entry)s: it is shown to everybody until %(until)s and takes effect after that."),
        "flag",
    ),
    "contest_confirmed": Kind(
        _("Your award is confirmed: %(contest)s"),
        _("%(entry)s: congratulations. Please report your landing in the city by %(until)s."),
        "circle-check",
    ),
    "contest_place_given": Kind(
        _("A place is yours without another review: %(contest)s"),
        _("%(entry)s: %(place)s, number %(number)s, to be taken up by %(until)s."),
        "circle-check",
    ),
    "contest_landing_asked": Kind(_("Please complete your landing: %(contest)s"), _WRITES, "alert-circle"),
    "contest_landed": Kind(
        _("Your landing is confirmed: %(contest)s"), _("%(entry)s has landed in the city."), "circle-check"
    ),
    "contest_payout_due": Kind(
        _("Your prize is due: %(contest)s"), _("%(entry)s: the finance office pays it next."), "circle-check"
    ),
    "contest_paid": Kind(
        _("Your prize is paid: %(contest)s"), _("%(entry)s: the payment is on its way."), "circle-check"
    ),
    "contest_lapsed": Kind(
        _("Your award has lapsed: %(contest)s"), _("%(entry)s: no landing was reported in time."), "clock"
    ),
    "contest_disqualified": Kind(_("Your entry is disqualified: %(contest)s"), _WRITES, "alert-circle"),
    "contest_cancelled": Kind(_("The contest is cancelled: %(contest)s"), _WRITES, "alert-circle"),
    "contest_judge_invited": Kind(
        _("Will you judge? %(contest)s"), _("Please answer by %(until)s. The entries are anonymous."), "calendar"
    ),
    "contest_scoring": Kind(
        _("The entries are open to you: %(contest)s"), _("Your sheets are due by %(until)s."), "clock"
    ),
    "contest_entry_came": Kind(_("A new entry: %(contest)s"), _("%(entry)s waits to be checked."), "send"),
    "contest_bench_short": Kind(
        _("Judges are missing: %(contest)s"),
        _("%(stage)s: nobody independent and free is left in the pool."),
        "alert-circle",
    ),
    "contest_locked": Kind(_("The marks are locked: %(contest)s"), _("%(stage)s: the order can be seen."), "clock"),
    "contest_places_full": Kind(
        _("No place is left: %(contest)s"),
        _("%(entry)s would have one by its award, but all are given."),
        "alert-circle",
    ),
    "contest_landing_came": Kind(
        _("A landing to check: %(contest)s"), _("%(entry)s has handed in its evidence."), "send"
    ),
    "contest_payout_waits": Kind(_("A prize to pay: %(contest)s"), _("%(entry)s has met all conditions."), "send"),
    "contest_follow_up_opened": Kind(
        _("A finalist to follow up: %(contest)s"), _("%(entry)s: please say who looks after it."), "flag"
    ),
    "contest_follow_up_yours": Kind(
        _("You look after a finalist: %(contest)s"), _("%(entry)s is yours from now on."), "flag"
    ),
    "problem_became_track": Kind(
        _("Your problem is a track of a contest: %(problem)s"), _("Teams can now enter with it: %(contest)s."), "flag"
    ),
    "contest_task_due": Kind(_("A task is due: %(contest)s"), _("%(task)s, due on %(day)s."), "clock"),
}
