"""What the engine may know is a closed list of fields, and content decides what is the same."""

from __future__ import annotations

from dataclasses import fields, replace

from apps.matching.engine.types import LanguageSkill, Passage, PostingDoc, Skill, TalentDoc, content_hash

TALENT_FIELDS = [
    "id", "passages", "skills", "chains", "disciplines", "degree", "degree_status", "degree_expected_on", "years",
    "salary_expected", "languages", "available_on", "districts", "post_kinds", "visible", "opted_out", "open_to_offers",
    "blocked_employers",
]  # fmt: skip
POSTING_FIELDS = [
    "id", "kind", "passages", "skills", "chains", "disciplines", "degree_min", "years_min", "salary_min",
    "salary_max", "languages", "district", "post_kind", "start_on", "employer_keys",
]  # fmt: skip


def test_the_engine_knows_these_fields_and_no_others() -> None:
    """A new field is a decision: sex, age, nationality, name, school and residence must never become one."""
    assert [f.name for f in fields(TalentDoc)] == TALENT_FIELDS
    assert [f.name for f in fields(PostingDoc)] == POSTING_FIELDS
    assert [f.name for f in fields(Passage)] == ["field", "text", "language"]
    assert [f.name for f in fields(Skill)] == ["text", "code", "level"]
    assert [f.name for f in fields(LanguageSkill)] == ["code", "level"]


def test_content_is_everything_but_the_id() -> None:
    doc = TalentDoc("a", skills=(Skill("coating"),), years=3)
    assert content_hash(doc) == content_hash(replace(doc, id="b"))
    assert content_hash(doc) != content_hash(replace(doc, years=4))
    assert content_hash(doc) != content_hash(replace(doc, years=None))


def test_neighbouring_texts_do_not_run_together() -> None:
    apart = TalentDoc("a", skills=(Skill("ab"), Skill("c")))
    assert content_hash(apart) != content_hash(replace(apart, skills=(Skill("a"), Skill("bc"))))
    assert content_hash(TalentDoc("a", chains=("x",))) != content_hash(TalentDoc("a", disciplines=("x",)))


def test_a_lone_surrogate_is_hashed_too() -> None:
    assert len(content_hash(TalentDoc("a", passages=(Passage("about", "\ud800"),)))) == 16
