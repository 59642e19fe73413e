"""Who hears what about an expert: she herself, those who keep the pool, and who is invited."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.experts.models import KEEPERS, Expert
from apps.notifications.models import Delivery
from apps.notifications.send import post_to, tell

HOME = "/expert/"


def expert(row: Expert, kind: str, *, url: str = HOME, stamp: str = "", **facts: str) -> None:
    """Nothing where she has no account yet."""
    if row.user is not None:
        tell(row.user, kind, context=facts, url=url, key=stamp or _stamp(row))


def keepers(row: Expert, kind: str, **facts: str) -> None:
    url = f"/admin/experts/expert/{row.pk}/change/"
    for user in holders(KEEPERS, row.district):
        tell(user, kind, context=facts, url=url, key=_stamp(row), channels=())


def invite(row: Expert, secret: str, by: User) -> None:
    """A mail with the link to join. It goes to the address: whoever reads it may have no account yet."""
    context = {"who": str(by), "url": f"/expert/join/{secret}/"}
    post_to(
        row.email, "expert_invited", channel=Delivery.Channel.EMAIL, context=context,
        key=f"expert_invited:{_stamp(row)}", languages=("zh-hans", "en"),
    )  # fmt: skip


def _stamp(row: Expert) -> str:
    return f"{row.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
