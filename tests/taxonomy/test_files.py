"""What the vocabulary files of the repository hold."""

from __future__ import annotations

from collections import Counter, defaultdict

import opencc
import pytest

from apps.taxonomy.loading.drafts import Draft, Folder, gather
from apps.taxonomy.management.commands.load_taxonomy import DATA

DISCIPLINES = [  # the codes that the sample families use
    "math", "physics", "chemistry", "astronomy", "earth_science", "geology", "marine_science", "atmospheric_science",
    "biology", "ecology", "statistics", "mechanics", "mechanical_eng", "optical_eng", "instrument_science", "materials",
    "energy_power", "electrical_eng", "electronics", "telecom", "control", "computer_science", "software_eng", "cybersecurity",
    "ai", "civil_eng", "hydraulic_eng", "surveying", "chemical_eng", "petroleum_eng", "mining_eng", "textile_eng",
    "light_industry", "transport_eng", "naval_ocean_eng", "aerospace", "nuclear", "agricultural_eng", "environmental_eng", "biomedical_eng",
    "food_science", "urban_planning", "safety_eng", "bioengineering", "integrated_circuits", "agronomy", "veterinary", "fisheries",
    "medicine_basic", "clinical_medicine", "public_health", "pharmacy", "nursing", "tcm", "economics", "finance",
    "business_admin", "management_science", "public_admin", "logistics_mgmt", "tourism_mgmt", "law", "education", "psychology",
    "design", "fine_arts", "journalism", "languages", "history",
]  # fmt: skip
BOTH_SCRIPTS = str.maketrans(dict.fromkeys("台里于温范布核", "○"))  # written so in Hong Kong, too, at least in names
TO_TRADITIONAL = opencc.OpenCC("s2t")


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    """Reading them at all proves: every code once, every name once within its vocabulary, no wrong cell."""
    return gather(Folder(DATA, partial=False))


def codes(drafts: list[Draft], kind: str, vocabulary: str = "") -> list[str]:
    wanted = (kind, vocabulary) if vocabulary else (kind,)
    return [draft.code[-1] for draft in drafts if (draft.kind, *draft.code[:-1])[: len(wanted)] == wanted]


def test_chain_lists(drafts):
    groups = Counter((d.values["scheme"], d.values["group"]) for d in drafts if d.kind == "chain")
    assert {key: n for key, n in groups.items() if key[0] == "v2022"} == {
        ("v2022", "advantage"): 7,
        ("v2022", "emerging"): 10,
        ("v2022", "services"): 7,
    }
    tops = [d for d in drafts if d.kind == "chain" and d.values["scheme"] == "v2025" and not d.values["parent"]]
    assert Counter(d.values["group"] == "future" for d in tops) == {False: 10, True: 1}
    assert sum(d.values["parent"] == "x25_future" for d in drafts if d.kind == "chain") == 8
    assert groups["v2021", "chapter"] == 13


def test_lists_not_checked_against_the_city_say_so(drafts):
    assert {d.values["is_official"] for d in drafts if d.kind == "scheme"} == {False}
    assert [d.code for d in drafts if d.kind == "scheme" and d.values["is_default"]] == [("v2022",)]


def test_later_lists_carry_a_prefix(drafts):
    for draft in drafts:
        if draft.kind == "chain":
            prefix = {"v2022": "", "v2025": "x25_", "v2021": "x21_"}[draft.values["scheme"]]
            assert draft.code[0].startswith(prefix or draft.code[0][:1])
            assert prefix or not draft.code[0].startswith(("x25_", "x21_"))


def test_the_crosswalk_covers_all_24(drafts):
    chains = {d.code[0] for d in drafts if d.kind == "chain" and d.values["scheme"] == "v2022"}
    covered = {d.code[0] for d in drafts if d.kind == "crosswalk" and d.code[1] == "v2025"}
    assert covered == chains


def test_schools(drafts):
    countries = Counter(d.values["country"] for d in drafts if d.kind == "school")
    abroad = sum(n for country, n in countries.items() if country not in ("CN", "HK", "MO", "TW"))
    assert abroad >= 300
    assert countries["CN"] >= 60
    known = set(codes(drafts, "term", "country"))
    assert set(countries) <= known


def test_no_ranking_is_claimed(drafts):
    schools = [d.values for d in drafts if d.kind == "school"]
    assert {(s["ranking"], s["ranking_year"]) for s in schools} == {("", None)}
    assert all(s["band_is_sample"] for s in schools if s["band"])
    assert {s["band"] for s in schools} == {"", "top50", "top100", "top200", "other"}


def test_small_lists(drafts):
    assert codes(drafts, "term", "degree") == ["below_bachelor", "bachelor", "master", "doctor"]
    assert sorted(codes(drafts, "term", "degree_status")) == ["awarded", "in_progress", "left"]
    assert codes(drafts, "term", "discipline") == DISCIPLINES
    assert len(codes(drafts, "term", "country")) == 249
    assert len(codes(drafts, "term", "district")) == 10
    assert codes(drafts, "term", "skill_level") == ["aware", "working", "proficient", "expert"]
    assert codes(drafts, "term", "language_level") == ["A1", "A2", "B1", "B2", "C1", "C2", "native"]
    assert len(codes(drafts, "term", "language")) >= 40
    assert "postdoc" in codes(drafts, "term", "position_kind")


def test_pay_buckets_leave_no_gap(drafts):
    rows = [d.values["attributes"] for d in drafts if d.kind == "term" and d.code[0] == "pay_bucket"]
    assert rows[0]["min_yuan"] is None
    assert rows[-1]["max_yuan"] is None
    assert [row["max_yuan"] for row in rows[:-1]] == [row["min_yuan"] for row in rows[1:]]


def test_parts_of_china_are_shown_as_such(drafts):
    labels = {d.code[1]: d.values["label_zh_hans"] for d in drafts if d.kind == "term" and d.code[0] == "country"}
    assert (labels["HK"], labels["MO"], labels["TW"]) == ("中国香港", "中国澳门", "中国台湾")


def test_every_chain_has_its_skills(drafts):
    chains = {d.code[0] for d in drafts if d.kind == "chain" and d.values["scheme"] == "v2022"}
    skills = Counter(d.values["chain"] for d in drafts if d.kind == "skill")
    assert set(skills) == chains
    assert {chain: n for chain, n in skills.items() if n < 40} == {}


def test_skills_have_other_names_in_both_languages(drafts):
    languages: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.kind == "skill":
            languages[draft.values["chain"]] |= {name[0] for name in draft.names}
    assert all(found == {"zh", "en"} for found in languages.values())


def test_traditional_labels_are_traditional(drafts):
    """A label that is the same in both scripts has no character that traditional script writes otherwise."""
    labels = [(d.values.get("label_zh_hans", ""), d.values.get("label_zh_hant", "")) for d in drafts]
    same = [hans.translate(BOTH_SCRIPTS) for hans, hant in labels if hans == hant]
    assert [label for label in same if TO_TRADITIONAL.convert(label) != label] == []
