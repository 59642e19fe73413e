"""Messages that the cast has received. Nobody else of the sample world reads any."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.models import User
from apps.applications.models import Application
from apps.notifications.models import Message
from apps.sample.pipelines import Pipeline
from apps.sample.world import World

TO_TALENT = {
    "view": "application_viewed",
    "shortlist": "application_shortlisted",
    "invite": "application_interview",
    "offer": "application_offered",
    "arrange": "application_arranged",
    "hire": "application_hired",
}
TO_TEAM = {
    "submit": "application_submitted",
    "accept": "application_accepted",
    "decline": "application_declined",
    "withdraw": "application_withdrawn",
}


def is_cast(world: World, pipeline: Pipeline) -> bool:
    return world.cast["talent"] == pipeline.person.talent.user or world.cast["employer"] == pipeline.post.firm.owner


def application(world: World, pipeline: Pipeline, row: Application) -> None:
    """What the lifecycle would have told the cast about each step."""
    organisation = pipeline.post.firm.employer.organisation
    context = {
        "position": {text.language: text.title for text in pipeline.post.content.texts},
        "employer": {"zh-hans": organisation.name_zh, "en": organisation.name_en},
    }
    sides = (
        (pipeline.person.talent.user, TO_TALENT, f"/talent/applications/{row.public_id}/"),
        (pipeline.post.firm.owner, TO_TEAM, f"/employer/applications/{row.public_id}/"),
    )
    for step, at in zip(pipeline.path.steps, pipeline.moments[1:], strict=True):
        for user, kinds, url in sides:
            if user in world.cast.values() and step.name in kinds:
                _keep(world, user, kinds[step.name], context, url, at)


def _keep(world: World, user: User | None, kind: str, context: dict[str, object], url: str, at: datetime) -> None:
    assert user is not None
    read = at < world.days.moment(world.dice("read"), 5)
    world.messages.append(
        Message(
            recipient=user, kind=kind, context=context, url=url, created_at=at, read_at=at if read else None,
            key=f"sample:{kind}:{url}:{user.public_id}",
        )
    )  # fmt: skip
