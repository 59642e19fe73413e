"""A talent comes by phone, finds positions, applies, is asked, and decides who sees her."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from apps.accounts.models import Consent, Grant
from apps.applications.models import Application
from apps.employers.models import Employer
from apps.matching import interest, release, review
from apps.matching.models import Match
from apps.positions.models import Position
from apps.talents.models import Talent
from tests.journeys import cast, talent
from tests.journeys.door import sign_in, sign_up, tab_to
from tests.journeys.looks import look
from tests.journeys.watch import Window
from tests.journeys.words import Words
from tests.journeys.workers import work
from tests.talents import cvs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "anna@example.test"
PDF = {"name": "cv.pdf", "mimeType": "application/pdf"}


@pytest.fixture
def phone(open_window: Callable[..., Window]) -> Window:
    return open_window(phone=True)


@pytest.mark.parametrize("given", ["file", "words"])
def test_the_quick_path_on_a_phone(phone: Window, say: Words, given: str) -> None:
    page, position = phone.page, cast.published(cast.employer())
    sign_up(phone, say, ADDRESS, talent.PURPOSE)
    look(phone)
    cv: dict[str, Any] = {"file": PDF | {"buffer": cvs.pdf(cvs.ENGLISH)}} if given == "file" else {"text": cvs.CHINESE}
    talent.give_cv(phone, say, **cv)
    look(phone)
    work("cv")
    expect(page.get_by_role("heading", name=say("All correct?"))).to_be_visible()  # the page has noticed by itself
    look(phone)
    talent.confirm_profile(phone, say)
    work("talent")
    title = cast.COATING_EN if phone.language == "en" else cast.COATING
    expect(page.locator("#recommendations").get_by_role("link", name=title)).to_be_visible()
    look(phone)
    person = Talent.objects.get()
    assert (person.user.email, person.confirmed_at is not None, person.automated_ranking) == (ADDRESS, True, True)
    assert person.education.filter(degree="doctor").exists()

    page.get_by_role("link", name=say("Why this position")).click()
    expect(page.get_by_role("heading", name=say("Reasons"), exact=True)).to_be_visible()
    expect(page.locator(".reason").first).to_be_visible()
    look(phone)
    phone.go("/talent/profile/")
    expect(page.get_by_text(say("Automated ranking is on"))).to_be_visible()
    look(phone)
    assert position.applications.count() == 0


def test_she_applies_follows_and_withdraws(phone: Window, say: Words) -> None:
    page, doctor = phone.page, cast.coating_doctor()
    cast.encoded(doctor)
    position = cast.published(cast.employer())
    sign_in(phone, say, doctor.user)
    phone.go(f"/talent/apply/{position.public_id}/")
    look(phone)
    talent.apply(phone, say, position, "I would like to work by the sea.")
    expect(page.locator(".timeline").get_by_role("listitem").first).to_be_visible()
    look(phone)
    application = Application.objects.get()
    assert (application.state, application.letter) == ("submitted", "I would like to work by the sea.")
    assert Grant.objects.filter(person=doctor.user).count() == 1

    phone.go("/talent/applications/")
    look(phone)
    page.get_by_role("table").get_by_role("link").click()
    page.get_by_role("button", name=say("Withdraw"), exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=say("Withdraw"), exact=True).click()
    words = say("Your application has been withdrawn. The employer can no longer see it.")
    expect(page.get_by_text(words)).to_be_visible()
    phone.go("/talent/consents/")
    expect(page.get_by_text(say("No employer sees who you are."))).to_be_visible()
    look(phone)


@pytest.fixture
def asked(site: str) -> tuple[Employer, Position, Talent]:
    """An employer has seen a doctor's anonymous card and is interested."""
    firm, doctor, judge = cast.employer(), cast.coating_doctor(), cast.operator()
    cast.encoded(doctor)
    position = cast.published(firm)
    match = Match.objects.get()
    review.approve(match, by=judge)
    release.release(position, by=judge)
    match.refresh_from_db()
    interest.show(match, by=firm.owner)
    work("outbox")
    return firm, position, doctor


def test_looking_never_consents_and_one_button_does(
    phone: Window, say: Words, asked: tuple[Employer, Position, Talent]
) -> None:
    page, (firm, _position, doctor) = phone.page, asked
    letter = next(message for message in mail.outbox if message.to == [doctor.user.email])
    assert f"{phone.site}/talent/asked/{Match.objects.get().public_id}/" in letter.body
    sign_in(phone, say, doctor.user)
    talent.open_request(phone, say)
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        firm.organisation.name_en if phone.language == "en" else firm.organisation.name_zh
    )
    look(phone)
    page.reload()
    talent.open_request(phone, say)
    assert not Grant.objects.exists()
    assert not Consent.objects.filter(purpose=interest.CONSENT).exists()

    tab_to(page, talent.agree_button(phone, say))
    page.keyboard.press("Enter")
    expect(page.get_by_text(say("The employer can now see your profile."))).to_be_visible()
    look(phone)
    assert Grant.objects.get().organisation == firm.organisation


def test_who_saw_what_and_taking_a_consent_back(
    open_window: Callable[..., Window], say: Words, asked: tuple[Employer, Position, Talent]
) -> None:
    firm, position, doctor = asked
    application = interest.agree(Match.objects.get(), by=doctor.user)
    recruiter, hers = open_window(), open_window(phone=True)
    sign_in(recruiter, say, firm.owner)
    recruiter.go(f"/employer/applications/{application.public_id}/")
    expect(recruiter.page.get_by_role("heading", level=1)).to_be_visible()

    sign_in(hers, say, doctor.user)
    hers.go("/talent/consents/")
    firm_name = firm.organisation.name_en if hers.language == "en" else firm.organisation.name_zh
    expect(hers.page.get_by_role("table")).to_contain_text(firm_name)
    look(hers)
    shared = hers.page.get_by_role("article").filter(has_text=firm_name)
    shared.get_by_role("button", name=say("Withdraw")).click()
    expect(hers.page.get_by_text(say("No employer sees who you are."))).to_be_visible()

    answer = recruiter.page.reload()
    assert answer is not None
    assert answer.status == 404
    recruiter.go(f"/employer/positions/{position.public_id}/pipeline/")
    expect(recruiter.page.get_by_text("Planted")).to_have_count(0)
