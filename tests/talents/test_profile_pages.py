"""The profile's pages: sections, drafts that mark nothing, privacy, consents, claims, own data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts import consents
from apps.accounts.models import Consent, Grant
from apps.talents import claims as lifecycle
from apps.talents import profiles, readings
from apps.talents.models import Claim, CvReading, Talent
from apps.web.talent.editors import EDITORS
from tests.factories import make_consent, make_employer, make_operator, make_organisation, make_position, make_talent
from tests.talents import cvs
from tests.talents.test_quick_path import form_of
from tests.talents.world import agreed, marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def talent(client: Client) -> Talent:
    found = make_talent(user=agreed(), skills=("python",))
    profiles.confirm(found, by=found.user)
    client.force_login(found.user)
    return found


def section(client: Client, code: str, data: dict[str, Any], **more: str) -> Any:
    return client.post(reverse("talent:profile-section", args=[code]), data | more)


def blank(client: Client, code: str) -> dict[str, Any]:
    return form_of(client.get(reverse("talent:profile-section", args=[code])))


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_page_opens(client: Client, talent: Talent, language: str) -> None:
    client.cookies["django_language"] = language
    pages = [reverse(f"talent:{name}") for name in ("profile", "privacy", "consents", "cvs", "claims", "check")]
    pages += [reverse("talent:profile-section", args=[code]) for code in EDITORS]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("code", EDITORS)
def test_saving_what_is_there_changes_nothing(client: Client, talent: Talent, code: str) -> None:
    before = (marked(talent), talent.revision, talent.content_hash)
    assert section(client, code, blank(client, code)).status_code == 302
    talent.refresh_from_db()
    assert (marked(talent), talent.revision, talent.content_hash) == before


CHANGES: dict[str, dict[str, Any]] = {
    "identity": {"name_zh": "李文", "country": "GB"},
    "contact": {"wechat": "li_wen", "channel": "wechat", "time_zone": "Europe/London", "discreet": "on", "private_email": "p@example.net"},
    "texts": {"en-headline": "Paint chemist", "zh-hans-headline": "涂料化学家"},
    "education": {"education-1-degree": "master", "education-1-status": "awarded", "education-1-school_text": "中国海洋大学"},
    "experience": {"experience-0-title": "Engineer", "experience-0-organisation": "Works", "experience-0-start_on": "2019-10"},
    "skills": {"skills": "Python (expert)\n电化学阻抗谱"},
    "languages": {"languages-0-code": "en", "languages-0-level": "native"},
    "wishes": {"salary_expected": "50万", "needs_permit": "yes", "open_to_work": "on", "districts": ["370212"]},
    "projects": {"projects-0-title_en": "Hull paint", "projects-0-stage": "pilot", "projects-0-ip_state": "granted", "projects-0-wants": ["landing"]},
}  # fmt: skip


@pytest.mark.parametrize("code", EDITORS)
def test_a_section_is_saved(client: Client, talent: Talent, code: str) -> None:
    answer = section(client, code, blank(client, code) | CHANGES[code])
    assert answer.status_code == 302, answer.context["forms"]
    talent.refresh_from_db()
    stored = {
        "identity": lambda: (talent.name_zh, talent.country) == ("李文", "GB"),
        "contact": lambda: (
            (talent.wechat, talent.user.discreet, talent.user.time_zone) == ("li_wen", True, "Europe/London")
        ),
        "texts": lambda: (
            set(talent.texts.values_list("headline", "is_original")) == {("Paint chemist", True), ("涂料化学家", False)}
        ),
        "education": lambda: (
            set(talent.education.values_list("degree", "school")) == {("doctor", ""), ("master", "ouc")}
        ),
        "experience": lambda: str(talent.experience.get().start_on) == "2019-10-01",
        "skills": lambda: list(talent.skills.values_list("code", "level")) == [("python", 4), ("eis", None)],
        "languages": lambda: talent.languages == [{"code": "en", "level": "native"}],
        "wishes": lambda: (
            (talent.salary_expected, talent.needs_permit, talent.districts) == (500_000, True, ["370212"])
        ),
        "projects": lambda: talent.projects.get().wants == ["landing"],
    }
    assert stored[code]()


@pytest.mark.parametrize("code", EDITORS)
def test_autosave_keeps_the_words_and_marks_nothing(client: Client, talent: Talent, code: str) -> None:
    before = (marked(talent), Talent.objects.filter(pk=talent.pk).values().get())
    data = blank(client, code) | CHANGES[code]
    saved = client.post(reverse("talent:profile-draft", args=[code]), data)
    assert saved.status_code == 200
    assert (marked(talent), Talent.objects.filter(pk=talent.pk).values().get()) == before
    page = client.get(reverse("talent:profile-section", args=[code]))
    assert page.context["draft_at"] is not None
    again = form_of(page)
    assert {name: again.get(name) for name in CHANGES[code]} == CHANGES[code]
    section(client, code, again)
    assert talent.drafts.count() == 0


def test_a_draft_is_encrypted_and_can_be_thrown_away(client: Client, talent: Talent) -> None:
    client.post(reverse("talent:profile-draft", args=["identity"]), {"family_name": "Secretname"})
    raw = talent.drafts.extra(select={"raw": "data || ''"}).values_list("raw", flat=True).get()
    assert "Secretname" not in raw
    client.post(reverse("talent:profile-draft-discard", args=["identity"]))
    assert talent.drafts.count() == 0


def test_a_draft_too_long_is_refused(client: Client, talent: Talent) -> None:
    answer = client.post(reverse("talent:profile-draft", args=["texts"]), {"en-about": "x" * 1_000_000})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("code", "data", "field"),
    [
        ("education", {"education-0-start_on": "2021-01", "education-0-end_on": "2020-01"}, "end_on"),
        ("experience", {"experience-0-title": "x", "experience-0-organisation": ""}, "organisation"),
    ],
)
def test_a_fault_stands_at_its_field(
    client: Client, talent: Talent, code: str, data: dict[str, str], field: str
) -> None:
    before = marked(talent)
    answer = section(client, code, blank(client, code) | data)
    assert answer.status_code == 422
    assert [set(form.errors) for form in answer.context["rows"] if form.errors] == [{field}]
    assert marked(talent) == before


def test_an_unknown_section_is_no_page(client: Client, talent: Talent) -> None:
    assert client.get("/talent/profile/nothing/").status_code == 404
    assert client.post("/talent/profile/nothing/draft/").status_code == 404


def test_a_row_can_be_removed(client: Client, talent: Talent) -> None:
    section(client, "education", blank(client, "education") | {"education-0-DELETE": "on"})
    assert talent.education.count() == 0


# ---------------------------------------------------------------- privacy
def test_hiding_from_an_employer_and_its_parent(client: Client, talent: Talent) -> None:
    parent = make_organisation(name_zh="母公司")
    child = make_organisation(name_zh="子公司", parent=parent)
    found = client.get(reverse("talent:organisations"), {"q": "子公"})
    assert [row.pk for row in found.context["rows"]] == [child.pk]
    before = marked(talent)
    client.post(reverse("talent:block"), {"organisation": child.public_id})
    assert set(talent.blocked.values_list("organisation", flat=True)) == {child.pk, parent.pk}
    assert marked(talent) == before + 1
    client.post(reverse("talent:unblock"), {"organisation": parent.public_id})
    assert list(talent.blocked.values_list("organisation", flat=True)) == [child.pk]


def test_hiding_from_a_domain(client: Client, talent: Talent) -> None:
    client.post(reverse("talent:block"), {"domain": "@Example.com"})
    client.post(reverse("talent:block"), {"domain": "no domain"})
    assert list(talent.blocked.values_list("domain", flat=True)) == ["example.com"]
    client.post(reverse("talent:unblock"), {"domain": "example.com"})
    assert talent.blocked.count() == 0


def test_the_ranking_switch_is_a_consent(client: Client, talent: Talent) -> None:
    client.post(reverse("talent:ranking-switch"), {"ranking": "on"})
    assert consents.agreed(talent.user, "ranking") is True
    before = marked(talent)
    client.post(reverse("talent:ranking-switch"), {"ranking": "off"})
    talent.refresh_from_db()
    assert (consents.agreed(talent.user, "ranking"), talent.automated_ranking) == (False, False)
    assert marked(talent) == before + 1


def test_visibility(client: Client, talent: Talent) -> None:
    client.post(reverse("talent:privacy"), {"visibility": "recommendations"})
    assert Talent.objects.get(pk=talent.pk).visibility == "recommendations"
    assert client.post(reverse("talent:privacy"), {"visibility": "everybody"}).status_code == 422


# ---------------------------------------------------------------- consents
def test_withdrawing_ranking_switches_it_off(client: Client, talent: Talent) -> None:
    profiles.set_ranking(talent, on=True, by=talent.user)
    consent = Consent.objects.get(user=talent.user, purpose="ranking")
    client.post(reverse("talent:consent-withdraw", args=[consent.public_id]))
    talent.refresh_from_db()
    assert (talent.automated_ranking, Consent.objects.get(pk=consent.pk).withdrawn_at is None) == (False, False)


def test_withdrawing_cv_reading_stops_what_is_under_way(client: Client, talent: Talent) -> None:
    consent = consents.give(talent.user, "cv_reading")
    readings.paste(talent, cvs.ENGLISH, by=talent.user)
    client.post(reverse("talent:consent-withdraw", args=[consent.public_id]))
    assert CvReading.objects.get().step == CvReading.Step.DISCARDED


def test_withdrawing_what_an_employer_may_see_ends_application_and_grant(client: Client, talent: Talent) -> None:
    from apps.applications import lifecycle as applications

    position = make_position(make_employer())
    application = applications.start(talent, position, by=talent.user)
    applications.submit(application, by=talent.user)
    assert Grant.objects.live().count() == 1
    consent = Consent.objects.get(user=talent.user, purpose="share_application")
    client.post(reverse("talent:consent-withdraw", args=[consent.public_id]))
    application.refresh_from_db()
    assert (application.state, Grant.objects.live().count()) == ("withdrawn", 0)


def test_nobody_withdraws_for_another(client: Client, talent: Talent) -> None:
    other = make_consent(make_talent().user, "ranking")
    assert client.post(reverse("talent:consent-withdraw", args=[other.public_id])).status_code == 404


def test_who_saw_what(client: Client, talent: Talent) -> None:
    employer = make_employer()
    consents.log_access(talent.user, viewer=employer.owner, organisation=employer.organisation, what="profile")
    page = client.get(reverse("talent:consents"))
    assert [(row["entry"].organisation, str(row["what"])) for row in page.context["seen"]] == [
        (employer.organisation, "your profile")
    ]


def test_own_data_is_complete(client: Client, talent: Talent) -> None:
    consents.give(talent.user, "cv_reading")
    readings.paste(talent, cvs.ENGLISH, by=talent.user)
    answer = client.get(reverse("account:own-data"))
    data = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert data["account"]["email"] == talent.user.email
    assert data["profile"]["family_name"] == talent.family_name
    assert data["profile"]["education"][0]["school_text"] == "Planted School"
    assert [row["purpose"] for row in data["consents"]] == ["cv_reading"]
    assert data["cvs"][0]["text"].startswith("Anna Lindqvist")
    of_the_account = {"account", "acts_for", "consents", "opened_to", "seen_by", "invited_to"}
    of_meetings = {"events", "one_to_one"}
    of_calls = {"objections", "proposals", "reviews", "contracts", "contests"}
    of_the_talent = {"profile", "claims", "cvs", "timeline", "placed_by_people", "applications"}
    assert set(data) == of_the_account | of_calls | of_meetings | of_the_talent


def test_closing_is_asked_for_on_its_own_page(client: Client, talent: Talent) -> None:
    assert reverse("account:close") in client.get(reverse("talent:consents")).content.decode()


# ---------------------------------------------------------------- claims
def test_a_claim_from_paper_to_appeal(client: Client, talent: Talent) -> None:
    submit = reverse("talent:claim-submit", args=["degree"])
    client.post(submit, {"degree-note": ""})
    assert Claim.objects.filter(state="submitted").count() == 0
    client.post(submit, {"degree-note": "CSCSE 2020-1"})
    claim = Claim.objects.get(kind="degree")
    operator = make_operator()
    lifecycle.take_up(claim, by=operator)
    lifecycle.fail(claim, by=operator, reason="not legible")
    page = client.get(reverse("talent:claims")).content.decode()
    assert "not legible" in page
    client.post(reverse("talent:claim-appeal", args=[claim.public_id]), {"reason": "a better copy is attached"})
    claim.refresh_from_db()
    assert claim.state == "appealed"
    assert client.post(reverse("talent:claim-submit", args=["nonsense"])).status_code == 404
