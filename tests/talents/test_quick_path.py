"""The quick path: one screen, a CV, one "all correct"."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts import consents
from apps.core.models import Mark
from apps.talents import profiles, tasks
from apps.talents.models import CvReading, Talent
from tests.factories import make_talent, make_user
from tests.talents import cvs
from tests.talents.world import agreed, marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]
SIX = {"name": "王小明 Xiaoming WANG", "degree": "doctor", "discipline": "materials", "skills": "Python (expert), corrosion protection",
       "salary_expected": "35万", "available_on": "2027-03"}  # fmt: skip


@pytest.fixture
def visitor(client: Client) -> Client:
    client.user = agreed(make_user())  # type: ignore[attr-defined]
    client.force_login(client.user)  # type: ignore[attr-defined]
    return client


def start(client: Client, **fields: Any) -> Any:
    return client.post(reverse("talent:start"), fields)


def errors(answer: Any) -> set[str]:
    assert answer.status_code == 422
    return set(answer.context["form"].errors)


def form_of(page: Any) -> dict[str, str]:
    """What a browser would send back from the page untouched."""
    data: dict[str, Any] = {}
    for made in page.context["forms"].values():
        forms = [made.management_form, *made.forms] if hasattr(made, "management_form") else [made]
        for form in forms:
            for bound in form:
                value = (
                    bound.field.prepare_value(bound.value()) if hasattr(bound.field, "prepare_value") else bound.value()
                )
                if isinstance(value, bool):
                    value = "on" if value else None
                if value is not None:
                    data[bound.html_name] = value
    return data


def test_by_hand_to_confirmed(visitor: Client) -> None:
    assert start(visitor, **SIX, agree_ranking="on").url == reverse("talent:check")
    talent = Talent.objects.get()
    assert (talent.confirmed_at, talent.automated_ranking) == (None, True)
    page = visitor.get(reverse("talent:check"))
    done = visitor.post(reverse("talent:check"), form_of(page))
    assert done.url == reverse("talent:home")
    talent.refresh_from_db()
    assert (talent.name_zh, talent.family_name, talent.given_name) == ("王小明", "WANG", "Xiaoming")
    assert (talent.salary_expected, str(talent.available_on), talent.disciplines) == (
        350_000,
        "2027-03-01",
        ["materials"],
    )
    assert list(talent.skills.values_list("code", "level")) == [("python", 4), ("corrosion", None)]
    assert talent.education.get().degree == "doctor"
    assert Talent.objects.rankable().get() == talent


def test_with_a_file(visitor: Client) -> None:
    file = SimpleUploadedFile("cv.pdf", cvs.pdf(cvs.ENGLISH))
    answer = start(visitor, cv=file, agree_cv="on")
    reading = CvReading.objects.get()
    assert answer.url == reverse("talent:reading", args=[reading.public_id])
    assert visitor.get(answer.url).status_code == 200
    progress = reverse("talent:reading-progress", args=[reading.public_id])
    assert "HX-Redirect" not in visitor.get(progress).headers
    tasks.read_cv(Mark.objects.get(kind="cv").pk)
    assert visitor.get(progress).headers["HX-Redirect"] == reverse("talent:check")
    page = visitor.get(reverse("talent:check"))
    assert visitor.post(reverse("talent:check"), form_of(page)).url == reverse("talent:home")
    talent = Talent.objects.get()
    assert (talent.given_name, talent.education.count(), talent.experience.count()) == ("Anna", 2, 2)
    assert talent.texts.get().headline == "Corrosion engineer"
    assert CvReading.objects.get().step == CvReading.Step.CONFIRMED
    assert talent.automated_ranking is False  # she was asked and did not agree
    assert not Talent.objects.rankable().exists()


def test_doubtful_fields_are_highlighted(visitor: Client) -> None:
    start(visitor, text=cvs.ENGLISH, agree_cv="on")
    tasks.read_cv(Mark.objects.get(kind="cv").pk)
    page = visitor.get(reverse("talent:check"))
    doubtful = page.context["doubtful"]
    assert doubtful
    assert page.content.decode().count('class="doubtful"') == len(doubtful)


def test_nothing_is_ticked_beforehand(visitor: Client) -> None:
    page = visitor.get(reverse("talent:start")).content.decode()
    assert page.count('type="checkbox"') == 2
    assert "checked" not in page


def test_a_cv_needs_its_consent_and_nothing_is_stored(visitor: Client) -> None:
    assert errors(start(visitor, text=cvs.ENGLISH)) == {"agree_cv"}
    assert not Talent.objects.exists()


def test_ranking_may_be_refused(visitor: Client) -> None:
    start(visitor, **SIX)
    assert consents.agreed(visitor.user, "ranking") is False  # type: ignore[attr-defined]
    assert consents.agreed(visitor.user, "cv_reading") is False  # type: ignore[attr-defined]


BAD: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"name", "degree", "skills"}),
    ({**SIX, "salary_expected": "a lot"}, {"salary_expected"}),
    ({**SIX, "salary_expected": "-5万"}, {"salary_expected"}),
    ({**SIX, "available_on": "soon"}, {"available_on"}),
    ({**SIX, "degree": "wizard"}, {"degree"}),
    ({**SIX, "name": "a\x00b"}, {"name"}),
    ({**SIX, "name": "x" * 500}, {"name"}),
    ({"text": "x" * 1_000_000, "agree_cv": "on"}, {"text"}),
    ({"text": "short", "agree_cv": "on"}, {"text"}),
    ({"text": "\x00" * 90, "agree_cv": "on"}, {"text"}),
]


@pytest.mark.parametrize(("fields", "where"), BAD)
def test_bad_input_is_told_at_the_field(visitor: Client, fields: dict[str, Any], where: set[str]) -> None:
    assert errors(start(visitor, **fields)) == where
    assert not Talent.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("cv.exe", b"MZ"), ("cv.pdf", b"hello"), ("cv.docx", b"%PDF-")])
def test_a_file_of_the_wrong_kind(visitor: Client, name: str, content: bytes) -> None:
    assert errors(start(visitor, cv=SimpleUploadedFile(name, content), agree_cv="on")) == {"cv"}


def test_a_lone_surrogate_in_the_text(visitor: Client) -> None:
    body = f"agree_cv=on&text={'A coating engineer with ten years of work. ' * 3}%ED%A0%80"
    answer = visitor.post(reverse("talent:start"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302


def test_a_file_that_cannot_be_read_leads_on(visitor: Client) -> None:
    start(visitor, cv=SimpleUploadedFile("cv.pdf", cvs.scan()), agree_cv="on")
    tasks.read_cv(Mark.objects.get(kind="cv").pk)
    page = visitor.get(reverse("talent:reading", args=[CvReading.objects.get().public_id])).content.decode()
    assert "pictures of pages" in page
    assert reverse("talent:check") in page


def test_a_cv_that_the_workers_gave_up_does_not_wait_for_ever(visitor: Client) -> None:
    start(visitor, text=cvs.ENGLISH, agree_cv="on")
    Mark.objects.filter(kind="cv").update(parked_at="2026-01-01T00:00:00Z")
    reading = CvReading.objects.get()
    assert "damaged" in visitor.get(reverse("talent:reading", args=[reading.public_id])).content.decode()


def test_a_refused_check_stores_nothing(visitor: Client) -> None:
    start(visitor, **SIX)
    data = form_of(visitor.get(reverse("talent:check"))) | {"family_name": "王", "skills": "Fortran"}
    answer = visitor.post(reverse("talent:check"), data)
    assert answer.status_code == 422
    assert set(answer.context["forms"]["identity"].errors) == {"family_name"}
    talent = Talent.objects.get()
    assert (talent.confirmed_at, talent.skills.count()) == (None, 2)


def test_strangers_see_nothing(visitor: Client) -> None:
    other = make_talent(confirmed=False)
    profiles.create(visitor.user, by=visitor.user)  # type: ignore[attr-defined]
    reading = CvReading.objects.create(talent=other, text=cvs.ENGLISH)
    for name in ("reading", "reading-progress"):
        assert visitor.get(reverse(f"talent:{name}", args=[reading.public_id])).status_code == 404
    visitor.logout()
    for name in ("start", "check", "profile", "privacy", "consents", "cvs", "claims"):
        answer = visitor.get(reverse(f"talent:{name}"))
        assert (answer.status_code, "/accounts/login/" in answer.url) == (302, True)


def test_who_is_confirmed_goes_to_her_profile(client: Client) -> None:
    talent = make_talent(user=agreed())
    client.force_login(talent.user)
    assert client.get(reverse("talent:start")).url == reverse("talent:profile")


def test_a_new_cv_of_a_confirmed_profile_changes_it_only_when_she_says_so(client: Client) -> None:
    talent = make_talent(user=agreed())
    profiles.confirm(talent, by=talent.user)
    client.force_login(talent.user)
    client.post(reverse("talent:cvs"), {"text": cvs.ENGLISH, "agree_cv": "on"})
    before = marked(talent)
    tasks.read_cv(Mark.objects.get(kind="cv").pk)
    assert (marked(talent), talent.experience.count()) == (before, 0)
    page = client.get(reverse("talent:check"))
    assert client.post(reverse("talent:check"), form_of(page)).url == reverse("talent:home")
    assert (marked(talent) > before, talent.experience.count()) == (True, 2)
