"""What tests of a change of encoder share: a restart with another setting, and workers that do what is marked."""

from __future__ import annotations

from django.conf import LazySettings

from apps.core.models import Heartbeat, Mark
from apps.matching import generations, tasks
from apps.positions.models import Position
from apps.talents.models import Talent
from tests.factories import make_talent
from tests.matching import world
from tests.matching.world import OtherEncoder

OTHER = f"{OtherEncoder.__module__}.{OtherEncoder.__name__}"
ONNX = "apps.matching.engine.encoders.onnx.OnnxEncoder"


def people_on_the_list_of(position: Position) -> list[Talent]:
    """Three people, encoded and ranked for the position."""
    found = [make_talent(about=f"Protective coatings number {n}.") for n in range(3)]
    world.encode(*found)
    world.rank(position)
    return found


def restart(settings: LazySettings, spec: str) -> None:
    """Every process starts anew with this setting; those of before have been silent for long."""
    settings.MATCHING_ENCODER = spec
    world.forget()
    Heartbeat.objects.filter(name__startswith="encoder:").delete()


def in_force() -> str:
    return generations.current().encoder_id


def waiting(kind: str) -> set[int]:
    return set(Mark.objects.filter(kind=kind, done_gen__lt=1).values_list("object_id", flat=True))


def work_off() -> None:
    for kind in ("encode_talent", "encode_position"):
        for mark in Mark.objects.filter(kind=kind):
            world.TASKS[kind](mark.pk)


def finish() -> None:
    work_off()
    tasks.reconcile()
