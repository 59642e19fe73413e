"""Reasons: their points add up to the score whatever the evidence, and an anonymous one quotes nothing of hers."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import cards, explain, lists, runs
from apps.matching.engine.evidence import Code, Source
from apps.matching.engine.weights import Factor
from apps.talents.models import Experience
from tests.factories import make_position, make_talent
from tests.matching.world import ranked

FACTORS = [str(factor) for factor in Factor]
CANARY = "Canarywort"

quotes = st.none() | st.fixed_dictionaries(
    {
        "text": st.just(CANARY),
        "source": st.just(str(Source.FREE_TEXT)),
        "code": st.none(),
        "field": st.just("about"),
        "start": st.just(0),
        "end": st.just(10),
    }
)
rows = st.fixed_dictionaries(
    {
        "factor": st.sampled_from(FACTORS),
        "code": st.sampled_from([str(code) for code in Code]),
        "strength": st.floats(0, 1) | st.just(0.0),
        "posting": quotes,
        "talent": quotes,
    }
)
points = st.dictionaries(st.sampled_from(FACTORS), st.integers(0, 40_000))


@given(points, st.lists(rows, max_size=12), st.booleans())
def test_points_of_reasons_add_up_to_the_score(points, evidence, anonymous):
    found = explain.reasons(points, evidence, anonymous=anonymous)
    by_factor = {factor: sum(r.points for r in found if r.factor == factor) for factor in points}
    assert by_factor == points
    assert all(reason.points >= 0 for reason in found)


@given(points, st.lists(rows, max_size=12))
def test_an_anonymous_reason_holds_none_of_her_words(points, evidence):
    found = explain.reasons(points, evidence, anonymous=True)
    assert [reason for reason in found if reason.talent_text] == []
    told = explain.reasons(points, evidence, anonymous=False)
    assert [r.posting_text for r in found] == [r.posting_text for r in told]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Nothing told in the profile answers this line of the posting"),
        ("zh-hans", "资料中没有内容能回应招聘需求的这一条"),
        ("zh-hant", "資料中沒有內容能回應招聘需求的這一項"),
    ],
)
def test_an_unanswered_line_speaks_against_without_points_and_quotes_the_posting(language, label):
    line = {"text": "Zemax daily.", "source": "free_text", "code": None, "field": "requirements", "start": 0, "end": 12}
    her = line | {"text": CANARY, "field": "about"}
    evidence = [
        {
            "factor": "text",
            "code": "line_missing",
            "strength": 0.0,
            "posting": line | {"marks": [[0, 5]]},
            "talent": None,
        },
        {"factor": "text", "code": "words_match", "strength": 0.4, "posting": line, "talent": her},
    ]
    with translation.override(language):
        last = explain.reasons({"text": 900}, evidence, anonymous=True)[-1]
        assert (last.code, last.label, last.points, last.against) == ("line_missing", label, 0, True)
    assert last.posting_parts() == [("Zemax", True), (" daily.", False)]
    alone = explain.reasons({"text": 0}, evidence[:1], anonymous=True)
    assert [(reason.code, reason.points) for reason in alone] == [("line_missing", 0)]


@given(points, st.dictionaries(st.sampled_from(FACTORS), st.none() | st.floats(0, 1)))
def test_bars_add_up_to_the_score_too(points, values):
    found = explain.bars(points, values, dict.fromkeys(FACTORS, 40_000))
    assert sum(bar.points for bar in found) == sum(points.values())
    assert {bar.factor for bar in found if bar.neutral} == {f for f in points if values.get(f) is None}


def test_every_code_of_the_engine_has_words():
    assert {str(code) for code in Code} <= set(explain.LABELS)
    assert set(FACTORS) == set(explain.FACTOR_LABELS)


def quote(**fields):
    return {"text": "", "source": "vocabulary", "code": None, "field": "", "start": 0, "end": 0, **fields}


@pytest.mark.django_db
def test_the_very_skill_asked_for_is_never_told_as_something_close_to_it():
    asked, same = quote(code="epoxy", field="skills"), quote(code="epoxy", field="skills")
    typed = {"source": "free_text", "text": "盐雾试验"}
    near = {"factor": "skills", "code": "skill_near", "strength": 0.3, "posting": asked, "talent": same}
    pairs = [
        near,
        near | {"posting": asked | typed, "talent": same | typed},
        near | {"talent": quote(code="paint", field="skills")},
    ]
    with translation.override("en"):
        labels = [reason.label for row in pairs for reason in explain.reasons({"skills": 900}, [row], anonymous=False)]
    in_part = "Names a skill asked for, and what is told of her work bears it out in part"
    assert labels == [in_part, in_part, "Tells of something close to a skill asked for"]


@pytest.mark.django_db
def test_a_code_that_is_not_in_the_vocabulary_may_be_her_own_word(taxonomy):
    assert explain.words("languages", quote(code=CANARY, text="C1"), anonymous=True) == ""
    assert explain.words("languages", quote(code="de", text=CANARY), anonymous=True) == "German"
    assert explain.words("languages", quote(code="de", text="C1"), anonymous=True) == "German C1 advanced"
    assert explain.words("skills", quote(code=CANARY), anonymous=True) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factor", "text", "anonymous", "shown"),
    [
        ("availability", "2026-03-17", True, "2026-03"),
        ("pay", "387654", True, "390000"),
        ("pay", "387654", False, "387654"),
        ("pay", "4000", True, "10000"),
        ("years", "5.0", True, "5"),
    ],
)
def test_figures_on_an_anonymous_card_are_coarse(factor, text, anonymous, shown):
    assert explain.words(factor, quote(source="fact", text=text), anonymous=anonymous) == shown


@pytest.mark.django_db
def test_stored_results_and_cards_keep_both_promises(taxonomy):
    position = make_position(
        title="Coatings Canarywort engineer", skills=("deep_sea_anticorrosion_coating",), years_min=3
    )
    people = [
        make_talent(headline=f"{CANARY} engineer", about=f"Deep-sea anticorrosion coating and {CANARY} {n}", skills=("deep_sea_anticorrosion_coating", CANARY), years=n)
        for n in range(1, 5)
    ]  # fmt: skip
    for person in people:
        told = f"For years I developed deep-sea anticorrosion coating for {CANARY} and tested it in salt spray."
        Experience.objects.create(talent=person, organisation="A yard", title="Chemist", text=told, language="en")
    found = ranked(position, *people)
    assert len(found) == 4
    weights = {str(f): n for f, n in runs.weights().points.items()}
    for row in found:
        for anonymous in (True, False):
            assert sum(r.points for r in explain.reasons(row.points, row.evidence, anonymous=anonymous)) == row.score
        assert sum(bar.points for bar in explain.bars(row.points, row.values, weights)) == row.score
        assert any(CANARY in r.talent_text for r in explain.reasons(row.points, row.evidence, anonymous=False))
    for card in cards.anonymous_cards(lists.entries(position)):
        assert [r for r in card.reasons if CANARY in r.talent_text] == []
        assert CANARY not in str(card.facts)
        assert card.matched_skills == {"deep_sea_anticorrosion_coating"}
