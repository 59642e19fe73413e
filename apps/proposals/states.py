"""What a proposal can be (machine 2). Steps up to the closing are taken here, from `admit` on in reviews."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class ProposalState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("proposal", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "Sealed and submitted")
    RETURNED = "returned", pgettext_lazy("proposal", "Returned for correction")
    ELIGIBLE = "eligible", pgettext_lazy("proposal", "Passed the form check")
    INELIGIBLE = "ineligible", pgettext_lazy("proposal", "Did not pass the form check")
    SCORED = "scored", pgettext_lazy("proposal", "Scored")
    SHORTLISTED = "shortlisted", pgettext_lazy("proposal", "On the short list")
    PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed for the award")
    AWARDED = "awarded", pgettext_lazy("proposal", "Awarded")
    NOT_AWARDED = "not_awarded", pgettext_lazy("proposal", "Not awarded")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")
    DISQUALIFIED = "disqualified", pgettext_lazy("proposal", "Disqualified")


S = ProposalState
MOVES = moves(
    submit=((S.DRAFT, S.RETURNED), S.SUBMITTED),
    return_=((S.SUBMITTED,), S.RETURNED),
    lapse=((S.DRAFT, S.RETURNED), S.WITHDRAWN),  # the clock: not sealed in time, not corrected in time
    withdraw=((S.DRAFT, S.SUBMITTED, S.RETURNED), S.WITHDRAWN),
    admit=((S.SUBMITTED,), S.ELIGIBLE),
    find_ineligible=((S.SUBMITTED,), S.INELIGIBLE),
    allow_appeal=((S.INELIGIBLE,), S.ELIGIBLE),
    score=((S.ELIGIBLE,), S.SCORED),
    shortlist=((S.SCORED,), S.SHORTLISTED),
    pass_over=((S.SCORED, S.SHORTLISTED, S.PROPOSED), S.NOT_AWARDED),
    propose=((S.SHORTLISTED, S.NOT_AWARDED), S.PROPOSED),  # not awarded: the winner before it withdrew
    step_back=((S.PROPOSED,), S.SHORTLISTED),  # an objection was upheld, or another winner is gone
    award=((S.PROPOSED,), S.AWARDED),
    renounce=((S.ELIGIBLE, S.SCORED, S.SHORTLISTED, S.PROPOSED, S.AWARDED), S.WITHDRAWN),
    disqualify=(
        (S.SUBMITTED, S.ELIGIBLE, S.SCORED, S.SHORTLISTED, S.PROPOSED, S.AWARDED),
        S.DISQUALIFIED,
    ),
)
JUDGED = (S.ELIGIBLE, S.SCORED, S.SHORTLISTED, S.PROPOSED, S.AWARDED)  # its members stand fast
WRITABLE = (S.DRAFT, S.RETURNED)
ENDED = (S.WITHDRAWN, S.DISQUALIFIED)  # these leave room for another proposal of the same applicant
