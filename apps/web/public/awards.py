"""What everybody may know of how a call was decided: who was awarded, if they agreed to be named, and the draw of its panel."""

from __future__ import annotations

from typing import Any

from apps.challenges.models import Challenge
from apps.reviews import naming
from apps.reviews.models import Determination, Panel
from apps.reviews.states import DeterminationState


def facts(challenge: Challenge) -> dict[str, Any]:
    """`award` with its day and the winners as shown, None before it is in effect; `drawn` the panel, None before the draw."""
    made = Determination.objects.filter(challenge=challenge, state=DeterminationState.EFFECTIVE).first()
    award = None
    if made is not None:
        winners = made.winners.select_related("proposal__organisation", "proposal__lead")
        award = {"at": made.effective_at, "winners": [naming.shown(row.proposal) for row in winners]}
    return {"award": award, "drawn": Panel.objects.filter(challenge=challenge).first()}
