"""Every way to change what ranking reads leaves a mark, and what it does not read leaves none."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.challenges import content as calls
from apps.challenges import drafts as call_drafts
from apps.challenges import lifecycle as challenges
from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.models import Mark
from apps.employers import lifecycle as employers
from apps.positions import content, drafts
from apps.positions import lifecycle as positions
from apps.talents import duplicates, profiles, readings
from apps.talents.models import DuplicateProposal
from apps.talents.sections import Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.taxonomy import epochs
from tests.challenges.content import make_challenge, with_key
from tests.factories import (
    make_consent,
    make_employer,
    make_notice,
    make_operator,
    make_organisation,
    make_position,
    make_talent,
)
from tests.matching.world import encode, is_open, rank

pytestmark = pytest.mark.django_db


def marked(kind):
    return set(Mark.objects.filter(kind=kind).values_list("object_id", flat=True))


SECTIONS = {
    "texts": lambda t: profiles.save_texts(t, [Text("en", about="New words.")], by=t.user),
    "education": lambda t: profiles.save_education(t, [Degree(degree="master", school_text="Elsewhere")], by=t.user),
    "experience": lambda t: profiles.save_experience(t, [Job(organisation="Works", title="Welder")], by=t.user),
    "skills": lambda t: profiles.save_skills(t, [SkillRow(text="welding", level=3)], by=t.user),
    "languages": lambda t: profiles.save_languages(t, [LanguageRow("de", "C1")], by=t.user),
    "projects": lambda t: profiles.save_projects(t, [Project(title_en="A primer")], by=t.user),
    "wishes": lambda t: profiles.save_wishes(t, Wishes(salary_expected=450_000), by=t.user),
    "availability": lambda t: profiles.save_wishes(
        t, Wishes(available_on=timezone.localdate() + timedelta(60)), by=t.user
    ),
    "not_open": lambda t: profiles.save_wishes(t, Wishes(open_to_work=False), by=t.user),
    "visibility": lambda t: profiles.save_visibility(t, "recommendations", by=t.user),
    "opt_out": lambda t: profiles.set_ranking(t, on=False, by=t.user),
    "blocked": lambda t: profiles.save_blocked(t, [make_organisation()], ["works.example"], by=t.user),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_saving_a_section_of_the_profile(taxonomy, section):
    make_notice("ranking")
    talent = make_talent(salary_expected=300_000)
    profiles.save_identity(talent, Identity(family_name="Planted"), by=talent.user)  # content known from here on
    Mark.objects.all().delete()
    revision = talent.revision
    SECTIONS[section](talent)
    talent.refresh_from_db()
    assert marked("talent") == {talent.pk}
    assert talent.revision == revision + 1
    Mark.objects.all().delete()
    SECTIONS[section](talent) if section != "opt_out" else None
    if section != "blocked":  # another organisation is another block
        assert marked("talent") == set()


def test_her_name_is_no_input(taxonomy):
    talent = make_talent()
    profiles.save_identity(talent, Identity(family_name="First"), by=talent.user)
    Mark.objects.all().delete()
    profiles.save_identity(talent, Identity(family_name="Second"), by=talent.user)
    assert marked("talent") == set()


def test_confirming(taxonomy):
    talent = make_talent(confirmed=False)
    profiles.confirm(talent, by=talent.user)
    assert marked("talent") == {talent.pk}


def test_a_pasted_cv():
    talent = make_talent(confirmed=False)
    make_consent(talent.user, "cv_reading")
    reading = readings.paste(talent, "Coatings engineer. " * 20, by=talent.user)
    assert marked("cv") == {reading.pk}


def test_two_profiles_found_to_be_one():
    keep, other = make_talent(), make_talent()
    first, second = sorted((keep.pk, other.pk))
    proposal = DuplicateProposal.objects.create(first_id=first, second_id=second, grounds=["email"])
    duplicates.decide_same(proposal, keep=keep, by=make_operator())
    assert marked("talent") == {keep.pk, other.pk}


STEPS = {
    "pause": ("published", lambda p, by: positions.pause(p, by=by)),
    "resume": ("paused", lambda p, by: positions.resume(p, by=by)),
    "fill": ("published", lambda p, by: positions.fill(p, by=by)),
    "close": ("published", lambda p, by: positions.close(p, by=by)),
    "expire": ("published", lambda p, by: positions.expire(p)),
    "take_down": ("published", lambda p, by: positions.take_down(p, by=by, reason="a complaint")),
    "reinstate": ("taken_down", lambda p, by: positions.reinstate(p, by=by)),
    "publish": ("pending", lambda p, by: positions.publish(p, by=by)),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_a_position(name):
    state, step = STEPS[name]
    position = make_position(state=state)
    step(position, make_operator())
    assert marked("position") == {position.pk}
    assert Mark.objects.get(kind="position").urgent is (name == "publish")


def test_a_draft_marks_nothing_until_it_is_in_force(taxonomy):
    position = make_position()
    owner = position.employer.organisation.memberships.get().user
    text = content.read(position.current)
    for words in ("环氧底漆。", "聚氨酯面漆。"):
        changed = [content.TextContent("zh-hans", "深海装备防腐涂层研发工程师", description=words)]
        drafts.save(
            position, position.employer, content.PositionContent(**{**vars(text), "texts": tuple(changed)}), by=owner
        )
    position.refresh_from_db()
    assert marked("position") == set()
    positions.submit(position, by=owner)
    assert marked("position") == set()
    position.refresh_from_db()
    positions.publish(position, by=make_operator())
    assert marked("position") == {position.pk}


def test_an_employer_that_is_suspended(taxonomy):
    employer = make_employer()
    live = [make_position(employer) for _ in range(3)]
    make_position(employer, state="draft")
    employers.suspend(employer, by=make_operator(), reason="a complaint")
    assert marked("position") == {position.pk for position in live}


@pytest.mark.parametrize("ranking", [True, False])
def test_a_vocabulary_that_changed(ranking):
    position = make_position()
    rank(position)
    before = marks.epoch("taxonomy")
    epochs.announce(ranking=ranking)
    assert (marks.epoch("taxonomy") > before) is ranking


def test_a_closed_account():
    talent, position = make_talent(), make_position()
    encode(talent)
    assert is_open("position", position.pk)


CALL_STEPS = {
    "publish": ("approved", lambda c, by: challenges.publish(c, by=by, no_state_secret=True)),
    "close": ("published", lambda c, by: challenges.close(c)),
    "cancel": ("published", lambda c, by: challenges.cancel(c, by=by, reason="a reason")),
}


@pytest.mark.parametrize("name", CALL_STEPS)
def test_a_step_of_a_call(taxonomy, name):
    state, step = CALL_STEPS[name]
    challenge = make_challenge(state=state)
    if name == "publish":
        with_key(challenge)
    if name == "close":
        Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
    step(challenge, make_operator())
    assert marked("challenge") == {challenge.pk}
    assert Mark.objects.get(kind="challenge").urgent is (name == "publish")


def test_a_call_marks_nothing_until_its_text_is_in_force(taxonomy):
    challenge = make_challenge(state="published")
    owner = challenge.employer.organisation.memberships.get().user
    richer = dataclasses.replace(calls.read(challenge.current), bounty=3_000_000)
    call_drafts.save(challenge, richer, by=owner)
    assert marked("challenge") == set()
    challenges.amend(challenge, by=make_operator(), note="more money")
    assert marked("challenge") == {challenge.pk}
    draft = make_challenge(state="draft")
    challenges.cancel(draft, by=owner, reason="no longer needed")
    assert marked("challenge") == {challenge.pk}


def test_an_employer_that_is_suspended_has_its_open_calls_marked(taxonomy):
    employer = make_employer()
    live = make_challenge(state="published", employer=employer)
    make_challenge(state="draft", employer=employer)
    employers.suspend(employer, by=make_operator(), reason="a complaint")
    assert marked("challenge") == {live.pk}
