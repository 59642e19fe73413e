"""Saving a profile: what is stored, what is refused, and which changes ask for a new ranking."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from apps.accounts import consents
from apps.accounts.models import Consent
from apps.core.moves import GuardFailed
from apps.talents import claims, profiles
from apps.talents.models import Claim, Talent
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.talents.states import ClaimState
from tests.factories import make_operator, make_organisation, make_talent
from tests.talents.world import agreed, marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def talent() -> Talent:
    """Confirmed, with its content hash in place and no mark."""
    found = make_talent()
    agreed(found.user)
    profiles.confirm(found, by=found.user)
    found.refresh_from_db()
    return found


RANKED = {
    "texts": lambda t: profiles.save_texts(t, [Text("en", headline="New line")], by=t.user),
    "education": lambda t: profiles.save_education(t, [Degree("Ocean University of China", "master")], by=t.user),
    "experience": lambda t: profiles.save_experience(
        t, [Job("Works", "Engineer", start_on=date(2020, 1, 1))], by=t.user
    ),
    "skills": lambda t: profiles.save_skills(t, [SkillRow("Python")], by=t.user),
    "languages": lambda t: profiles.save_languages(t, [LanguageRow("en", "B1")], by=t.user),
    "wishes": lambda t: profiles.save_wishes(t, Wishes(salary_expected=300_000), by=t.user),
    "projects": lambda t: profiles.save_projects(t, [Project(title_en="A paint")], by=t.user),
    "visibility": lambda t: profiles.save_visibility(t, "recommendations", by=t.user),
    "ranking": lambda t: profiles.set_ranking(t, on=False, by=t.user),
    "blocked": lambda t: profiles.save_blocked(t, [make_organisation()], ["example.com"], by=t.user),
}
UNRANKED = {
    "identity": lambda t: profiles.save_identity(t, Identity("李文", "Li", "Wen", "GB"), by=t.user),
    "contact": lambda t: profiles.save_contact(t, Contact(wechat="li_wen", channel="wechat"), by=t.user),
}


@pytest.mark.parametrize("section", RANKED)
def test_a_change_that_ranking_reads_marks_her_once(talent: Talent, section: str) -> None:
    before, revision = marked(talent), talent.revision
    RANKED[section](talent)
    assert (marked(talent), talent.revision) == (before + 1, revision + 1)
    RANKED[section](talent) if section != "blocked" else None
    assert (marked(talent), talent.revision) == (before + 1, revision + 1)


@pytest.mark.parametrize("section", UNRANKED)
def test_a_change_that_ranking_does_not_read_marks_nothing(talent: Talent, section: str) -> None:
    before, revision = marked(talent), talent.revision
    UNRANKED[section](talent)
    assert (marked(talent), talent.revision) == (before, revision)


def test_an_unconfirmed_profile_is_marked_but_nobody_ranks_it() -> None:
    talent = make_talent(confirmed=False)
    profiles.save_skills(talent, [SkillRow("Python")], by=talent.user)
    assert marked(talent) == 1
    assert not Talent.objects.rankable().exists()


def test_confirming_makes_her_rankable_once() -> None:
    talent = make_talent(confirmed=False)
    profiles.confirm(talent, by=talent.user)
    first = talent.confirmed_at
    assert Talent.objects.rankable().get() == talent
    gen = marked(talent)
    profiles.confirm(talent, by=talent.user)
    assert (talent.confirmed_at, marked(talent)) == (first, gen)


def test_an_empty_profile_cannot_be_confirmed() -> None:
    talent = profiles.create(agreed(), by=agreed())
    assert profiles.missing(talent) == ["name", "background"]
    with pytest.raises(GuardFailed):
        profiles.confirm(talent, by=talent.user)


def test_a_new_profile_waits_for_the_consent_to_ranking() -> None:
    talent = profiles.create(user := agreed(), by=user)
    assert talent.automated_ranking is False
    profiles.set_ranking(talent, on=True, by=user)
    assert consents.agreed(user, "ranking") is True
    profiles.set_ranking(talent, on=True, by=user)
    assert Consent.objects.filter(user=user, purpose="ranking").count() == 1
    profiles.set_ranking(talent, on=False, by=user)
    assert (consents.agreed(user, "ranking"), talent.automated_ranking) == (False, False)


def test_codes_are_found_from_words(talent: Talent) -> None:
    row = Degree(
        "Department of Materials, The University of Manchester, UK", "doctor", field_text="Materials Engineering"
    )
    profiles.save_education(talent, [row], by=talent.user)
    stored = talent.education.get()
    assert (stored.school, stored.country, stored.discipline) == ("manchester", "GB", "materials")


def test_skills_are_linked_and_named_once(talent: Talent) -> None:
    rows = [SkillRow("python", level=2), SkillRow("Python", level=4), SkillRow("slime spectroscopy")]
    profiles.save_skills(talent, rows, by=talent.user)
    found = list(talent.skills.values_list("code", "text", "level"))
    assert found == [("python", "python", 4), ("", "slime spectroscopy", None)]


def test_years_are_counted_until_she_types_them(talent: Talent) -> None:
    posts = [Job("A", "Engineer", start_on=date(2010, 1, 1), end_on=date(2014, 12, 1)),
             Job("B", "Engineer", start_on=date(2014, 1, 1), end_on=date(2015, 12, 1))]  # fmt: skip
    profiles.save_wishes(talent, Wishes(), by=talent.user)
    profiles.save_experience(talent, posts, by=talent.user)
    assert talent.years == 6  # overlapping months count once
    profiles.save_wishes(talent, Wishes(years=3), by=talent.user)
    profiles.save_experience(talent, posts[:1], by=talent.user)
    assert talent.years == 3


def test_what_was_verified_lapses_when_changed(talent: Talent) -> None:
    operator = make_operator()
    claim = claims.declare(talent, Claim.Kind.DEGREE)
    claims.submit(claim, by=talent.user, note="CSCSE 2020-1")
    claims.take_up(claim, by=operator)
    claims.verify(claim, by=operator)
    profiles.save_skills(talent, [SkillRow("Python")], by=talent.user)
    claim.refresh_from_db()
    assert claim.state == ClaimState.VERIFIED
    profiles.save_education(talent, [Degree("Ocean University of China", "doctor")], by=talent.user)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == (ClaimState.SELF_DECLARED, None)


def test_one_original_text(talent: Talent) -> None:
    texts = [Text("en", headline="Coatings"), Text("zh-hans", headline="涂层", is_original=False), Text("zh-hant")]
    profiles.save_texts(talent, texts, by=talent.user)
    assert list(talent.texts.order_by("language").values_list("language", "is_original")) == [
        ("en", True),
        ("zh-hans", False),
    ]


def test_a_project_keeps_its_id(talent: Talent) -> None:
    profiles.save_projects(talent, [Project(title_en="Paint"), Project(title_en="Primer")], by=talent.user)
    first = talent.projects.get(title_en="Paint")
    profiles.save_projects(talent, [Project(title_en="Better paint", id=first.public_id)], by=talent.user)
    assert list(talent.projects.values_list("public_id", "title_en")) == [(first.public_id, "Better paint")]


BAD = {
    "unknown degree": lambda t: profiles.save_education(t, [Degree("X", "wizard")], by=t.user),
    "end before start": lambda t: profiles.save_education(t, [Degree("X", "doctor", start_on=date(2020, 1, 1), end_on=date(2019, 1, 1))], by=t.user),
    "awarded in the future": lambda t: profiles.save_education(t, [Degree("X", "doctor", end_on=date(2034, 1, 1))], by=t.user),
    "too long": lambda t: profiles.save_texts(t, [Text("en", about="x" * 1_000_000)], by=t.user),
    "level 9": lambda t: profiles.save_skills(t, [SkillRow("Python", level=9)], by=t.user),
    "unknown language": lambda t: profiles.save_languages(t, [LanguageRow("xx")], by=t.user),
    "negative pay": lambda t: profiles.save_wishes(t, Wishes(salary_expected=-1), by=t.user),
    "unknown chain": lambda t: profiles.save_wishes(t, Wishes(chains=("nope",)), by=t.user),
    "no domain": lambda t: profiles.save_blocked(t, [], ["not a domain"], by=t.user),
    "Han in a Latin name": lambda t: profiles.save_identity(t, Identity(family_name="王"), by=t.user),
    "no title": lambda t: profiles.save_experience(t, [Job("Works", "")], by=t.user),
    "unknown visibility": lambda t: profiles.save_visibility(t, "everybody", by=t.user),
    "sixty-one posts": lambda t: profiles.save_experience(t, [Job("W", "E")] * 61, by=t.user),
    "wechat preferred, none given": lambda t: profiles.save_contact(t, Contact(channel="wechat"), by=t.user),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_refused_whole(talent: Talent, fault: str) -> None:
    before, hashed = marked(talent), talent.content_hash
    with pytest.raises(ValidationError):
        BAD[fault](talent)
    assert (marked(talent), Talent.objects.get(pk=talent.pk).content_hash) == (before, hashed)


def test_the_row_is_named(talent: Talent) -> None:
    with pytest.raises(ValidationError) as refused:
        profiles.save_education(talent, [Degree("A", "doctor"), Degree("B", "wizard")], by=talent.user)
    assert refused.value.message_dict == {"education": ["Row 2: Choose one of the list."]}


def test_nul_and_surrogates_are_mended(talent: Talent) -> None:
    profiles.save_identity(talent, Identity(family_name="L\x00i\ud800", given_name="Wen"), by=talent.user)
    assert talent.family_name == "L i\ufffd"


@pytest.mark.parametrize(
    ("written", "domain"),
    [("@Example.com", "example.com"), ("hr@mail.example.org", "mail.example.org"), ("https://www.example.com/jobs", "example.com")],
)  # fmt: skip
def test_domains_as_people_write_them(talent: Talent, written: str, domain: str) -> None:
    profiles.save_blocked(talent, [], [written], by=talent.user)
    assert talent.blocked.get().domain == domain
