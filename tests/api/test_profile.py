"""A talent's own profile and CV over REST."""

import pytest

from apps.accounts.models import Consent, Membership
from apps.api.v1.profile import UploadThrottle
from apps.core.models import Mark
from apps.talents import tasks
from apps.talents.models import CvReading, Talent
from tests.api.work import work
from tests.factories import make_employer, make_notice, make_position, make_talent, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy", "notices")]

WHOLE = {
    "identity": {"name_zh": "李海", "family_name": "Li", "given_name": "Hai", "country": "DE"},
    "contact": {"wechat": "lihai", "whatsapp": "", "channel": "wechat", "time_zone": "Europe/Berlin",
                "discreet": False, "private_email": ""},
    "texts": [{"language": "en", "headline": "Coating scientist", "direction": "corrosion", "about": "I paint ships.",
               "is_original": True}],
    "education": [{"school_text": "RWTH Aachen University", "degree": "doctor", "status": "awarded",
                   "field_text": "Materials", "start_on": "2015-10-01", "end_on": "2019-07-01"}],
    "experience": [{"organisation": "Hafenwerk", "title": "Engineer", "text": "Coatings", "start_on": "2019-08-01"}],
    "skills": [{"text": "Deep-sea anticorrosion coating", "level": 4}],
    "languages": [{"code": "en", "level": "C1"}, {"code": "de", "level": "native"}],
    "projects": [{"title_en": "Quiet hull", "stage": "prototype", "wants": ["partner"]}],
    "wishes": {"chains": ["marine_equip"], "salary_expected": 400000, "needs_permit": True, "kinds": ["rd_engineer"]},
    "visibility": "cards",
    "automated_ranking": True,
    "hidden_from": {"domains": ["example.com"]},
}  # fmt: skip


def test_a_profile_from_nothing_to_found(api):
    user = make_user()
    client = api(user)
    assert client.call("get", "me/profile/").status_code == 404
    made = client.ok("patch", "me/profile/", WHOLE)
    assert (made["missing"], made["confirmed_at"], made["automated_ranking"]) == ([], None, True)
    assert made["skills"][0]["code"] == "deep_sea_anticorrosion_coating"
    assert made["education"][0]["school"] != ""
    assert Consent.objects.filter(user=user, purpose="ranking", withdrawn_at__isnull=True).count() == 1
    assert not Talent.objects.rankable().filter(user=user).exists()
    assert client.ok("post", "me/profile/confirm/")["confirmed_at"]
    assert Talent.objects.rankable().filter(user=user).exists()
    assert client.ok("get", "me/")["talent"] == made["id"]


def test_what_goes_out_can_come_in_again(api):
    client = api(make_user())
    before = client.ok("patch", "me/profile/", WHOLE)
    assert client.ok("get", "me/profile/") == before
    sections = {name: before[name] for name in WHOLE}
    after = client.ok("patch", "me/profile/", sections)
    assert after == before


def test_a_section_that_is_not_named_stays(api):
    client = api(make_user())
    before = client.ok("patch", "me/profile/", WHOLE)
    after = client.ok("patch", "me/profile/", {"identity": {"given_name": "Haiyan"}, "wishes": {"paper_count": 12}})
    assert after["identity"] == {**before["identity"], "given_name": "Haiyan"}
    assert after["wishes"] == {**before["wishes"], "paper_count": 12}
    assert (after["skills"], after["education"]) == (before["skills"], before["education"])


def test_a_fault_in_one_section_stores_none(api):
    client = api(make_talent().user)
    before = client.ok("get", "me/profile/")
    wrong = {"identity": {"family_name": "New"}, "education": [{"degree": "doctor", "school_text": "X", "start_on": "2020-01-01", "end_on": "2019-01-01"}]}  # fmt: skip
    answer = client.call("patch", "me/profile/", wrong)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "education")
    unknown = client.call("patch", "me/profile/", {"hidden_from": {"employers": ["zzzzzzzzzzzz"]}})
    assert (unknown.status_code, unknown.json()["errors"][0]["attr"]) == (400, "hidden_from.employers")
    assert client.ok("get", "me/profile/") == before


def test_hiding_from_an_employer_by_its_id(api):
    employer = make_employer()
    client = api(make_talent().user)
    hidden = client.ok("patch", "me/profile/", {"hidden_from": {"employers": [employer.public_id]}})["hidden_from"]
    assert hidden == {"employers": [employer.public_id], "domains": []}
    kept = client.ok("patch", "me/profile/", {"hidden_from": {"domains": ["example.com"]}})["hidden_from"]
    assert kept == {"employers": [employer.public_id], "domains": ["example.com"]}
    assert client.ok("patch", "me/profile/", {"hidden_from": {"employers": []}})["hidden_from"]["employers"] == []


def test_a_change_marks_her_ranking(api):
    talent = make_talent()
    client = api(talent.user)
    client.ok("patch", "me/profile/", {"texts": [{"language": "en", "headline": "Welding engineer"}]})
    assert Mark.objects.filter(kind="talent", object_id=talent.pk).count() == 1


CV = """Hai Li
Email: hai.li@example.test
Education
2015-10 - 2019-07  Doctor of Engineering, Materials Science, RWTH Aachen University
Experience
2019-08 - present  Coating engineer, Hafenwerk GmbH
Skills: epoxy coatings, electrochemical impedance spectroscopy
"""


def read_cv():
    tasks.read_cv(Mark.objects.get(kind="cv").pk)


def test_a_cv_is_read_only_with_consent(api):
    client = api(make_user())
    assert client.call("get", "me/cv/").status_code == 404
    assert client.call("post", "me/cv/", {"text": CV}).status_code == 409
    assert CvReading.objects.count() == 0
    assert client.ok("post", "me/cv/", {"text": CV, "consent": True})["step"] == "waiting"
    read_cv()
    found = client.ok("get", "me/cv/")
    assert (found["step"], found["proposal"]["identity"]["family_name"]) == ("read", "Li")
    assert [row["degree"] for row in found["proposal"]["education"]] == ["doctor"]
    taken = client.ok("patch", "me/profile/", found["proposal"])
    assert taken["education"][0]["degree"] == "doctor"
    assert client.call("post", "me/cv/confirm/").status_code == 204
    assert client.call("post", "me/cv/confirm/").status_code == 409


def test_file_or_text_not_both_nor_neither(api):
    client = api(make_user())
    answer = client.call("post", "me/cv/", {})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "file")
    short = client.call("post", "me/cv/", {"text": "too short", "consent": True})
    assert (short.status_code, short.json()["errors"][0]["attr"]) == (400, "text")
    assert Consent.objects.filter(purpose="cv_reading").count() == 0


def test_uploads_have_a_limit(api, monkeypatch):
    monkeypatch.setattr(UploadThrottle, "rate", "2/hour")
    client = api(make_user())
    answers = [client.call("post", "me/cv/", {}).status_code for _try in range(3)]
    assert answers == [400, 400, 429]
    assert client.call("get", "me/cv/").status_code == 404


def test_recommendations_with_reasons(api):
    position, talent = make_position(title_en="Coatings engineer"), make_talent()
    client = api(talent.user)
    assert client.ok("get", "me/recommendations/")["state"] == "pending"
    work()
    found = client.ok("get", "me/recommendations/")
    assert (found["state"], found["next"], found["previous"]) == ("finished", None, None)
    (row,) = found["results"]
    assert (row["position"]["id"], row["rank"], row["confirmed"]) == (position.public_id, 1, True)
    assert sum(reason["points"] for reason in row["reasons"]) == row["score"]


def test_who_i_am(api):
    employer = make_employer()
    make_notice("account")
    owner = Membership.objects.get(organisation=employer.organisation).user
    me = api(owner).ok("get", "me/")
    assert [(row["employer"], row["role"]) for row in me["organisations"]] == [(employer.public_id, "owner")]
    assert (me["talent"], me["roles"], me["unread"]) == (None, [], 0)
