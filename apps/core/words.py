"""Words for codes that rows keep as plain text (acts of the trail, purposes, kinds of work): for operators' pages.

Each app adds those of its own codes in its module `words`, which is read when Django is ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

ACT, WORK, REASON, ROLE = "act", "work", "reason", "role"
_known: dict[str, dict[str, str | Promise]] = {}


def add(kind: str, words: Mapping[str, str | Promise]) -> None:
    _known.setdefault(kind, {}).update(words)


def word(kind: str, code: str) -> str:
    """In the reader's language; a code that nobody has words for stays as it is."""
    return str(_known.get(kind, {}).get(code, code))


def add_acts(of: str, words: Mapping[str, str | Promise]) -> None:
    """Acts whose code says something else about other things: `of` is the kind of thing, as the trail names it."""
    _known.setdefault(f"{ACT} {of}", {}).update(words)


def act(code: str, of: str) -> str:
    """An act of the trail on a thing of that kind, in the reader's language."""
    own = _known.get(f"{ACT} {of}", {})
    return str(own[code]) if code in own else word(ACT, code)


def subject(label: str) -> str:
    """Of a kind of thing, as the trail names it: `positions.position`."""
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):  # a model that no longer exists
        return label


def state(label: str, code: str) -> str:
    """Of a state, as the trail keeps it, of a thing of that kind."""
    try:
        field = apps.get_model(label)._meta.get_field("state")
    except (LookupError, ValueError, FieldDoesNotExist):
        return code
    return str(dict(getattr(field, "flatchoices", ())).get(code, code))


def step(entry: Any) -> dict[str, Any]:
    """A step of the trail for an operator's page: when, what, in which role (the clock has none), and why."""
    return {
        "at": entry.at,
        "label": act(entry.act, entry.subject_kind),
        "who": word(ROLE, entry.actor_role),
        "reason": entry.reason,
    }


add(
    ACT,
    {
        "accept": pgettext_lazy("act", "accept the offer"),
        "add": pgettext_lazy("act", "add"),
        "add_document": pgettext_lazy("act", "add a document"),
        "confirm_honours": pgettext_lazy("act", "look up the honours"),
        "added": pgettext_lazy("act", "add to the vocabulary"),
        "agree": pgettext_lazy("act", "agree to be shown"),
        "answer_alarm": pgettext_lazy("act", "answer an alarm"),
        "appeal": pgettext_lazy("act", "appeal"),
        "approve": pgettext_lazy("act", "approve"),
        "arrange": pgettext_lazy("act", "begin the paperwork"),
        "ask_talent": pgettext_lazy("act", "ask the talent"),
        "assign": pgettext_lazy("act", "assign"),
        "change_role": pgettext_lazy("act", "change a member's role"),
        "close": pgettext_lazy("act", "close"),
        "conclude": pgettext_lazy("act", "conclude"),
        "confirm": pgettext_lazy("act", "confirm the profile"),
        "convert": pgettext_lazy("act", "become an application"),
        "create": pgettext_lazy("act", "create"),
        "cv_confirmed": pgettext_lazy("act", "take over a CV"),
        "cv_discarded": pgettext_lazy("act", "discard a CV"),
        "cv_received": pgettext_lazy("act", "receive a CV"),
        "decide": pgettext_lazy("act", "decide"),
        "decline": pgettext_lazy("act", "decline the offer"),
        "discard": pgettext_lazy("act", "discard the draft"),
        "dismissed": pgettext_lazy("act", "set a typed skill aside"),
        "deleted": pgettext_lazy("act", "delete"),
        "edit": pgettext_lazy("act", "edit"),
        "edited": pgettext_lazy("act", "edit"),
        "end_membership": pgettext_lazy("act", "end a membership"),
        "enter_force": pgettext_lazy("act", "enter into force"),
        "erase": pgettext_lazy("act", "erase"),
        "expire": pgettext_lazy("act", "expire"),
        "extend": pgettext_lazy("act", "put a deadline off"),
        "fail": pgettext_lazy("act", "not confirm"),
        "fill": pgettext_lazy("act", "mark as filled"),
        "give": pgettext_lazy("act", "give consent"),
        "give_role": pgettext_lazy("act", "give a role"),
        "go_stale": pgettext_lazy("act", "become outdated"),
        "hire": pgettext_lazy("act", "hire"),
        "hold": pgettext_lazy("act", "put on hold"),
        "hold_release": pgettext_lazy("act", "hold the sending"),
        "hurry": pgettext_lazy("act", "not wait for the rest"),
        "import": pgettext_lazy("act", "import"),
        "invite": pgettext_lazy("act", "invite"),
        "join": pgettext_lazy("act", "join"),
        "keep": pgettext_lazy("act", "keep the account"),
        "lapse": pgettext_lazy("act", "lapse"),
        "lift": pgettext_lazy("act", "end the restriction"),
        "merge": pgettext_lazy("act", "merge into another"),
        "merged": pgettext_lazy("act", "merge"),
        "named": pgettext_lazy("act", "add a name"),
        "offer": pgettext_lazy("act", "make an offer"),
        "place_by_hand": pgettext_lazy("act", "place by hand"),
        "take_out_by_hand": pgettext_lazy("act", "end a place given by hand"),
        "pass_over": pgettext_lazy("act", "pass over"),
        "pause": pgettext_lazy("act", "pause"),
        "publish": pgettext_lazy("act", "publish"),
        "reassign": pgettext_lazy("act", "hand to a colleague"),
        "recall": pgettext_lazy("act", "take back"),
        "refuse": pgettext_lazy("act", "refuse to be shown"),
        "reinstate": pgettext_lazy("act", "reinstate"),
        "register": pgettext_lazy("act", "note a registration"),
        "reject": pgettext_lazy("act", "reject"),
        "release": pgettext_lazy("act", "send to the employer"),
        "release_mode": pgettext_lazy("act", "set how lists are sent"),
        "remove_document": pgettext_lazy("act", "remove a document"),
        "renew": pgettext_lazy("act", "renew"),
        "reorder": pgettext_lazy("act", "move by hand"),
        "request_deactivation": pgettext_lazy("act", "ask to close the account"),
        "restrict": pgettext_lazy("act", "restrict"),
        "resume": pgettext_lazy("act", "resume"),
        "resume_release": pgettext_lazy("act", "resume the sending"),
        "return_": pgettext_lazy("act", "return for correction"),
        "return_to_review": pgettext_lazy("act", "return to review"),
        "revoke": pgettext_lazy("act", "revoke"),
        "revoke_invitation": pgettext_lazy("act", "cancel an invitation"),
        "save": pgettext_lazy("act", "save"),
        "set_exposure": pgettext_lazy("act", "set the spreading of exposure"),
        "shortlist": pgettext_lazy("act", "shortlist"),
        "show_interest": pgettext_lazy("act", "show interest"),
        "submit": pgettext_lazy("act", "submit"),
        "supersede": pgettext_lazy("act", "be replaced"),
        "suspend": pgettext_lazy("act", "suspend"),
        "switch": pgettext_lazy("act", "change the encoder"),
        "switch_on": pgettext_lazy("act", "switch on"),
        "take_down": pgettext_lazy("act", "take down"),
        "take_role": pgettext_lazy("act", "take a role back"),
        "take_up": pgettext_lazy("act", "take up"),
        "took_over": pgettext_lazy("act", "take over the names of another"),
        "unmask": pgettext_lazy("act", "see the name"),
        "verify": pgettext_lazy("act", "verify"),
        "view": pgettext_lazy("act", "open"),
        "vouch": pgettext_lazy("act", "vouch for"),
        "withdraw": pgettext_lazy("act", "withdraw"),
    },
)
add(
    ROLE,
    {
        "talent": pgettext_lazy("role", "talent"),
        "owner": pgettext_lazy("role", "employer's owner"),
        "recruiter": pgettext_lazy("role", "recruiter"),
        "hiring_manager": pgettext_lazy("role", "hiring manager"),
        "operator": pgettext_lazy("role", "operator"),
        "system": pgettext_lazy("role", "the platform"),
    },
)
