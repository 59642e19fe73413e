"""A CV comes in, a worker reads it, she confirms it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from apps.accounts import consents
from apps.core import files, marks
from apps.core.models import File, Mark
from apps.core.moves import GuardFailed
from apps.talents import proposal, readings, tasks
from apps.talents.models import CvReading, Talent
from tests.factories import make_talent
from tests.talents import cvs
from tests.talents.world import agreed, marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def talent() -> Talent:
    found = make_talent(confirmed=False, name_zh="", family_name="", given_name="", years=None)
    found.education.all().delete()
    found.texts.all().delete()
    consents.give(agreed(found.user), "cv_reading")
    return found


def work(reading: CvReading) -> CvReading:
    """What the worker does when the dispatcher's hint arrives."""
    tasks.read_cv(Mark.objects.get(kind="cv", object_id=reading.pk).pk)
    return CvReading.objects.get(pk=reading.pk)


@pytest.mark.parametrize(("name", "make"), [("cv.pdf", cvs.pdf), ("cv.docx", cvs.word), ("cv.txt", str.encode)])
def test_a_file_is_read_by_the_worker(talent: Talent, name: str, make: object) -> None:
    reading = readings.upload(talent, make(cvs.ENGLISH), name=name, by=talent.user)
    assert (reading.step, reading.file.data_class, reading.file.encrypted) == (CvReading.Step.WAITING, "cv", True)
    done = work(reading)
    assert (done.step, done.problem) == (CvReading.Step.READ, "")
    assert done.facts["contact"]["email"]["value"] == "anna.lindqvist@example.org"
    assert marked(talent) == 1  # her own recommendations


def test_what_was_read_is_stored_encrypted(talent: Talent) -> None:
    done = work(readings.paste(talent, cvs.ENGLISH, by=talent.user))
    raw = (
        CvReading.objects.filter(pk=done.pk)
        .extra(select={"raw": "text || facts_json"})
        .values_list("raw", flat=True)
        .get()
    )
    assert "Lindqvist" not in raw


def test_a_confirmed_profile_is_not_touched_by_a_new_cv(talent: Talent) -> None:
    Talent.objects.filter(pk=talent.pk).update(confirmed_at="2026-01-01T00:00:00Z")
    talent.refresh_from_db()
    work(readings.paste(talent, cvs.ENGLISH, by=talent.user))
    assert marked(talent) == 0
    assert talent.skills.count() == 0


def test_no_reading_without_consent() -> None:
    talent = make_talent()
    with pytest.raises(GuardFailed):
        readings.paste(talent, cvs.ENGLISH, by=talent.user)
    with pytest.raises(GuardFailed):
        readings.upload(talent, b"x" * 100, name="cv.txt", by=talent.user)
    assert not CvReading.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("cv.exe", b"MZ", "kind"), ("cv.pdf", b"not a pdf", "content"), ("cv.pdf", b"", "empty")],
)
def test_a_file_that_cannot_be_a_cv(talent: Talent, name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        readings.upload(talent, content, name=name, by=talent.user)
    assert refused.value.code == code
    assert not File.objects.exists()


def test_sixty_megabytes(talent: Talent) -> None:
    with pytest.raises(ValidationError) as refused:
        readings.upload(talent, b"%PDF-" + bytes(60_000_000), name="cv.pdf", by=talent.user)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("text", ["x" * 1_000_000, "too short", "\x00" * 80])
def test_text_that_cannot_be_a_cv(talent: Talent, text: str) -> None:
    with pytest.raises(ValidationError):
        readings.paste(talent, text, by=talent.user)


@pytest.mark.parametrize(
    ("make", "problem"), [(cvs.scan, "scanned"), (lambda: cvs.pdf("x", password="p"), "encrypted")]
)
def test_a_problem_is_told_in_her_language(talent: Talent, make: object, problem: str) -> None:
    done = work(readings.upload(talent, make(), name="cv.pdf", by=talent.user))
    assert (done.step, done.problem) == (CvReading.Step.FAILED, problem)
    with translation.override("en"):
        assert readings.problem_text(done) == str(readings.PROBLEMS[problem])


def test_every_code_has_words() -> None:
    assert set(readings.PROBLEMS) == {"encrypted", "broken", "scanned", "too_long", "too_large", "empty"}


def test_a_reader_that_crashes_gives_up_after_some_attempts(
    talent: Talent, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.MARK_ATTEMPTS = 1
    monkeypatch.setattr(tasks.reader, "read", lambda *args, **kwargs: 1 / 0)
    done = work(readings.paste(talent, cvs.ENGLISH, by=talent.user))
    assert (done.step, done.problem) == (CvReading.Step.FAILED, "broken")


def test_a_lost_lease_stores_nothing(talent: Talent, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = readings.paste(talent, cvs.ENGLISH, by=talent.user)
    monkeypatch.setattr(tasks.marks, "settle", lambda claim: False)
    assert work(reading).step == CvReading.Step.WAITING


def test_a_newer_cv_replaces_one_that_waits(talent: Talent) -> None:
    first = readings.upload(talent, cvs.pdf(cvs.ENGLISH), name="cv.pdf", by=talent.user)
    path = first.file.path
    readings.paste(talent, cvs.CHINESE, by=talent.user)
    first.refresh_from_db()
    assert (first.step, first.file, File.objects.filter(path=path).exists()) == (CvReading.Step.DISCARDED, None, False)
    assert work(first).step == CvReading.Step.DISCARDED


def test_deleting_a_cv_deletes_its_bytes(talent: Talent) -> None:
    reading = readings.upload(talent, cvs.pdf(cvs.ENGLISH), name="cv.pdf", by=talent.user)
    file = reading.file
    readings.discard(work(reading), by=talent.user)
    with pytest.raises(FileNotFoundError):
        files.read(file)
    assert CvReading.objects.get().facts == {}


def test_the_proposal_fills_what_she_left_open(talent: Talent) -> None:
    talent.family_name, talent.given_name = "Lindqvist-Berg", "Anna"
    talent.paper_count = 9
    talent.save()
    reading = work(readings.paste(talent, cvs.ENGLISH, by=talent.user))
    found = proposal.of(talent, reading)
    assert (found.identity.family_name, found.paper_count) == ("Lindqvist-Berg", 9)  # hers stands
    assert [(row.school, row.degree, row.field_text) for row in found.education] == [
        ("manchester", "doctor", "Chemistry"), ("", "bachelor", "Materials Engineering")]  # fmt: skip
    assert next((row.organisation, row.title) for row in found.experience) == (
        "Northern Paint Ltd",
        "Senior Corrosion Engineer",
    )
    assert [(row.code, row.text) for row in found.skills] == [
        ("corrosion", "Corrosion protection"),
        ("python", "Python"),
        ("", "pull-off tests"),
    ]
    assert [(row.code, row.level) for row in found.languages] == [("en", "native"), ("zh", "B1")]
    assert "patent_count" not in found.doubtful


def test_what_the_reader_is_unsure_of_is_named(talent: Talent) -> None:
    reading = work(readings.paste(talent, cvs.ENGLISH, by=talent.user))
    facts = reading.facts
    facts["name"]["family"]["confidence"] = 0.4
    facts["education"][1]["school"]["confidence"] = 0.4
    reading.facts = facts
    reading.save()
    assert {"family_name", "education-1-school_text"} <= proposal.of(talent, reading).doubtful
    assert "given_name" not in proposal.of(talent, reading).doubtful


def test_only_a_read_cv_can_be_confirmed(talent: Talent) -> None:
    reading = readings.paste(talent, cvs.ENGLISH, by=talent.user)
    with pytest.raises(GuardFailed):
        readings.confirm(reading, by=talent.user)
    readings.confirm(work(reading), by=talent.user)


def test_somebody_waits_so_it_goes_first(talent: Talent) -> None:
    reading = readings.paste(talent, cvs.ENGLISH, by=talent.user)
    assert marks.due("cv", urgent=True) == [Mark.objects.get(kind="cv", object_id=reading.pk).pk]
