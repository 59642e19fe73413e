"""The draw of experts: the same for everybody who repeats it, another one as soon as anything is changed."""

import copy
import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.procedures.draw import commitment, draw, problems, published, seed

NONCE = bytes(range(32))
RECEIPTS = ["c3" * 32, "a1" * 32, "b2" * 32]
FIELDS = {
    "materials": {"candidates": [f"m{i}" for i in range(12)], "places": 5, "reserves": 3},
    "finance": {"candidates": ["f1", "f2"], "places": 2, "reserves": 2},
}


def test_the_seed_is_as_the_document_says():
    """Counted by hand once, so that a change of the rule cannot pass unseen: old draws must be repeated for ever."""
    assert seed(NONCE, RECEIPTS) == "b3e1b483c4854a103b3eaf495c912fce0ca7a8b0568a660df0b6032e24278246"
    assert draw("00" * 32, "materials", ["a", "b", "c", "d"], places=2, reserves=1).places == ("d", "c")


@given(st.permutations(RECEIPTS), st.permutations([f"m{i}" for i in range(12)]))
def test_no_order_of_its_inputs_changes_a_draw(receipts, candidates):
    assert seed(NONCE, receipts) == seed(NONCE, RECEIPTS)
    drawn = draw("ab" * 32, "materials", candidates, places=5, reserves=3)
    assert drawn == draw("ab" * 32, "materials", [f"m{i}" for i in range(12)], places=5, reserves=3)


@given(st.sets(st.text(max_size=8), max_size=20), st.integers(0, 25), st.integers(0, 25))
def test_everybody_is_drawn_kept_in_reserve_or_left_once(candidates, places, reserves):
    drawn = draw("ab" * 32, "x", candidates, places=places, reserves=reserves)
    assert sorted(drawn.places + drawn.reserves + drawn.rest) == sorted(candidates)
    assert len(drawn.places) == min(places, len(candidates))
    assert len(drawn.reserves) == min(reserves, len(candidates) - len(drawn.places))


def test_one_who_leaves_moves_nobody_else():
    """A refill takes the next reserve; nothing is drawn again."""
    everybody = [f"m{i}" for i in range(12)]
    order = draw("ab" * 32, "x", everybody, places=12, reserves=0).places
    without = draw("ab" * 32, "x", [ref for ref in everybody if ref != order[3]], places=12, reserves=0).places
    assert without == order[:3] + order[4:]


def test_fields_are_drawn_apart():
    refs = [f"m{i}" for i in range(12)]
    assert draw("ab" * 32, "x", refs, places=12, reserves=0) != draw("ab" * 32, "y", refs, places=12, reserves=0)


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match="negative"):
        draw("ab", "x", ["a"], places=-1, reserves=0)


def test_every_candidate_has_the_same_chance():
    """4,000 seeds, 10 candidates, 3 places: chi-square with 9 degrees of freedom is below 27.9 in 999 cases of 1,000."""
    refs = [f"expert{i}" for i in range(10)]
    times = Counter[str]()
    for number in range(4_000):
        times.update(draw(seed(number.to_bytes(8, "big"), RECEIPTS), "x", refs, places=3, reserves=0).places)
    expected = 4_000 * 3 / 10
    assert sum((times[ref] - expected) ** 2 / expected for ref in refs) < 27.9


def test_a_published_draw_holds():
    file = json.loads(json.dumps(published(NONCE, RECEIPTS, FIELDS)))
    assert problems(file) == []
    assert problems(file, nonce_hash=commitment(NONCE)) == []


def _other(file, change):
    changed = copy.deepcopy(file)
    change(changed)
    return changed


CHANGES = {
    "nonce": lambda f: f.update(nonce="00" * 32),
    "hash of the nonce": lambda f: f.update(nonce_hash="00" * 32),
    "seed": lambda f: f.update(seed="00" * 32),
    "receipt left out": lambda f: f["receipt_hashes"].pop(),
    "receipt twice": lambda f: f["receipt_hashes"].append(f["receipt_hashes"][0]),
    "candidate left out": lambda f: f["fields"]["materials"]["candidates"].remove(
        f["fields"]["materials"]["not_drawn"][-1]
    ),
    "candidate added": lambda f: f["fields"]["materials"]["candidates"].append("m99"),
    "order of the result": lambda f: f["fields"]["materials"]["drawn"].reverse(),
    "reserve drawn first": lambda f: f["fields"]["materials"]["in_reserve"].reverse(),
    "more places": lambda f: f["fields"]["materials"].update(places=6),
    "field renamed": lambda f: f["fields"].update(steel=f["fields"].pop("materials")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_told(what):
    assert problems(_other(published(NONCE, RECEIPTS, FIELDS), CHANGES[what]))


def test_a_whole_file_made_with_another_nonce_is_told_by_the_hash_of_the_call():
    forged = published(bytes(32), RECEIPTS, FIELDS)
    assert problems(forged) == []
    assert problems(forged, nonce_hash=commitment(NONCE))


@pytest.mark.parametrize("junk", [{}, [], {"format": 2}, {"format": 1, "nonce": "zz"}, {"format": 1, "nonce": 3}])
def test_something_else_is_no_draw(junk):
    with pytest.raises(ValueError, match=r"no published draw|not known|non-hexadecimal"):
        problems(junk)


def test_the_command_says_it(tmp_path):
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(published(NONCE, RECEIPTS, FIELDS)))
    out = StringIO()
    call_command("rerun_draw", str(path), stdout=out)
    assert out.getvalue().startswith("The draw is the same. Seed ")
    path.write_text(json.dumps(published(NONCE, RECEIPTS, FIELDS) | {"seed": "00"}))
    with pytest.raises(CommandError, match="NOT the same: nonce and receipts give another seed"):
        call_command("rerun_draw", str(path))
    path.write_text("no json")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("rerun_draw", str(path))
