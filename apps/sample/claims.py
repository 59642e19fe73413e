"""Rows of claims that operators verify, in every state of machine 6."""

from __future__ import annotations

from random import Random

from apps.sample.chance import exactly, public_id
from apps.sample.families import table
from apps.sample.history import Deed, Walk, walk
from apps.sample.world import Person, World
from apps.talents.models import Claim
from apps.talents.states import MOVES, ClaimState

SHARE = 0.3  # of the confirmed people have a claim
PATHS: dict[tuple[str, ...], float] = {
    (): 10,
    ("submit",): 14,
    ("submit", "take_up"): 8,
    ("submit", "take_up", "verify"): 52,
    ("submit", "take_up", "return_"): 6,
    ("submit", "take_up", "fail"): 4,
    ("submit", "take_up", "fail", "appeal"): 3,
    ("submit", "take_up", "verify", "revoke"): 3,
}
DECISIONS = ("verify", "return_", "fail", "revoke")
REASONS = {"return_": "claim_return", "fail": "claim_fail", "appeal": "claim_appeal", "revoke": "claim_revoke"}
KINDS = [Claim.Kind.DEGREE] * 5 + [Claim.Kind.IDENTITY] * 3 + [Claim.Kind.EMPLOYMENT] * 2


def add(world: World) -> None:
    """Claims of about a third of the people; the coating doctor's degree is verified."""
    rng = world.dice("claims")
    first, *rest = [person for person in world.people if person.talent.confirmed_at]
    chosen = rng.sample(rest, int(len(rest) * SHARE))
    paths = [walk(MOVES, ClaimState.SELF_DECLARED, path) for path in exactly(rng, PATHS, len(chosen))]
    verified = walk(MOVES, ClaimState.SELF_DECLARED, ("submit", "take_up", "verify"))
    claims = [_claim(world, rng, first, verified, Claim.Kind.DEGREE)]
    claims += [_claim(world, rng, person, path, rng.choice(KINDS)) for person, path in zip(chosen, paths, strict=True)]
    Claim.objects.bulk_create(claims, batch_size=1000)


def _claim(world: World, rng: Random, person: Person, path: Walk, kind: str) -> Claim:
    operator, user = world.operators[0], person.talent.user
    assert person.talent.confirmed_at is not None
    moments = world.days.between(rng, person.talent.confirmed_at, world.days.yesterday(), len(path))
    deeds = []
    for step, at in zip(path.steps, moments, strict=True):
        mine = step.name in ("submit", "appeal")
        reason = rng.choice(table("phrases")["reasons"].get(REASONS.get(step.name, ""), [""]))
        deeds.append(Deed(user if mine else operator, at, "talent" if mine else "operator", reason=reason))
    took = {step.name: at for step, at in zip(path.steps, moments, strict=True)}
    decided = [at for name, at in took.items() if name in DECISIONS]
    claim = Claim(
        public_id=public_id(rng), talent=person.talent, kind=kind, state=path.end,
        note=f"示例编号 SAMPLE-{rng.randint(1000, 9999)}" if path.steps else "",
        submitted_at=took.get("submit"), appealed_at=took.get("appeal"),
        taken_by=operator if "take_up" in took else None,
        decided_at=decided[-1] if decided else None, decided_by=operator if decided else None,
    )  # fmt: skip
    world.chronicle.walked(claim, path, deeds)
    return claim
