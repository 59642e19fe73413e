"""Says that a vocabulary has changed: to the copies in every process, and to rankings where it may matter to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import signals as celery_signals
from django.core.signals import request_finished, request_started
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from apps.core.marks import bump_epoch
from apps.taxonomy import models, vocabulary
from apps.taxonomy.vocabularies import VOCABULARIES

RANKING = "taxonomy"  # the epoch that matching compares with its own
_ALWAYS_RANKED = (models.Scheme, models.Chain, models.ChainCrosswalk, models.Skill, models.SkillAlias)
_held: ContextVar[list[bool] | None] = ContextVar("vocabulary_changes", default=None)
WATCHED = (*_ALWAYS_RANKED, models.Term, models.TermAlias, models.School, models.SchoolAlias)


def touches_ranking(row: Model) -> bool:
    """Whether a change of this row may move somebody in a ranking."""
    if isinstance(row, models.Term | models.TermAlias):
        spec = VOCABULARIES.get(row.vocabulary)
        return spec is None or spec.ranked
    return isinstance(row, _ALWAYS_RANKED)


@contextmanager
def gathered() -> Iterator[None]:
    """Changes of many rows are announced once, at the end; not at all when the stretch fails."""
    outer = _held.get()
    held: list[bool] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    if not held:
        return
    if outer is not None:
        outer.extend(held)
    else:
        announce(ranking=any(held))


def announce(*, ranking: bool) -> None:
    """Vocabularies have changed; `ranking` says that a ranking may."""
    held = _held.get()
    if held is not None:
        held.append(ranking)
        return
    bump_epoch(vocabulary.EPOCH)
    if ranking:
        bump_epoch(RANKING)
    vocabulary.changed()


def _row_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if kwargs.get("raw"):
        return
    announce(ranking=touches_ranking(instance))


def _begin(**kwargs: Any) -> None:
    vocabulary.pin()


def _end(**kwargs: Any) -> None:
    vocabulary.unpin()


def connect() -> None:
    for model in WATCHED:
        post_save.connect(_row_changed, sender=model, dispatch_uid=f"vocabulary-saved-{model.__name__}")
        post_delete.connect(_row_changed, sender=model, dispatch_uid=f"vocabulary-deleted-{model.__name__}")
    for start in (request_started, celery_signals.task_prerun):
        start.connect(_begin, dispatch_uid="vocabulary-pin")
    for end in (request_finished, celery_signals.task_postrun):
        end.connect(_end, dispatch_uid="vocabulary-unpin")
