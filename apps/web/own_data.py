"""Everything that is stored about a person, gathered from every app that knows her: one file for whoever has an account."""

from __future__ import annotations

from typing import Any

from apps.accounts import export as accounts
from apps.accounts.models import User
from apps.agreements import export as agreements
from apps.applications import export as applications
from apps.contests import export as contests
from apps.events import export as events
from apps.experts import export as experts
from apps.experts.models import Expert
from apps.matching import by_hand, invitations
from apps.meetings import export as meetings
from apps.procedures import export as procedures
from apps.proposals import export as proposals
from apps.reviews import export as reviews
from apps.talents import export as talents
from apps.talents.models import Talent


def everything(user: User) -> dict[str, Any]:
    """Plain values for JSON, by subject. Of others it holds what they wrote to her, and nothing about them."""
    data = {
        **accounts.own_data(user),
        "invited_to": invitations.told(user),
        "objections": procedures.own_data(user),
        "proposals": proposals.own_data(user),
        "reviews": reviews.own_data(user),
        "contracts": agreements.own_data(user),
        "events": events.own_data(user),
        "one_to_one": meetings.own_data(user),
        "contests": contests.own_data(user),
    }
    talent = Talent.objects.filter(user=user).first()
    if talent is not None:
        data |= talents.own_data(talent)
        data |= {"placed_by_people": by_hand.told(talent), "applications": applications.own_data(talent)}
    expert = Expert.objects.filter(user=user).first()
    if expert is not None:
        data["expert"] = experts.own_data(expert)
    return data
