"""What the form check does when it hears of openings and of accounts that are erased."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.challenges.models import Challenge
from apps.core.signals import moved
from apps.proposals.models import Proposal
from apps.proposals.signals import opened
from apps.reviews import form_check, form_telling
from apps.reviews.models.form_check import FormAppeal


def call_opened(sender: Any, challenge: Challenge, **_: Any) -> None:
    """A check for each proposal, those that would not open among them; the operators of the district hear of it."""
    for proposal in form_check.to_check(challenge):
        form_check.begin(proposal)
    _tell_checkers(challenge)


def proposal_moved(sender: Any, obj: Proposal, name: str, **_: Any) -> None:
    """A correction was handed in: a check of its own."""
    if name == "submit" and obj.opened_at is not None:
        form_check.begin(obj)
        _tell_checkers(obj.challenge)


def _tell_checkers(challenge: Challenge) -> None:
    url = reverse("admin:reviews_formcheck_call", args=[challenge.public_id])
    form_telling.checkers(challenge, "form_check_waits", url=url)


def forget_appellant(sender: Any, user: User, **_: Any) -> None:
    """What was decided stays; what she wrote goes."""
    FormAppeal.objects.filter(lodged_by=user).update(text="")


def connect() -> None:
    opened.connect(call_opened, sender=Challenge, dispatch_uid="reviews.call_opened")
    moved.connect(proposal_moved, sender=Proposal, dispatch_uid="reviews.proposal_moved")
    erased.connect(forget_appellant, dispatch_uid="reviews.forget_appellant")
