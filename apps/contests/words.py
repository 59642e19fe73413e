"""Words for the acts of contests, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, REASON, ROLE, add, add_acts

add(
    ACT,
    {
        "add_task": pgettext_lazy("act", "add a task"),
        "amend_landing": pgettext_lazy("act", "amend the landing"),
        "ask_landing": pgettext_lazy("act", "ask for more evidence"),
        "begin_landing": pgettext_lazy("act", "report the landing"),
        "clear": pgettext_lazy("act", "drop the suspicion"),
        "confirm_cut": pgettext_lazy("act", "confirm the cut"),
        "create_track": pgettext_lazy("act", "make a problem a track"),
        "draw_judges": pgettext_lazy("act", "draw the judges"),
        "enter_final": pgettext_lazy("act", "enter the final"),
        "enter_preliminary": pgettext_lazy("act", "enter the preliminary round"),
        "enter_semifinal": pgettext_lazy("act", "enter the semifinal"),
        "fall_due": pgettext_lazy("act", "let the prize fall due"),
        "finish_task": pgettext_lazy("act", "finish a task"),
        "fund": pgettext_lazy("act", "note the financing"),
        "give_to": pgettext_lazy("act", "give to somebody"),
        "grant": pgettext_lazy("act", "grant a place"),
        "land": pgettext_lazy("act", "confirm the landing"),
        "leave_for_conflict": pgettext_lazy("act", "leave for a conflict of interest"),
        "make_public": pgettext_lazy("act", "make the award public"),
        "make_public_again": pgettext_lazy("act", "make the award public again"),
        "no_place_left": pgettext_lazy("act", "find no place left"),
        "not_advance": pgettext_lazy("act", "not let go on"),
        "not_qualify": pgettext_lazy("act", "turn away"),
        "open_case": pgettext_lazy("act", "open a case"),
        "operate": pgettext_lazy("act", "note the operation"),
        "prepare_payout": pgettext_lazy("act", "prepare the payment"),
        "propose_cut": pgettext_lazy("act", "propose the cut"),
        "qualify": pgettext_lazy("act", "qualify"),
        "send_back": pgettext_lazy("act", "send back"),
        "settle": pgettext_lazy("act", "note the moving in"),
        "suspect": pgettext_lazy("act", "propose to disqualify"),
        "take_up": pgettext_lazy("act", "take up"),
        "visit": pgettext_lazy("act", "visit"),
    },
)
add_acts(
    "contests.edition",
    {
        "announce": pgettext_lazy("act", "announce the contest"),
        "cancel": pgettext_lazy("act", "cancel the contest"),
        "conclude": pgettext_lazy("act", "conclude the contest"),
    },
)
add_acts(
    "contests.entry",
    {
        "award": pgettext_lazy("act", "decide an award"),
        "confirm": pgettext_lazy("act", "confirm the award"),
        "lapse": pgettext_lazy("act", "let the award lapse"),
        "pay": pgettext_lazy("act", "pay the prize"),
        "disqualify": pgettext_lazy("act", "disqualify"),
    },
)
add_acts(
    "contests.stage",
    {
        "begin_scoring": pgettext_lazy("act", "let marks be given"),
        "extend": pgettext_lazy("act", "put the deadline off"),
        "lock_marks": pgettext_lazy("act", "lock the marks"),
    },
)
add_acts(
    "contests.followup",
    {"register": pgettext_lazy("act", "note the registration"), "close": pgettext_lazy("act", "close the case")},
)
add_acts(
    "contests.judge",
    {"accept": pgettext_lazy("act", "take the seat"), "decline": pgettext_lazy("act", "decline the seat")},
)
add(
    REASON,
    {
        "no_award": pgettext_lazy("reason", "no award"),
        "stage_not_held": pgettext_lazy("reason", "this contest does not hold that stage"),
    },
)
add(ROLE, {"entrant": pgettext_lazy("role", "entrant")})
