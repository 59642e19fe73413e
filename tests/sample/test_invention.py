"""What is invented before anything is stored: families, names, codes, texts."""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from pathlib import Path

import pytest

from apps.sample import firms, names
from apps.sample.chance import dice, public_id
from apps.sample.families import by_chain, families, table

COMPANIES = set((Path(__file__).parent / "data" / "known_companies.txt").read_text(encoding="utf-8").split("\n")[1:-1])
SKILLS = Path(__file__).resolve().parents[2] / "apps" / "taxonomy" / "data" / "skills"


def test_there_are_ten_families_for_each_of_24_chains() -> None:
    assert {chain: len(rows) for chain, rows in by_chain().items()} == dict.fromkeys(by_chain(), 10)
    assert len(families()) == 240
    assert by_chain().keys() == table("firms")["chain"].keys()


def test_families_name_skills_of_their_chain() -> None:
    for chain, rows in by_chain().items():
        with (SKILLS / f"{chain}.csv").open(encoding="utf-8") as lines:
            known = {row["code"] for row in csv.DictReader(lines)}
        assert {code for family in rows for code in family.skills} <= known, chain


def test_both_languages_of_a_family_say_as_much() -> None:
    for family in families().values():
        for name in ("duties", "requirements", "about"):
            assert len(getattr(family, f"{name}_zh")) == len(getattr(family, f"{name}_en")), family.code


def test_pay_of_families_is_sane() -> None:
    for family in families().values():
        low, high = family.pay
        assert 5 <= low < high <= 60, family.code


def test_brands_are_unique_in_both_scripts_and_enough() -> None:
    brands = list(firms.brands(dice(1)))
    assert len(brands) >= 205
    assert len({chinese for chinese, _ in brands}) == len({latin for _, latin in brands}) == len(brands)


def test_the_same_seed_invents_the_same() -> None:
    chain = ("marine_equip",)
    one, same, other = (
        [firms.invent(dice(seed, n), n, "private", chain, ("澜川", "Lanchuan"), 2026) for n in range(20)]
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other
    assert public_id(dice(1)) == public_id(dice(1)) != public_id(dice(2))


@pytest.mark.parametrize("number", [1, 77, 205])
def test_credit_codes_have_right_check_characters_and_no_real_region(number: int) -> None:
    code = firms.credit_code(number)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(w * alphabet.index(c) for w, c in zip(weights, code, strict=False))
    assert alphabet.index(code[17]) == -total % 31
    assert re.fullmatch(r"91000000DEMP\d{4}[\dX][0-9A-Y]", code)


def test_names_follow_the_place() -> None:
    rng = dice(5)
    chinese = [names.invent(rng, "GB", chinese=True) for _ in range(200)]
    assert {(len(n.name_zh), n.native, n.chinese) for n in chinese} == {(3, "zh", True)}
    local = [names.invent(rng, "NO", chinese=False) for _ in range(50)]
    assert {(n.name_zh, n.native) for n in local} == {("", "no")}
    assert names.invent(rng, "HK", chinese=True).native == "yue"


def test_given_names_join_two_characters() -> None:
    """Many well-known people have one-character given names; these never do."""
    parts = table("names")["chinese"]
    made = [a[0] + b[0] for a, b in itertools.product(parts["first"], parts["second"])]
    assert {len(name) for name in made} == {2}


def _known(words: set[str]) -> set[str]:
    return {word for word in words if hashlib.sha256(word.encode()).hexdigest()[:12] in COMPANIES}


def test_no_brand_is_that_of_a_known_company() -> None:
    brands = [*firms.brands(dice(1)), *map(tuple, table("firms")["brands"]["foreign"])]
    organisations = table("names")["organisations"]
    chinese = [zh for zh, _en in brands] + organisations["zh"] + [table("cast")["firm"]["brand"][0]]
    parts = {zh[i : i + n] for zh in chinese for n in (2, 3, 4) for i in range(len(zh) - n + 1)}
    latin = {word for _zh, en in brands for word in en.lower().split()}
    latin |= {word for name in organisations["en"] for word in name.lower().split()}
    assert _known(parts | latin) == set()


def test_the_list_of_known_companies_is_read() -> None:
    assert len(COMPANIES) > 80
