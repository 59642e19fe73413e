"""What both sides of a contract and its operators are told: one entry a kind, as in `kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.notifications.kind import Kind

_CALL = _("Contract %(number)s, challenge: %(challenge)s")
_WHY = _("Contract %(number)s. The reason: %(reason)s")
_SUM = _("%(amount)s yuan, milestone “%(milestone)s”, contract %(number)s.")
AGREEMENTS: dict[str, Kind] = {
    "contract_to_draft": Kind(
        _("An award is in effect, its contract is to be drawn up: %(challenge)s"), _("Call %(number)s."), "file-text"
    ),
    "contract_drafted": Kind(
        _("A contract is drawn up: %(challenge)s"),
        _("Please print %(number)s, sign and seal it, and hand in the scan."),
        "file-text",
    ),
    "contract_scan_in": Kind(_("A signed scan waits to be filed: %(number)s"), _CALL, "file-text"),
    "contract_scan_returned": Kind(
        _("Your scan was sent back: %(number)s"), _("The reason: %(reason)s"), "alert-circle"
    ),
    "contract_signed": Kind(
        _("The contract is signed: %(number)s"),
        _("Both sides are filed. The work begins when the city says so."),
        "star",
    ),
    "contract_lapsed": Kind(_("The contract was not signed: %(challenge)s"), _WHY, "alert-circle"),
    "contract_begun": Kind(
        _("The work begins: %(challenge)s"),
        _("Contract %(number)s is in force. Its milestones have their days."),
        "flag",
    ),
    "contract_eliminated": Kind(
        _("Eliminated at a checkpoint: %(challenge)s"),
        _("Contract %(number)s came out at place %(rank)s. What has passed is paid."),
        "alert-circle",
    ),
    "checkpoint_passed": Kind(
        _("A checkpoint was held: %(challenge)s"),
        _("Contract %(number)s came out at place %(rank)s and goes on."),
        "flag",
    ),
    "milestone_started": Kind(_("Work on a milestone has begun: %(milestone)s"), _CALL, "flag"),
    "milestone_reported": Kind(
        _("A milestone was reported: %(milestone)s"),
        _("Contract %(number)s. The poster confirms it, the department then passes it."),
        "flag",
    ),
    "milestone_confirmed": Kind(_("The poster has confirmed a milestone: %(milestone)s"), _CALL, "circle-check"),
    "milestone_to_waive": Kind(_("The poster can do without a milestone: %(milestone)s"), _CALL, "flag"),
    "milestone_passed": Kind(_("A milestone has passed: %(milestone)s"), _CALL, "circle-check"),
    "milestone_rework": Kind(_("A milestone is to be reworked: %(milestone)s"), _WHY, "arrow-back-up"),
    "milestone_waived": Kind(_("A milestone was waived: %(milestone)s"), _WHY, "flag"),
    "milestone_delayed": Kind(
        _("A milestone is late: %(milestone)s"),
        _("Contract %(number)s. It is to be made good by %(until)s; after that the contract may be ended."),
        "clock",
    ),
    "milestone_soon": Kind(
        _("A milestone is due soon: %(milestone)s"), _("Contract %(number)s, due on %(due)s."), "clock"
    ),
    "payment_due": Kind(_("A payment is due"), _SUM, "file-text"),
    "payment_to_order": Kind(_("A payment waits to be ordered"), _SUM, "file-text"),
    "payment_ordered": Kind(_("A payment was ordered"), _SUM, "file-text"),
    "payment_to_release": Kind(_("A payment waits for the second pair of eyes"), _SUM, "file-text"),
    "payment_refused": Kind(
        _("An order of payment was refused"),
        _("%(amount)s yuan, milestone “%(milestone)s”. The reason: %(reason)s"),
        "alert-circle",
    ),
    "payment_paid": Kind(_("A payment has left"), _SUM, "circle-check"),
    "acceptance_begun": Kind(_("The acceptance begins: %(challenge)s"), _("Contract %(number)s."), "flag"),
    "acceptance_user_word": Kind(_("The end user has spoken: %(challenge)s"), _("Contract %(number)s."), "flag"),
    "contract_rectify": Kind(_("The result is to be corrected by %(until)s: %(challenge)s"), _WHY, "arrow-back-up"),
    "contract_accepted": Kind(_("The result is accepted: %(challenge)s"), _("Contract %(number)s."), "star"),
    "acceptance_not_met": Kind(_("The result does not meet its indicators: %(challenge)s"), _WHY, "alert-circle"),
    "contract_evaluated": Kind(
        _("The work was evaluated: %(challenge)s"), _("Contract %(number)s: %(score)s of 100 points."), "star"
    ),
    "ending_proposed": Kind(
        _("The end of a contract was proposed: %(number)s"),
        _("The applicant team may answer until %(until)s. The reason: %(reason)s"),
        "alert-circle",
    ),
    "ending_to_decide": Kind(_("An end before the aim waits for another officer: %(number)s"), _CALL, "alert-circle"),
    "ending_heard": Kind(_("The applicant team has answered: %(number)s"), _CALL, "mail"),
    "ending_dismissed": Kind(_("The contract goes on: %(number)s"), _("The reason: %(reason)s"), "circle-check"),
    "contract_ended_excused": Kind(
        _("The contract has ended without fault: %(number)s"),
        _("What has passed is paid. The reason: %(reason)s"),
        "flag",
    ),
    "contract_ended_fault": Kind(
        _("The contract has ended by fault: %(number)s"),
        _("Nothing more is paid. The reason: %(reason)s"),
        "alert-circle",
    ),
    "recovery_demanded": Kind(
        _("Money is demanded back: %(number)s"), _("%(amount)s yuan are to be paid back."), "alert-circle"
    ),
    "recovery_done": Kind(_("Money has come back: %(number)s"), _("%(amount)s yuan."), "circle-check"),
}
