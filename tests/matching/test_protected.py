"""The boundary: whatever people are, and wherever they write it, the engine reads the same document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from apps.matching.engine.types import TalentDoc, content_hash
from apps.matching.gather import own_doc, talent_doc, with_talent_rows
from apps.talents.models import CvReading, Education, Experience, Talent, TalentProject, TalentSkill, TalentText
from tests.factories import make_talent

pytestmark = pytest.mark.django_db

STATEMENTS = [
    "born 1990", "女，32岁", "married", "已婚已育", "party member", "中共党员", "Muslim", "穆斯林", "disabled", "残疾人", "汉族", "民族：回族",
    "Nationality: Chinese", "性別：女", "Date of birth: 12 May 1990", "aged 45",
]  # fmt: skip
FREE_TEXT: dict[str, Callable[[Talent, str], None]] = {
    "headline": lambda t, s: _said(t, "headline", s),
    "direction": lambda t, s: _said(t, "direction", s),
    "about": lambda t, s: _said(t, "about", s),
    "experience": lambda t, s: _row(Experience, t, "text", s),
    "post": lambda t, s: _row(Experience, t, "title", s),
    "field of study": lambda t, s: _row(Education, t, "field_text", s),
    "project": lambda t, s: _row(TalentProject, t, "summary", s),
}


def _said(talent: Talent, column: str, statement: str) -> None:
    _row(TalentText, talent, column, statement)


def _row(model: type, talent: Talent, column: str, statement: str) -> None:
    row = model._default_manager.filter(talent=talent).first()  # type: ignore[attr-defined]
    setattr(row, column, f"{getattr(row, column).partition(chr(10))[0]}\n{statement}")
    row.save()


@pytest.fixture
def talent() -> Talent:
    person = make_talent()
    TalentText.objects.filter(talent=person).delete()
    TalentText.objects.create(
        talent=person, language="en", headline="Coating chemist", direction="Marine coatings", about="I test primers."
    )
    Education.objects.create(talent=person, school_text="Lund", degree="doctor", field_text="Chemistry", country="SE")
    Experience.objects.create(talent=person, organisation="Paint Ltd", title="Engineer", text="I led trials.")
    TalentProject.objects.create(talent=person, title_en="A primer", summary="Cures in the cold.")
    return person


def read(talent: Talent) -> TalentDoc:
    return talent_doc(with_talent_rows(Talent.objects.filter(pk=talent.pk)).get())


@pytest.mark.parametrize("field", FREE_TEXT)
def test_a_statement_planted_in_any_text_is_not_read(talent: Talent, field: str) -> None:
    before = content_hash(read(talent))
    for statement in STATEMENTS:
        FREE_TEXT[field](talent, statement)
        assert content_hash(read(talent)) == before, statement


@pytest.mark.parametrize("statement", STATEMENTS)
def test_nor_as_a_skill(talent: Talent, statement: str) -> None:
    before = content_hash(read(talent))
    TalentSkill.objects.create(talent=talent, text=statement, order=99)
    assert content_hash(read(talent)) == before


def test_nor_in_a_cv_that_she_has_not_confirmed(talent: Talent) -> None:
    plain = CvReading(talent=talent, text="I test primers in salt spray.", step=CvReading.Step.READ)
    plain.save()
    before = content_hash(own_doc(talent))
    for statement in STATEMENTS:
        plain.text = f"{statement}\nI test primers in salt spray."
        plain.save()
        assert content_hash(own_doc(talent)) == before, statement


def test_names_places_schools_and_dates_of_life_are_not_read(talent: Talent) -> None:
    before = content_hash(read(talent))
    Talent.objects.filter(pk=talent.pk).update(
        name_zh="买买提", family_name="O'Brien", given_name="Fatima", country="NG", needs_permit=True, wechat="x"
    )
    talent.user.display_name = "Mr Old"
    talent.user.save()
    Education.objects.filter(talent=talent).update(
        school="oxford", school_text="Oxford", country="GB", start_on=date(1970, 1, 1), end_on=date(1974, 1, 1)
    )
    Experience.objects.filter(talent=talent).update(organisation="Women's Hospital", country="IR")
    assert content_hash(read(talent)) == before
