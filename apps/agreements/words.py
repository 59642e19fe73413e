"""Words for the acts of agreements, as the trail keeps them."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.models import AuditEntry
from apps.core.words import ACT, REASON, ROLE, add, word

add(
    ACT,
    {
        "answer_ending": pgettext_lazy("act", "answer the proposed end"),
        "book": pgettext_lazy("act", "book money that came back"),
        "break_": pgettext_lazy("act", "break"),
        "close_name": pgettext_lazy("act", "take the name off the public page"),
        "confirm_ending": pgettext_lazy("act", "decide the end"),
        "confirm_milestone": pgettext_lazy("act", "confirm the milestone"),
        "delay": pgettext_lazy("act", "find late"),
        "dismiss_ending": pgettext_lazy("act", "dismiss the proposed end"),
        "do_without": pgettext_lazy("act", "do without the milestone"),
        "draft": pgettext_lazy("act", "draw up"),
        "eliminate": pgettext_lazy("act", "eliminate at a checkpoint"),
        "file_side": pgettext_lazy("act", "file a signed scan"),
        "find_not_met": pgettext_lazy("act", "find the indicators not met"),
        "fulfil": pgettext_lazy("act", "fulfil"),
        "give_user_word": pgettext_lazy("act", "give the end user's word"),
        "hand_in": pgettext_lazy("act", "hand in a signed scan"),
        "hold_checkpoint": pgettext_lazy("act", "hold a checkpoint"),
        "open_name": pgettext_lazy("act", "put the name on the public page"),
        "order": pgettext_lazy("act", "order the payment"),
        "pass_milestone": pgettext_lazy("act", "pass the milestone"),
        "pay": pgettext_lazy("act", "release the payment"),
        "propose_ending": pgettext_lazy("act", "propose the end"),
        "recover": pgettext_lazy("act", "confirm the money that came back"),
        "refuse_booking": pgettext_lazy("act", "refuse a booking"),
        "refuse_order": pgettext_lazy("act", "refuse the order of payment"),
        "report": pgettext_lazy("act", "report the milestone"),
        "return_scan": pgettext_lazy("act", "send a scan back"),
        "revise_contract": pgettext_lazy("act", "change the contract before the signing"),
        "send_back": pgettext_lazy("act", "send back for rework"),
        "sign_agreement": pgettext_lazy("act", "be signed by both sides"),
        "sign_contract": pgettext_lazy("act", "be signed by both sides"),
        "start_milestone": pgettext_lazy("act", "start the milestone"),
        "waive": pgettext_lazy("act", "waive the milestone"),
        "withhold": pgettext_lazy("act", "withhold the payment"),
    },
)
add(REASON, {"eliminated": _("eliminated at a checkpoint"), "fault": _("ended by fault")})
add(ROLE, {"finance": pgettext_lazy("role", "finance officer")})


def told(entry: AuditEntry, obj: Model) -> str:
    """The word for an act; of one that other apps call otherwise ("lapse") the state it led to."""
    if entry.act in SHARED and entry.state_to:
        return str(dict(obj._meta.get_field("state").flatchoices).get(entry.state_to, entry.state_to))  # type: ignore[union-attr]
    return word(ACT, entry.act)


SHARED = ("lapse",)
