"""Lists: pages, filters, order, and a constant number of queries."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import consents
from apps.accounts.models import Membership
from apps.applications import lifecycle
from apps.core import marks
from apps.core.ids import new_public_id
from apps.matching.models import Match, MatchResult
from apps.matching.states import MatchState
from apps.notifications.send import tell
from apps.positions.search import refresh_search
from tests.api import world
from tests.api.work import work
from tests.factories import make_employer, make_operator, make_position, make_talent, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy", "notices")]


def walk(client, path):
    """All rows of a list, page after page, and back again."""
    pages, address = [], path
    while address:
        page = client.ok("get", address.removeprefix("http://testserver/api/v1/"))
        pages.append([row["id"] for row in page["results"]])
        before, address = page["previous"], page["next"]
    back = [pages[-1]]
    while before:
        page = client.ok("get", before.removeprefix("http://testserver/api/v1/"))
        back.insert(0, [row["id"] for row in page["results"]])
        before = page["previous"]
    assert back == pages
    return [row for page in pages for row in page]


@pytest.mark.parametrize("order", ["", "-pay", "closing", "-published"])
def test_pages_show_every_row_once_in_order(api, order):
    employer = make_employer()
    rows = [make_position(employer, salary_max=pay * 10_000) for pay in (30, 50, 40, 40, 35)]
    make_position(employer, state="draft")
    found = walk(api(), f"positions/?page_size=2&ordering={order}")
    assert sorted(found) == sorted(row.public_id for row in rows)
    if order == "-pay":
        pay = {row.public_id: row.current.salary_max for row in rows}
        assert [pay[one] for one in found] == [500_000, 400_000, 400_000, 350_000, 300_000]
    if not order:
        assert found == [row.public_id for row in reversed(rows)]


def test_a_cursor_hides_keys_and_belongs_to_its_list(api):
    employer = make_employer()
    for _number in range(3):
        make_position(employer)
    client = api()
    cursor = client.ok("get", "positions/?page_size=1")["next"].split("cursor=")[1].split("&")[0]
    assert b"p=" not in base64.urlsafe_b64decode(cursor.replace("%3D", "="))
    for path in (f"employers/?cursor={cursor}", f"positions/?ordering=-pay&cursor={cursor}", "positions/?cursor=cD0x"):
        answer = client.call("get", path)
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "cursor")
    assert client.call("get", f"positions/?cursor={cursor}").status_code == 200


def test_filters(api):
    one = make_position(title="深海装备防腐涂层研发工程师")
    two = make_position(
        chain="vr",
        title="虚拟现实光学工程师",
        description="光学设计",
        requirements="光学",
        degree_min="master",
        salary_min=100_000,
        salary_max=150_000,
    )
    refresh_search([one.pk, two.pk])
    client = api()

    def ids(query):
        return [row["id"] for row in client.ok("get", f"positions/?{query}")["results"]]

    assert ids("chain=vr") == [two.public_id]
    assert ids("degree=doctor") == [one.public_id]
    assert ids("q=涂层") == [one.public_id]
    assert ids("salary_min=400000") == [one.public_id]
    assert ids(f"employer={two.employer.public_id}") == [two.public_id]
    assert ids("state=draft") == []
    assert client.call("get", f"positions/{one.public_id}/?chain=vr").status_code == 200


def queries(client, path):
    client.ok("get", path)
    with CaptureQueriesContext(connection) as seen:
        rows = client.ok("get", path)["results"]
    return len(seen), len(rows)


def more_people(position, number):
    """Further released cards, as a run would leave them."""
    run = position.runs.get(current=True)
    best = run.results.select_related("match").order_by("rank").first()
    for rank in range(100, 100 + number):
        talent = world.planted(make_user())
        match = Match.objects.create(
            position=position, talent=talent, card_id=new_public_id(), state=MatchState.SENT_TO_EMPLOYER,
            released_at=best.run.finished_at, asked_at=best.run.finished_at,
        )  # fmt: skip
        MatchResult.objects.create(
            run=run, match=match, rank=rank, place=rank, score=best.score, values=best.values, points=best.points,
            evidence=best.evidence, talent_revision=1,
        )  # fmt: skip


def test_lists_take_the_same_number_of_queries_for_many_rows(api):
    """Literal counts: session and token included."""
    employer, operator, talent = make_employer(), make_operator(), make_talent()
    owner = Membership.objects.get(organisation=employer.organisation).user
    position = make_position(employer, skills=(world.SKILL,))
    marks.touch("position", [position.pk])
    marks.touch("talent", [talent.pk])
    work()
    Match.objects.update(state=MatchState.SENT_TO_EMPLOYER, released_at=position.published_at)
    clients = {"nobody": api(), "owner": api(owner), "operator": api(operator), "talent": api(talent.user)}
    paths = [
        ("nobody", "positions/"), ("operator", "positions/"), ("nobody", "employers/"), ("operator", "employers/"),
        ("owner", "applications/"), ("talent", "me/messages/"), ("talent", "me/access-log/"),
        ("talent", "me/recommendations/"), ("talent", "me/requests/"),
        ("operator", f"positions/{position.public_id}/matches/"), ("owner", f"positions/{position.public_id}/shortlist/"),
    ]  # fmt: skip

    def grow(number):
        for step in range(number):
            one = make_position(make_employer(), skills=(world.SKILL,))
            other = make_talent(skills=(world.SKILL,))
            lifecycle.submit(lifecycle.start(other, position, by=other.user), by=other.user)
            tell(talent.user, "position_published", context={"position": {"en": "x"}}, key=f"{number}.{step}")
            consents.log_access(talent.user, viewer=owner, organisation=employer.organisation, what="profile")
            Match.objects.create(
                position=one, talent=talent, card_id=new_public_id(), state=MatchState.SENT_TO_TALENT,
                asked_at=one.published_at,
            )  # fmt: skip
        marks.touch("talent", [talent.pk])
        work()
        more_people(position, 2 * number)

    grow(1)
    few = {path: queries(clients[who], path) for who, path in paths}
    grow(5)
    many = {path: queries(clients[who], path) for who, path in paths}
    assert {path: count for path, (count, _rows) in many.items()} == {p: count for p, (count, _rows) in few.items()}
    assert [path for path in many if many[path][1] <= few[path][1]] == []


def test_vocabularies(api):
    client = api()
    names = {row["name"] for row in client.ok("get", "vocabularies/")["results"]}
    assert {"degree", "district", "employer_type", "position_kind"} <= names
    degrees = client.ok("get", "vocabularies/degree/")["results"]
    assert "doctor" in [row["code"] for row in degrees]
    assert client.call("get", "vocabularies/nonsense/").status_code == 404
    chains = client.ok("get", "chains/")["results"]
    assert len({row["scheme"] for row in chains}) > 1
    (scheme,) = {row["scheme"] for row in chains if row["code"] == "marine_equip"}
    assert len(client.ok("get", f"chains/?scheme={scheme}")["results"]) == 24


@pytest.mark.parametrize("words", ["深海防腐涂层", "深海防腐塗層", "deep-sea ANTICORROSION coating", "深海重防腐"])
def test_a_skill_is_found_by_any_of_its_names(api, words):
    found = api().ok("get", f"skills/?q={words}")["results"]
    assert found[0]["code"] == "deep_sea_anticorrosion_coating"


def test_search_in_long_lists(api):
    client = api()
    schools = [row["label_en"] for row in client.ok("get", "schools/?q=aachen")["results"]]
    assert any("Aachen" in name for name in schools)
    assert client.ok("get", "schools/?q=no such place at all")["results"] == []
    assert client.ok("get", "skills/?q=!!!")["results"] == []
    assert len(client.ok("get", "skills/")["results"]) == 50
    labels = client.call("get", "vocabularies/degree/", headers={"accept-language": "zh-hans"}).json()["results"]
    assert labels[0]["label"] == labels[0]["label_zh_hans"]
