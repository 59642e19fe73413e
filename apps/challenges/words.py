"""Words for the acts of calls, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, ROLE, add

add(
    ACT,
    {
        "add_annex": pgettext_lazy("act", "add a paper"),
        "remove_annex": pgettext_lazy("act", "remove a paper"),
        "admit_reader": pgettext_lazy("act", "admit a reader to the papers"),
        "amend": pgettext_lazy("act", "amend the call"),
        "announce": pgettext_lazy("act", "begin the publicity period"),
        "argue": pgettext_lazy("act", "close the appraisal"),
        "award": pgettext_lazy("act", "award"),
        "begin_acceptance": pgettext_lazy("act", "begin the acceptance"),
        "begin_review": pgettext_lazy("act", "begin the review"),
        "cancel": pgettext_lazy("act", "cancel"),
        "change_passphrase": pgettext_lazy("act", "change the passphrase of an opening key"),
        "check": pgettext_lazy("act", "check in the district"),
        "claim": pgettext_lazy("act", "take on"),
        "contract": pgettext_lazy("act", "file the contract"),
        "accept_result": pgettext_lazy("act", "accept the result"),
        "end": pgettext_lazy("act", "end"),
        "evaluate": pgettext_lazy("act", "evaluate"),
        "excuse": pgettext_lazy("act", "end without fault"),
        "execute": pgettext_lazy("act", "begin the work"),
        "fail_call": pgettext_lazy("act", "find no valid proposal"),
        "license_reader": pgettext_lazy("act", "enter an export licence"),
        "list": pgettext_lazy("act", "put on the list"),
        "make_key": pgettext_lazy("act", "make an opening key"),
        "open": pgettext_lazy("act", "open the round"),
        "prepare_key": pgettext_lazy("act", "prepare the keys of the call"),
        "promote": pgettext_lazy("act", "make it a call"),
        "postpone": pgettext_lazy("act", "put the deadline off"),
        "propose_award": pgettext_lazy("act", "propose the award"),
        "rectify": pgettext_lazy("act", "send back for correction of the result"),
        "refuse_reader": pgettext_lazy("act", "refuse a reader"),
        "reopen_review": pgettext_lazy("act", "review again"),
        "solve": pgettext_lazy("act", "say that it is solved"),
        "terminate": pgettext_lazy("act", "end by fault"),
        "unclaim": pgettext_lazy("act", "give back"),
        "undertake": pgettext_lazy("act", "sign the undertaking"),
    },
)
add(
    ROLE,
    {
        "poster": pgettext_lazy("role", "the poster"),
        "district": pgettext_lazy("role", "district officer"),
        "department": pgettext_lazy("role", "department officer"),
    },
)
