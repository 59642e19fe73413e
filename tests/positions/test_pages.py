"""Writing positions on one page, and leading them through their life."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.positions import content, drafts, lifecycle
from apps.positions.dates import today
from apps.positions.models import Position
from tests.factories import make_employer, make_member, make_operator, make_position
from tests.positions.contents import make_content

pytestmark = pytest.mark.usefixtures("taxonomy")
NEW = "/employer/positions/new/"
GOOD = {
    "title": "深海装备防腐涂层研发工程师", "pay": "28-48万", "degree_min": "doctor", "district": "370212",
    "description": "设计环氧重防腐涂料配方。", "requirements": "材料专业博士。",
}  # fmt: skip
AD = """岗位名称：深海防腐涂层研发工程师（2人）
工作地点：崂山区
薪资：28-48万/年，可面议
岗位职责：
设计环氧重防腐涂料配方，以电化学阻抗谱跟踪劣化。
任职要求：
材料科学专业博士，3年以上经验。
"""


@pytest.fixture
def employer(client):
    """Signed in as its owner."""
    employer = make_employer()
    sign_in(client, employer.owner)
    return employer


def sign_in(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"


def errors(answer):
    return list(answer.context["form"].errors)


def only():
    return Position.objects.select_related("draft", "current").get()


# ---------------------------------------------------------------- the form
def test_five_musts_make_a_draft(client, employer):
    answer = client.post(NEW, {**GOOD, "act": "save"})
    position = only()
    assert answer.url == f"/employer/positions/{position.public_id}/edit/"
    read = content.read(position.draft)
    assert (position.state, position.created_by) == ("draft", employer.owner)
    assert (read.salary_min, read.salary_max, read.headcount, read.kind) == (280_000, 480_000, 1, "rd_engineer")
    assert read.valid_until == today() + timedelta(days=90)
    assert read.original().summary == "设计环氧重防腐涂料配方。", "the first lines stand in for a summary"
    assert client.get(answer.url).status_code == 200


def test_everything_else_is_kept_too(client, employer):
    client.post(NEW, {
        **GOOD, "act": "save", "negotiable": "on", "summary": "三行", "headcount": "３人", "kind": "postdoc", "chain": "marine_equip",
        "skills": ["c:electrochemical_impedance", "t:海试经验"], "more_skills": "深海防腐涂层、海燕七号软件", "disciplines": ["materials"],
        "more_discipline": "chemistry", "years_min": "3", "workplace": "松岭路", "start_on": "2027-01-01",
        "language_1": "en", "level_1": "B2", "demanded_1": "on", "language_2": "de",
        "other_title": "Coating engineer", "other_summary": "Coatings.", "other_checked": "on",
    })  # fmt: skip
    read = content.read(only().draft)
    assert (read.negotiable, read.headcount, read.kind, read.chain, read.years_min) == (
        True,
        3,
        "postdoc",
        "marine_equip",
        3,
    )
    assert [(s.code, s.text) for s in read.skills] == [
        ("electrochemical_impedance", "Electrochemical impedance spectroscopy"), ("", "海试经验"),
        ("deep_sea_anticorrosion_coating", "Deep-sea anticorrosion coating"), ("", "海燕七号软件"),
    ]  # fmt: skip
    assert read.disciplines == ("materials", "chemistry")
    assert read.languages == (
        {"code": "en", "level": "B2", "demanded": True},
        {"code": "de", "level": "", "demanded": False},
    )
    assert [(t.language, t.title, t.is_original) for t in read.texts] == [
        ("zh-hans", GOOD["title"], True), ("en", "Coating engineer", False),
    ]  # fmt: skip
    assert content.stale_texts(only().draft) == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "x" * 161}, ["title"]),
        ({"title": "a\x00b"}, ["title"]),
        ({"pay": ""}, ["pay"]),
        ({"pay": "面议"}, ["pay"]),
        ({"pay": "48-28万"}, ["pay"]),
        ({"pay": "-5万"}, ["pay"]),
        ({"pay": "lots"}, ["pay"]),
        ({"degree_min": ""}, ["degree_min"]),
        ({"degree_min": "phd"}, ["degree_min"]),
        ({"district": "310000"}, ["district"]),
        ({"description": "", "requirements": ""}, ["description", "requirements"]),
        ({"description": "x" * 10_001}, ["description"]),
        ({"headcount": "若干"}, ["headcount"]),
        ({"headcount": "0"}, ["headcount"]),
        ({"kind": "king"}, ["kind"]),
        ({"chain": "nowhere"}, ["chain"]),
        ({"skills": ["c:magic"]}, ["skills"]),
        ({"skills": ["t:" + "x" * 81]}, ["skills"]),
        ({"disciplines": ["alchemy"]}, ["disciplines"]),
        ({"more_skills": ",".join(f"skill {n}" for n in range(21))}, ["more_skills"]),
        ({"years_min": "-1"}, ["years_min"]),
        ({"valid_until": "2020-01-01"}, ["valid_until"]),
        ({"valid_until": "2999-01-01"}, ["valid_until"]),
        ({"valid_until": "soon"}, ["valid_until"]),
        ({"level_1": "B2"}, ["language_1"]),
        ({"language_1": "klingon"}, ["language_1"]),
    ],
)
@pytest.mark.parametrize("act", ["save", "submit"])
def test_bad_input_is_told_at_the_field_and_nothing_is_stored(client, employer, change, fields, act):
    answer = client.post(NEW, {**GOOD, **change, "act": act})
    assert (answer.status_code, errors(answer)) == (422, fields)
    assert Position.objects.count() == 0


def test_one_text_may_hold_duties_and_requirements(client, employer):
    assert client.post(NEW, {**GOOD, "requirements": "", "act": "save"}).status_code == 302


def test_a_megabyte_is_an_error_not_a_crash(client, employer):
    answer = client.post(NEW, {**GOOD, "description": "x" * 1_000_000})
    assert (answer.status_code, errors(answer)) == (422, ["description"])


def test_a_pasted_ad_fills_the_form_and_stores_nothing(client, employer):
    answer = client.post(NEW, {"act": "read", "ad": AD})
    form = answer.context["form"]
    values = {
        name: form[name].value()
        for name in ("title", "pay", "negotiable", "degree_min", "district", "headcount", "years_min", "chain")
    }
    assert values == {
        "title": "深海防腐涂层研发工程师", "pay": "28-48万/年", "negotiable": True, "degree_min": "doctor", "district": "370212",
        "headcount": "2", "years_min": 3, "chain": "marine_equip",
    }  # fmt: skip
    assert "c:electrochemical_impedance" in form["skills"].value()
    assert form["other_title"].value() == "R&D engineer, Deep-sea anticorrosion coating"
    assert form["other_checked"].value() is False
    assert Position.objects.count() == 0


def test_an_ad_does_not_empty_what_it_does_not_say(client, employer):
    answer = client.post(NEW, {**GOOD, "act": "read", "ad": "岗位名称：焊接工程师"})
    form = answer.context["form"]
    assert (form["title"].value(), form["pay"].value(), form["degree_min"].value()) == (
        "焊接工程师",
        "28-48万",
        "doctor",
    )


def test_an_ad_that_says_too_little_names_the_gaps(client, employer):
    answer = client.post(NEW, {"act": "read", "ad": "岗位名称：焊接工程师"})
    assert answer.context["gaps"] == ["Pay", "Degree at least", "District", "Duties and requirements"]
    assert client.post(NEW, {"act": "read", "ad": "  "}).status_code == 422


def test_skills_are_proposed_beside_what_somebody_chose(client, employer):
    form = client.post(NEW, {**GOOD, "act": "propose", "skills": ["t:海试经验"]}).context["form"]
    assert form["skills"].value() == ["t:海试经验", "c:epoxy_heavy_duty_coating"]
    assert form["chain"].value() == "marine_equip"
    assert form["title"].value() == GOOD["title"]


def test_flagged_words_are_shown_when_saved_and_stop_nobody_from_submitting(client, employer):
    client.post(NEW, {**GOOD, "requirements": "男性优先，35岁以下", "act": "save"})
    answer = client.get(f"/employer/positions/{only().public_id}/edit/")
    assert [(flag.ground, flag.blocking) for flag in answer.context["flags"]] == [("sex", True), ("age", False)]
    assert client.post(f"/employer/positions/{only().public_id}/step/", {"act": "submit"}).status_code == 302
    assert only().state == "pending"


def test_htmx_saves_in_place(client, employer):
    answer = client.post(NEW, {**GOOD, "act": "save"}, headers={"hx-request": "true"})
    position = only()
    assert (answer.status_code, answer["HX-Push-Url"]) == (200, f"/employer/positions/{position.public_id}/edit/")
    assert "Saved as a draft." in answer["HX-Trigger"]
    assert f'hx-get="/employer/positions/{position.public_id}/preview/"' in answer.content.decode()
    answer = client.post(answer["HX-Push-Url"], {**GOOD, "act": "submit"}, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == f"/employer/positions/{position.public_id}/"
    assert only().state == "pending"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("pay=2万×14薪", "CNY 280,000"),
        ("pay=9-12万&degree_min=master", "Only to let you know"),
        ("pay=面议", "Basic pay has to be stated"),
        ("pay=", ""),
    ],
)
def test_pay_is_shown_converted_while_it_is_typed(client, employer, query, words):
    text = client.get(f"/employer/positions/pay/?{query}").content.decode()
    assert words in text
    assert bool(words) is bool(text.strip())


# ---------------------------------------------------------------- two languages
def edit(client, position, **changes):
    """Post the edit page as a browser would: all its values, some another one."""
    address = f"/employer/positions/{position.public_id}/edit/"
    form = client.get(address).context["form"]
    data = {field.html_name: field.value() for field in form}
    data = {name: ("on" if value is True else value) for name, value in data.items() if value not in (None, False, "")}
    return client.post(address, {**data, "act": "save", **changes})


def test_a_translation_grows_stale_with_its_original(client, employer):
    client.post(NEW, {**GOOD, "other_title": "Coating engineer", "other_checked": "on"})
    position = only()
    assert edit(client, position, title="高级涂层工程师").status_code == 302
    assert content.stale_texts(only().draft) == ["en"], "the box stood ticked for the old wording"
    answer = edit(client, position, act="submit")
    assert (answer.status_code, errors(answer)) == (422, ["other_checked"])
    assert edit(client, position, other_checked="on").status_code == 302
    assert content.stale_texts(only().draft) == []


def test_a_translation_changed_with_its_original_stays_confirmed(client, employer):
    client.post(NEW, {**GOOD, "other_title": "Coating engineer", "other_checked": "on"})
    edit(client, only(), title="高级涂层工程师", other_title="Senior coating engineer")
    assert content.stale_texts(only().draft) == []


def test_a_proposal_that_nobody_confirmed_is_not_submitted(client, employer):
    answer = client.post(NEW, {**GOOD, "other_title": "Coating engineer", "act": "submit"})
    assert (answer.status_code, errors(answer), Position.objects.count()) == (422, ["other_checked"], 0)
    assert client.post(NEW, {**GOOD, "other_title": "", "act": "submit"}).status_code == 302


def test_a_cleared_translation_is_gone(client, employer):
    client.post(NEW, {**GOOD, "other_title": "Coating engineer", "other_checked": "on"})
    edit(client, only(), other_title="", other_checked="")
    assert [text.language for text in content.read(only().draft).texts] == ["zh-hans"]


def test_an_english_original_gets_a_chinese_translation(client, employer):
    client.post(NEW, {**GOOD, "title": "Coating engineer", "description": "Design coatings.", "requirements": "PhD.",
                      "other_title": "涂层工程师", "other_checked": "on"})  # fmt: skip
    assert [(t.language, t.is_original) for t in content.read(only().draft).texts] == [("en", True), ("zh-hans", False)]


def test_what_the_form_does_not_show_survives_an_edit(client, employer):
    languages = tuple({"code": code, "level": "", "demanded": False} for code in ("en", "de", "ja"))
    skills = make_content().skills[0]
    position = drafts.save(
        None, employer, make_content(languages=languages, skills=(skills.__class__("原话", skills.code, 4),)), by=None
    )
    edit(client, position)
    read = content.read(only().draft)
    assert (read.languages, read.skills[0].text, read.skills[0].level) == (languages, "原话", 4)
    assert read.content_hash() == content.read(position.draft).content_hash()


# ---------------------------------------------------------------- the life of a position
@pytest.fixture
def published(employer):
    position = drafts.save(None, employer, make_content(), by=employer.owner)
    lifecycle.submit(position, by=employer.owner)
    lifecycle.publish(position, by=make_operator())
    return position


def act(client, position, name, **data):
    return client.post(f"/employer/positions/{position.public_id}/step/", {"act": name, **data})


def test_an_edit_of_a_published_position_leaves_the_public_text(client, published):
    edit(client, published, pay="40-60万", act="submit")
    position = only()
    assert (position.state, position.draft.state, position.current.salary_max) == ("published", "pending", 480_000)
    assert "480,000" in client.get(f"/positions/{position.public_id}/").content.decode()
    page = client.get(f"/employer/positions/{position.public_id}/")
    assert [(row.label, row.before, row.after) for row in page.context["differences"]] == [
        ("Pay", "28-48万/年", "40-60万/年")
    ]
    assert client.get(f"/employer/positions/{position.public_id}/edit/").status_code == 302, "recall it first"
    act(client, position, "recall")
    assert only().draft.state == "draft"
    act(client, position, "discard")
    assert only().draft is None


def test_steps_from_the_page(client, published):
    for name, state in [("pause", "paused"), ("resume", "published"), ("close", "closed"), ("resume", "closed")]:
        assert act(client, published, name).status_code == 302
        assert only().state == state
    assert act(client, published, "explode").status_code == 400


def test_an_expired_position_is_renewed_from_the_page(client, published):
    lifecycle.expire(published)
    act(client, published, "renew", valid_until="never")
    assert only().state == "expired"
    act(client, published, "renew", valid_until=str(today() - timedelta(days=1)))
    assert only().state == "expired"
    act(client, published, "renew", valid_until=str(today() + timedelta(days=30)))
    assert only().state == "pending"


def test_the_reason_of_a_return_is_shown(client, employer):
    position = drafts.save(None, employer, make_content(), by=employer.owner)
    lifecycle.submit(position, by=employer.owner)
    lifecycle.return_(position, by=make_operator(), reason="Where is the place of work?")
    page = client.get(f"/employer/positions/{position.public_id}/")
    assert page.context["returned"] == "Where is the place of work?"
    assert (page.context["can"]["edit"], page.context["can"]["submit"]) == (True, True)


BUTTONS = {
    "draft": {"edit", "submit", "close"},
    "pending": {"recall", "close"},
    "returned": {"edit", "submit", "close"},
    "published": {"edit", "pause", "fill", "close"},
    "paused": {"edit", "resume", "fill", "close"},
    "filled": set(),
    "expired": {"edit", "renew", "close"},
    "closed": set(),
    "taken_down": {"close"},
}


@pytest.mark.parametrize("state", BUTTONS)
def test_the_page_offers_what_is_possible(client, employer, state):
    page = client.get(f"/employer/positions/{make_position(employer, state=state).public_id}/")
    assert {name for name, offered in page.context["can"].items() if offered} == BUTTONS[state]


def test_a_hiring_manager_reads_and_does_nothing(client, employer, published):
    sign_in(client, make_member(employer.organisation, "hiring_manager"))
    page = client.get(f"/employer/positions/{published.public_id}/")
    assert {name for name, offered in page.context["can"].items() if offered} == set()
    act(client, published, "close")
    assert only().state == "published"
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, GOOD).status_code == 403
    assert client.get(f"/employer/positions/{published.public_id}/edit/").status_code == 403
    assert client.get("/employer/import/").status_code == 403


@pytest.mark.parametrize("state", ["suspended", "rejected"])
def test_a_suspended_employer_writes_nothing(client, state):
    employer = make_employer(state=state)
    sign_in(client, employer.owner)
    assert client.post(NEW, GOOD).status_code == 403
    assert Position.objects.count() == 0


# ---------------------------------------------------------------- the list
def titles(client, query=""):
    return [row["title"] for row in client.get(f"/employer/positions/?{query}").context["rows"]]


def test_the_list_has_its_filters_in_the_address(client, employer):
    make_position(employer, title="涂层工程师")
    make_position(employer, title="光学工程师", state="draft")
    make_position(title="别家的工程师")
    assert titles(client) == ["光学工程师", "涂层工程师"]
    assert titles(client, "q=光学") == ["光学工程师"]
    assert titles(client, "state=published") == ["涂层工程师"]
    assert titles(client, "ordering=state") == ["光学工程师", "涂层工程师"]
    assert client.get("/employer/positions/?state=nonsense").status_code == 400


def test_the_list_asks_as_often_for_thirty_as_for_three(client, employer, django_assert_max_num_queries):
    for _number in range(25):
        make_position(employer)
    with django_assert_max_num_queries(22):
        client.get("/employer/positions/")


# ---------------------------------------------------------------- others
ADDRESSES = ["", "edit/", "step/", "preview/", "candidates/", "pipeline/"]


@pytest.mark.parametrize("end", ADDRESSES)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_position_does_not_exist_for_another_employer(client, employer, end, state):
    position = make_position(state=state)
    address = f"/employer/positions/{position.public_id}/{end}"
    assert client.post(address, {**GOOD, "act": "submit"}).status_code in (404, 405)
    assert client.get(address).status_code in (404, 405)
    client.logout()
    assert client.get(address).status_code in (302, 405)
    assert only().state == state
    assert client.get(f"/positions/{position.public_id}/").status_code == (200 if state == "published" else 404)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("state", list(BUTTONS))
def test_every_page_of_a_position_speaks_every_language(client, employer, language, state):
    position = make_position(employer, state=state, title_en="Coating engineer", skills=("electrochemical_impedance",))
    client.cookies["django_language"] = language
    assert client.get(f"/employer/positions/{position.public_id}/").status_code == 200
    assert client.get("/employer/positions/").status_code == 200
    assert client.get(f"/employer/positions/{position.public_id}/edit/").status_code in (200, 403)
