"""Hostile input to every field of every writing route, as the schema lists them: 400 at the field, nothing stored."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from drf_spectacular.generators import SchemaGenerator
from rest_framework.throttling import SimpleRateThrottle

from apps.core.models import AuditEntry
from tests.agreements.factories import owner_of
from tests.api import world
from tests.api.conftest import ROOT
from tests.factories import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

# By name: what a field takes; the schema knows kinds, not codes.
GOOD = {
    "degree_min": "doctor", "degree": "doctor", "district": "370212", "salary_min": 200_000, "salary_max": 300_000,
    "salary": 300_000, "language": "en", "reason_code": "other", "code": "en", "status": "awarded",
    "value": "80.5", "field": "marine_equip",
}  # fmt: skip
POISON = {"NUL": "a\x00b", "lone surrogate": "a\ud83d", "1 MB": "海" * 350_000, "object": {"a": 1}}
TOKEN = "auth/token/"


@pytest.fixture(scope="module")
def schema(_world):
    return SchemaGenerator().get_schema(public=True)


def operations(schema):
    """(path with {id}, method, schema of its body) of every operation that takes one."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield path.removeprefix(ROOT), method, content["application/json"]["schema"]


def resolved(schema, node):
    while True:
        node = node.get("allOf", [node])[0]
        if "$ref" not in node:
            return node
        node = schema["components"]["schemas"][node["$ref"].split("/")[-1]]


def sample(schema, node, name=""):
    """A body that is right as far as the schema tells, required fields only."""
    node = resolved(schema, node)
    if node.get("type") == "object":
        return {key: sample(schema, row, key) for key, row in node["properties"].items() if key in needed(node)}
    if node.get("type") == "array":
        return [sample(schema, node["items"], name)]
    if name in GOOD:
        return GOOD[name]
    kinds = {"date": "2030-01-31", "date-time": world.soon()}
    return {"integer": 5, "boolean": True}.get(node.get("type"), kinds.get(node.get("format"), "words"))


def needed(node):
    return node.get("required", [])


def leaves(schema, node, path=()):
    """Ways to every field that is no object itself: ("texts", 0, "about")."""
    node = resolved(schema, node)
    if node.get("type") == "object":
        for key, row in node.get("properties", {}).items():
            yield from leaves(schema, row, (*path, key))
    elif node.get("type") == "array":
        yield from leaves(schema, node["items"], (*path, 0))
    else:
        yield path, node


def planted(schema, node, path, value):
    """A body that is right but for `value` at `path`."""
    node = resolved(schema, node)
    if not path:
        return value
    if node["type"] == "array":
        return [planted(schema, node["items"], path[1:], value)]
    inner = planted(schema, node["properties"][path[0]], path[1:], value)
    return {**sample(schema, node), path[0]: inner}


OFFICERS = ("key", "open", "check", "approve", "reject", "return", "publish", "amend", "list", "invite", "fail",
            "panel", "promote-to-track", "begin", "extend", "excuse", "determination", "overturn", "license")  # fmt: skip


CONTRACT_VERBS = {
    "renounce": "solver", "statement": "solver", "user-word": "poster", "public-name": "solver",
    "release": "finance", "refuse": "finance", "book": "finance",
}  # fmt: skip
BY_NOUN = {
    "appraisals/": ({"call-off": "operator", "appraisals": "operator"}, "judge"),
    "applications/{id}": (
        {
            "decline": "applicant",
            "choose-time": "applicant",
            "refuse-times": "applicant",
            "arrange": "operator",
            "hire": "operator",
        },
        "owner",
    ),
    "contract": (CONTRACT_VERBS, "operator"),
    "objections/{id}": ({}, "officer"),
    "programmes/": ({}, "officer"),
    "registrations/{id}": ({}, "keeper"),
    "me/panels/": ({}, "seated"),
    "me/sheets/": ({}, "seated"),
}


def sender(here, api):
    """Who may use a route, so that the body is read: by its noun and verb."""
    people = {name: api(user) for name, user in {
        "owner": here.owner, "operator": here.operator, "talent": here.talent.user, "applicant": here.applicant.user,
        "expert": here.expert.user, "lead": here.checked.lead, "judge": here.opinion.expert.user,
        "seated": here.seat.expert.user,
        "solver": here.contract.proposal.lead, "poster": owner_of(here.contract),
        "finance": make_operator(verbs=["challenges.finance"]),
        "keeper": make_operator(verbs=["events.keep"]),
        "officer": make_operator(verbs=["procedures.objections", "challenges.programmes"]),
    }.items()}  # fmt: skip

    def by(path):
        verb = path.rstrip("/").split("/")[-1]
        for noun, (named, others) in BY_NOUN.items():
            if path.startswith(noun):
                return people[named.get(verb, others)]
        if path.endswith(("/form-check/", "/appeal/decision/", "/appeal/")):
            return people["lead" if verb == "appeal" else "operator"]
        if path == "me/opening-key/" or verb == "disqualify":
            return people["operator"]
        if path.startswith("me/expert/"):
            return people["expert"]
        if path.startswith(("me/", "proposals/")) or path == "applications/":
            return people["talent"]
        if path.startswith(("challenges/", "problems/")):
            return people["operator" if verb in OFFICERS else "owner"]
        if verb in ("pass", "renew", "positions", "{id}"):
            return people["owner"]
        return people["operator"]

    return by


def address(path, here):
    noun = path.split("/{id}")[0]
    ids = {**here.ids(), "matches": [here.match.card_id if path.endswith("pass/") else here.match.public_id]}
    if path.endswith(("/form-check/", "/appeal/", "/appeal/decision/")):
        return path.replace("{id}", here.checked.public_id)
    return path.replace("{id}", ids[noun][0]) if "{id}" in path else path


def post(client, method, path, text):
    return getattr(client, method)(ROOT + path, data=text, content_type="application/json")


def stored() -> tuple[int, ...]:
    """How many rows every table has that people write to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM positions_position UNION ALL SELECT count(*) FROM applications_application "
                       "UNION ALL SELECT count(*) FROM talents_cvreading UNION ALL SELECT count(*) FROM talents_talenttext")  # fmt: skip
        rows = tuple(row[0] for row in cursor.fetchall())
    return (*rows, AuditEntry.objects.count())


@pytest.fixture(autouse=True)
def an_invitation(here, no_throttle):
    """So that times can be chosen and refused."""
    here.application.interviews.create(proposed=[world.soon()], created_by=here.owner)


@pytest.fixture
def no_throttle(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *args: True)


def test_every_field_refuses_poison_by_name(here, api, schema):
    by, before, faults, sent = sender(here, api), stored(), [], 0
    for path, method, body in operations(schema):
        for way, node in leaves(schema, body):
            text = node.get("type") == "string"
            wrong = POISON if text else {"lone surrogate": "\ud83d", "huge": 10**300, "object": {}}
            for kind, value in wrong.items():
                data = json.dumps(planted(schema, body, way, value))
                answer = post(by(path), method, address(path, here), data)
                sent += 1
                attr = ".".join(map(str, way))
                found = [row["attr"] for row in answer.json()["errors"]] if answer.status_code == 400 else []
                if not any(name and (name == attr or name.startswith(attr + ".")) for name in found):
                    faults.append((method, path, attr, kind, answer.status_code, found))
    assert faults == []
    assert sent > 300
    assert stored() == before


BODIES = {
    "bottomless": "[" * 50_000 + "]" * 50_000,
    "bottomless objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "thirty deep": "[" * 30 + "]" * 30,
    "NaN": '{"title": NaN, "salary_min": NaN, "top": NaN, "reason": NaN}',
    "infinite": '{"salary_min": Infinity}',
    "endless number": '{"salary_min": ' + "9" * 5000 + "}",
    "torn": '{"title": "',
    "not UTF-8": b'{"title": "\xff\xfe"}',
    "a list": "[1]",
    "a word": '"word"',
    "a number": "7",
    "nothing": "null",
}


def test_every_route_refuses_bodies_that_are_no_form(here, api, schema):
    by, before, faults = sender(here, api), stored(), []
    for path, method, _body in operations(schema):
        for kind, text in BODIES.items():
            answer = post(by(path), method, address(path, here), text)
            if answer.status_code != 400:
                faults.append((method, path, kind, answer.status_code))
    assert faults == []
    assert stored() == before


def test_a_body_above_the_limit_is_not_read(here, api, settings):
    text = json.dumps({"title": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    answer = post(api(here.owner), "post", "positions/", text)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")
    form = api(here.talent.user).post(ROOT + "me/cv/", {"text": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert form.status_code == 413


def test_other_kinds_of_body_are_not_read(here, api, schema):
    by = sender(here, api)
    answers = {
        (path, by(path).generic(method.upper(), ROOT + address(path, here), "a=1", content_type=kind).status_code)
        for path, method, _body in operations(schema)
        for kind in ("application/x-www-form-urlencoded", "text/plain", "application/xml")
    }
    assert {status for _path, status in answers} == {415}


@pytest.mark.parametrize("name", ["cv.pdf", "cv.exe", "cv\x00.pdf", "cv"])
def test_a_file_that_is_no_cv_is_refused_at_its_field(here, api, name):
    before = stored()
    client = api(here.talent.user)
    answer = client.post(ROOT + "me/cv/", {"file": SimpleUploadedFile(name, b"MZ nothing"), "consent": "true"})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "file")
    assert stored() == before


def test_addresses_and_queries_take_anything(here, api, schema):
    """Whatever stands in an address is a wrong value or something that is not there."""
    faults = []
    client = api(here.operator)
    bad = ["%00", "%ff%fe", "%F0%9F%98%80", "x" * 3000, "1" * 400, "-1", "..%2f", "{}", "%ed%a0%bd"]
    for path, methods in schema["paths"].items():
        if "get" not in methods:
            continue
        here_path = address(path.removeprefix(ROOT), here)
        queries = [row["name"] for row in methods["get"].get("parameters", []) if row["in"] == "query"]
        for value in bad:
            asked = [f"{here_path}?{name}={value}" for name in {*queries, "format"}]
            if "{id}" in path:
                asked.append(path.removeprefix(ROOT).replace("{id}", value))
            faults += [(one[:80], s) for one in asked if (s := client.get(ROOT + one).status_code) >= 500]
    assert faults == []


def test_an_unknown_code_in_a_filter_is_a_400(here, api):
    for query in ("chain=nonsense", "degree=nonsense", "district=1", "pay=x", "skill=x", "ordering=x", "salary_min=-1",
                  "state=x", "employer=x"):  # fmt: skip
        answer = api().call("get", f"positions/?{query}")
        name = query.split("=")[0]
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, name), query
    assert api().call("get", "employers/?type=x").status_code == 400
    assert api().call("get", "chains/?scheme=x").status_code == 400


def test_what_was_stored_after_cleaning_reads_back_everywhere(here, api):
    """Odd but allowed text: lists, details and search stand, and the text comes back as it went in."""
    odd = "海洋 coatings \U0001f6a2 e\u0301 \u200d " + "a\u0300" * 20
    client = api(here.owner)
    body = {
        "title": odd, "description": odd + "\u202eevil\x07", "requirements": odd, "degree_min": "doctor",
        "salary_min": 1, "salary_max": 2, "district": "370212", "skills": [odd[:60]],
    }  # fmt: skip
    made = client.ok("post", "positions/", body)
    assert (made["title"], made["description"]) == (odd.strip(), odd + "evil")
    for path in ("positions/", f"positions/{made['id']}/", "positions/?state=draft", "me/"):
        client.ok("get", path)
