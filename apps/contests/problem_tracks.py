"""A track that grew out of something above: it names its subject by kind and public id, and who posted it."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation
from apps.contests.models import Edition, Group, Track
from apps.contests.states import EditionState
from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed


@transaction.atomic
def create(
    edition: Edition, subject: models.Model, *, by: Actor, name_zh: str, name_en: str, text: str, poster: Organisation,
    chain: str = "", groups: list[Group] | None = None,
) -> Track:  # fmt: skip
    """A new track of a planned edition, or of an announced one whose entries have not begun. One subject, one track."""
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if row.state not in (EditionState.PLANNED, EditionState.ANNOUNCED) or row.entries.exists():
        raise GuardFailed(_("Tracks of this contest can no longer be added."))
    kind, ref = audit.subject_kind(subject), audit.subject_ref(subject)
    try:
        with transaction.atomic():
            track = row.tracks.create(
                name_zh=name_zh[:120], name_en=name_en[:120], text=text[:8000], chain=chain, poster=poster,
                subject_kind=kind, subject_ref=ref, order=row.tracks.count(),
            )  # fmt: skip
    except IntegrityError as doubled:
        raise GuardFailed(_("This has become a track of a contest already.")) from doubled
    track.groups.set(groups or [])
    audit.record(
        row, "create_track", by=by, role="operator", data={"track": track.public_id, "kind": kind, "subject": ref}
    )
    return track


def of_subject(subject: models.Model) -> Track | None:
    """The track it became, for its lineage."""
    found = Track.objects.filter(subject_kind=audit.subject_kind(subject), subject_ref=audit.subject_ref(subject))
    return found.select_related("edition").first()
