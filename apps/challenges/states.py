"""What a challenge, its revisions, a programme and a problem can be (machine 1; C17).

The table of a challenge names every step of machine 1. Steps are taken by the app that knows their facts: up to
`publish`, `close` and `cancel` here, from `argue` and `begin_review` to `award` in reviews, from `contract` on in
agreements (docs/adr/0005).
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class ChallengeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("challenge", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("challenge", "Submitted")
    RETURNED = "returned", pgettext_lazy("challenge", "Returned for correction")
    DISTRICT_CHECKED = "district_checked", pgettext_lazy("challenge", "Checked by the district")
    ARGUED = "argued", pgettext_lazy("challenge", "Appraised by experts")
    APPROVED = "approved", pgettext_lazy("challenge", "Approved")
    PUBLISHED = "published", pgettext_lazy("challenge", "Open for proposals")
    CLOSED = "closed", pgettext_lazy("challenge", "Closed for proposals")
    REVIEWING = "reviewing", pgettext_lazy("challenge", "Under review")
    PROPOSED_AWARD = "proposed_award", pgettext_lazy("challenge", "Award proposed")
    IN_PUBLICITY = "in_publicity", pgettext_lazy("challenge", "In the publicity period")
    AWARDED = "awarded", pgettext_lazy("challenge", "Awarded")
    CONTRACTED = "contracted", pgettext_lazy("challenge", "Contract signed")
    EXECUTING = "executing", pgettext_lazy("challenge", "Work under way")
    ACCEPTANCE = "acceptance", pgettext_lazy("challenge", "Acceptance under way")
    ACCEPTED = "accepted", pgettext_lazy("challenge", "Accepted")
    EVALUATED = "evaluated", pgettext_lazy("challenge", "Evaluated")
    REJECTED = "rejected", pgettext_lazy("challenge", "Rejected")
    FAILED = "failed", pgettext_lazy("challenge", "No valid proposal")
    CANCELLED = "cancelled", pgettext_lazy("challenge", "Cancelled")
    TERMINATED_EXCUSED = "terminated_excused", pgettext_lazy("challenge", "Ended without fault")
    TERMINATED_FAULT = "terminated_fault", pgettext_lazy("challenge", "Ended by fault")


S = ChallengeState
BEFORE_AWARD = (
    S.DRAFT,
    S.SUBMITTED,
    S.RETURNED,
    S.DISTRICT_CHECKED,
    S.ARGUED,
    S.APPROVED,
    S.PUBLISHED,
    S.CLOSED,
    S.REVIEWING,
    S.PROPOSED_AWARD,
    S.IN_PUBLICITY,
)
MOVES = moves(
    submit=((S.DRAFT, S.RETURNED), S.SUBMITTED),
    return_=((S.SUBMITTED, S.DISTRICT_CHECKED), S.RETURNED),
    check=((S.SUBMITTED,), S.DISTRICT_CHECKED),
    argue=((S.SUBMITTED, S.DISTRICT_CHECKED), S.ARGUED),  # from submitted only where no district checks
    approve=((S.SUBMITTED, S.DISTRICT_CHECKED, S.ARGUED), S.APPROVED),  # which one: the programme says
    reject=((S.SUBMITTED, S.DISTRICT_CHECKED, S.ARGUED), S.REJECTED),
    publish=((S.APPROVED,), S.PUBLISHED),
    close=((S.PUBLISHED,), S.CLOSED),
    begin_review=((S.CLOSED,), S.REVIEWING),
    fail_call=((S.CLOSED, S.REVIEWING, S.AWARDED), S.FAILED),  # from awarded: every winner withdrew, nobody is next
    propose_award=((S.REVIEWING, S.AWARDED), S.PROPOSED_AWARD),  # from awarded: the winner withdrew, the next one
    announce=((S.PROPOSED_AWARD,), S.IN_PUBLICITY),
    reopen_review=((S.IN_PUBLICITY,), S.REVIEWING),  # an objection was upheld
    drop_award=((S.PROPOSED_AWARD,), S.REVIEWING),  # a winner was lost before the publicity period
    award=((S.IN_PUBLICITY, S.PROPOSED_AWARD), S.AWARDED),  # without publicity only where the programme has none
    contract=((S.AWARDED,), S.CONTRACTED),
    execute=((S.CONTRACTED,), S.EXECUTING),
    begin_acceptance=((S.EXECUTING,), S.ACCEPTANCE),
    rectify=((S.ACCEPTANCE,), S.EXECUTING),
    accept_result=((S.ACCEPTANCE,), S.ACCEPTED),
    evaluate=((S.ACCEPTED,), S.EVALUATED),
    excuse=((S.EXECUTING, S.ACCEPTANCE), S.TERMINATED_EXCUSED),
    terminate=((S.EXECUTING, S.ACCEPTANCE), S.TERMINATED_FAULT),
    cancel=(BEFORE_AWARD, S.CANCELLED),
)
WRITABLE = (S.DRAFT, S.RETURNED)
WAITING = (
    S.SUBMITTED,
    S.DISTRICT_CHECKED,
    S.ARGUED,
    S.APPROVED,
)  # for its publication, while its deadline comes nearer
OPEN = (S.PUBLISHED,)
EVER_PUBLIC = (
    S.PUBLISHED,
    S.CLOSED,
    S.REVIEWING,
    S.PROPOSED_AWARD,
    S.IN_PUBLICITY,
    S.AWARDED,
    S.CONTRACTED,
    S.EXECUTING,
    S.ACCEPTANCE,
    S.ACCEPTED,
    S.EVALUATED,
    S.FAILED,
    S.TERMINATED_EXCUSED,
    S.TERMINATED_FAULT,
)


class RevisionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("revision", "Draft")
    CURRENT = "current", pgettext_lazy("revision", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("revision", "Superseded")


R = RevisionState
REVISION_MOVES = moves(
    enter_force=((R.DRAFT,), R.CURRENT),
    supersede=((R.CURRENT,), R.SUPERSEDED),
)


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("programme", "Being prepared")
    OPEN = "open", pgettext_lazy("programme", "Open")
    ENDED = "ended", pgettext_lazy("programme", "Ended")


P = ProgrammeState
PROGRAMME_MOVES = moves(
    open=((P.DRAFT,), P.OPEN),
    end=((P.OPEN,), P.ENDED),
)


class ProblemState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("problem", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("problem", "Submitted")
    RETURNED = "returned", pgettext_lazy("problem", "Returned for correction")
    LISTED = "listed", pgettext_lazy("problem", "Listed")
    EXPIRED = "expired", pgettext_lazy("problem", "Expired")
    CLAIMED = "claimed", pgettext_lazy("problem", "Being worked on")
    PROMOTED = "promoted", pgettext_lazy("problem", "Became a challenge")
    SOLVED = "solved", pgettext_lazy("problem", "Solved")
    WITHDRAWN = "withdrawn", pgettext_lazy("problem", "Withdrawn")


B = ProblemState
PROBLEM_MOVES = moves(
    submit=((B.DRAFT, B.RETURNED), B.SUBMITTED),
    return_=((B.SUBMITTED,), B.RETURNED),
    list=((B.SUBMITTED,), B.LISTED),
    expire=((B.LISTED,), B.EXPIRED),
    renew=((B.LISTED, B.EXPIRED), B.LISTED),
    claim=((B.LISTED,), B.CLAIMED),
    unclaim=((B.CLAIMED,), B.LISTED),
    promote=((B.LISTED, B.EXPIRED), B.PROMOTED),
    solve=((B.LISTED, B.CLAIMED, B.PROMOTED), B.SOLVED),
    withdraw=((B.DRAFT, B.SUBMITTED, B.RETURNED, B.LISTED, B.EXPIRED), B.WITHDRAWN),
)
