"""When an account is erased: vectors, evidence with her words, recommendations, and the calibration she was part of."""

from __future__ import annotations

from django.db import transaction

from apps.core import marks
from apps.matching import call_runs, encoding
from apps.matching.models import DocumentVectors, Generation, MatchResult, Recommendation
from apps.positions.models import Position
from apps.talents.models import Talent


@transaction.atomic
def forget(talent: Talent) -> None:
    """Lists she stood on are ranked again; a new generation is fitted without her at the next run.

    Runs keep their row of the old generation, but not its vectors.
    """
    lists = Position.objects.filter(runs__current=True, runs__results__match__talent=talent)
    marks.touch("position", lists.values_list("pk", flat=True))
    call_runs.drop(talent)
    projects = list(talent.projects.values_list("pk", flat=True))
    DocumentVectors.objects.filter(kind=DocumentVectors.Kind.TALENT, object_id=talent.pk).delete()
    DocumentVectors.objects.filter(kind=DocumentVectors.Kind.PROJECT, object_id__in=projects).delete()
    encoding.drop_orphans()
    MatchResult.objects.filter(match__talent=talent).delete()
    Recommendation.objects.filter(talent=talent).delete()
    Generation.objects.update(active=False, calibration=b"")
    marks.bump_epoch("pool")
