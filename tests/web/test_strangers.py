"""A stranger opens every address there is, with the ids of somebody else's objects: refused or empty, never data.

The addresses come from the URL configuration itself, so a new one is covered without a line here. Canaries stand in every
personal field of one talent; none may reach a page, a header, a message or a mail of somebody who may not know her.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import AccessEntry, Consent, Grant, Membership, User
from apps.applications import lifecycle as applications
from apps.applications.models import Application, Interview, Note
from apps.core.models import AuditEntry, File
from apps.events.models import Event, Registration
from apps.matching.models import Match
from apps.meetings import lifecycle as booking
from apps.meetings import taking_part
from apps.meetings.models import Availability, Meeting
from apps.meetings.terms import Side
from apps.notifications.models import Delivery, Message
from apps.notifications.send import tell
from apps.positions.models import Position, PositionRevision
from apps.talents.models import CvReading, Education, Experience, Talent, TalentProject, TalentSkill
from tests.events.cases import confirmed, make_event
from tests.factories import (
    make_employer,
    make_member,
    make_notice,
    make_operator,
    make_position,
    make_talent,
    make_user,
)
from tests.matching.conftest import cheap_encoder  # noqa: F401  a fixture of this file too
from tests.matching.world import ranked
from tests.meetings.cases import ROOM, make_fair, person, register

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CANARIES = {
    "name_zh": "蔡金丝雀", "family_name": "Kanarienvogel", "given_name": "Zsuzsanelle", "wechat": "wx-canary-77",
    "whatsapp": "+44-canary-88", "email": "canary.person@planted.example", "phone": "+4477001234567",
    "school": "Planted Polytechnic of Nowhere", "firm": "Planted Coatings Ltd", "headline": "Canaryheadlinewort",
    "about": "Canaryaboutwort", "paper": "On the Planted Paper of Canaries", "experience": "Canaryexperiencewort",
    "skill": "canaryskillwort", "field": "Canaryology", "cv": "Canarycvwort", "letter": "Canaryletterwort",
    "note": "Canarynotewort",
}  # fmt: skip
# Addresses that are not walked, and why.
EXEMPT = {
    "api/v1/schema/": "a description without data, the same for everybody; making it takes a second",
}


# ---------------------------------------------------------------- the addresses
@dataclass(frozen=True)
class Route:
    """A pattern with its parameters still in it."""

    pattern: str
    names: tuple[str, ...]

    def filled(self, values: dict[str, str]) -> str:
        path = self.pattern
        for name in self.names:
            path = path.replace(f"{{{name}}}", values[name])
        return "/" + path


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif isinstance(entry, URLPattern) and path not in EXEMPT:
            yield Route(path, tuple(re.findall(r"\{(\w+)\}", path)))


def plain(pattern: str) -> str:
    """`<str:x>` and `(?P<x>...)` as {x}; anchors and escapes of regular expressions gone."""
    pattern = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern.replace("(?P<", "(?P\0")).replace("(?P\0", "(?P<")
    out, rest = "", pattern
    while (start := rest.find("(?P<")) >= 0:
        name = rest[start + 4 : rest.index(">", start)]
        depth, end = 0, start
        for end in range(start, len(rest)):
            depth += {"(": 1, ")": -1}.get(rest[end], 0)
            if depth == 0:
                break
        out, rest = out + rest[:start] + f"{{{name}}}", rest[end + 1 :]
    return re.sub(r"\\Z|[\^$\\]", "", out + rest).replace("/?", "/")


# ---------------------------------------------------------------- the world
@dataclass
class World:
    employer: Any
    talent: Talent
    position: Position
    draft: Position
    match: Match
    application: Application | None = None
    rows: list[models.Model] = field(default_factory=list)

    @property
    def owner(self) -> User:
        return self.employer.organisation.memberships.get(role="owner").user

    def ids(self) -> list[str]:
        """A public id of each kind of thing that belongs to the employer and the talent."""
        rows = [self.employer.organisation, self.employer, self.position, self.match, self.talent, *self.rows]
        one_each = {type(row): row for row in reversed(rows)}.values()
        found = [getattr(row, "public_id", None) for row in one_each]
        return list(dict.fromkeys([*filter(None, found), self.match.card_id]))


def planted() -> Talent:
    user = make_user(CANARIES["email"], phone=CANARIES["phone"])
    talent = make_talent(
        user=user, headline=CANARIES["headline"], about=f"{CANARIES['about']} {CANARIES['paper']}", skills=(),
        **{name: CANARIES[name] for name in ("name_zh", "family_name", "given_name", "wechat", "whatsapp")},
    )  # fmt: skip
    Education.objects.update(school_text=CANARIES["school"], field_text=CANARIES["field"])
    Experience.objects.create(
        talent=talent,
        organisation=CANARIES["firm"],
        title="Engineer",
        text=CANARIES["experience"],
        start_on=date(2019, 3, 17),
    )
    TalentSkill.objects.create(talent=talent, text=CANARIES["skill"], level=4)
    TalentProject.objects.create(talent=talent, title_en=CANARIES["paper"], summary=CANARIES["about"])
    return talent


def make_world(*, applied: bool) -> World:
    for purpose in ("account", "ranking", "cv_reading", "share_application", "share_interest", "share_meeting"):
        make_notice(purpose)
    talent, employer = planted(), make_employer()
    title = f"{CANARIES['headline']} 防腐"  # words in common, so that her own would be quoted
    position = make_position(employer, title=title.replace("Canary", "Coating"), requirements="coatings, primers, EIS")
    draft = make_position(employer, state="draft")
    crowd = [make_talent(salary_expected=300_000 + n) for n in range(6)]
    ranked(position, talent, *crowd)
    Match.objects.update(state="sent_to_employer", released_at=timezone.now())
    found = World(employer, talent, position, draft, Match.objects.get(talent=talent))
    reading = CvReading.objects.create(talent=talent, text=CANARIES["cv"], step="read", read_at=timezone.now())
    message = tell(
        talent.user, "interest", context={"position": {"en": "x"}, "employer": {"en": "y"}}, url="/", key="k"
    )
    meeting = met(talent, employer)
    found.rows += [
        meeting,
        *meeting.event.availabilities.all(),
        meeting.event,
        confirmed(make_event(), talent.user),
        reading,
        message,
        talent.projects.get(),
        *PositionRevision.objects.filter(position__employer=employer),
    ]
    if applied:
        add_application(found)
    return found


def met(talent: Talent, employer: Any) -> Meeting:
    """A meeting that both agreed to, with a phone number of hers that must not leak."""
    fair = make_fair(slots=1)
    hers = person(fair, talent=talent, phone=CANARIES["phone"])
    register(fair.event, employer.owner, employer.organisation)
    theirs = taking_part.keep_hours(
        fair.event, by=employer.owner, organisation=employer.organisation, slots=fair.slots, link=ROOM
    )
    meeting = booking.propose(hers, theirs, fair.slots[0], by=talent.user, side=Side.TALENT)
    booking.accept(meeting, by=employer.owner, side=Side.EMPLOYER)
    return meeting


def add_application(found: World) -> None:
    talent, owner = found.talent, found.owner
    row = applications.start(talent, found.position, by=talent.user)
    applications.submit(row, by=talent.user, letter=CANARIES["letter"])
    applications.view(row, by=owner)
    applications.shortlist(row, by=owner)
    applications.invite(row, by=owner, proposed=[timezone.now() + timedelta(days=3)], link="https://meet.example/x")
    Note.objects.create(application=row, author=owner, text=CANARIES["note"])
    found.application = Application.objects.get(pk=row.pk)
    found.rows += [row, Interview.objects.get(), Consent.objects.get(user=talent.user), *File.objects.all()]
    found.match.refresh_from_db()


def principal(name: str, found: World) -> User | None:
    return {
        "anonymous": lambda: None,
        "stranger": make_user,
        "owner_of_another_employer": lambda: make_position().employer.organisation.memberships.get().user,
        "another_talent": lambda: make_talent().user,
        "former_member": lambda: former_member(found),
        "operator_elsewhere": lambda: make_operator(
            district="370283",
            verbs=["employers.review", "positions.review", "applications.review", "matching.review", "matching.assign"],
        ),
        "owner": lambda: found.owner,
    }[name]()


def former_member(found: World) -> User:
    user = make_member(found.employer.organisation)
    Membership.objects.filter(user=user).update(ended_at=timezone.now())
    return user


STRANGERS = [
    "anonymous",
    "stranger",
    "owner_of_another_employer",
    "another_talent",
    "former_member",
    "operator_elsewhere",
]


# ---------------------------------------------------------------- walking
def walk(found: World) -> Iterator[str]:
    """Every address, with every id of theirs in every place; admin pages with the key of a row of their model."""
    for route in routes():
        if not route.names:
            yield route.filled({})
        elif route.pattern.startswith("admin/"):
            yield route.filled(dict.fromkeys(route.names, admin_key(route.pattern)))
        else:
            for value in fitting(route.pattern, found):
                yield route.filled(dict.fromkeys(route.names, value))


def admin_key(pattern: str) -> str:
    from django.apps import apps

    try:
        model = apps.get_model(*pattern.split("/")[1:3])
    except (LookupError, TypeError, ValueError):  # an address of the site, not of a model
        return "1"
    row = model._base_manager.order_by("pk").first()
    return str(row.pk) if row else "1"


def fitting(pattern: str, found: World) -> list[str]:
    """The ids of the noun that the address names; of everything, where it names none that is known here."""
    kinds: dict[str, type[models.Model] | tuple[str, ...]] = {
        "positions/{": Position, "applications/{": Application, "matches/{": Match, "messages/{": Message,
        "interviews/{": Interview, "consents/{": Consent, "reading/{": CvReading, "cvs/{": CvReading, "asked/{": Match,
        "events/mine/{": Registration, "meetings/events/{": Event, "meetings/with/{": Availability, "meetings/{": Meeting, "apply/{": Position, "why/{": Position, "projects/{": TalentProject,
    }  # fmt: skip
    if "candidates/{" in pattern:
        return [found.match.card_id]
    for words, model in kinds.items():
        if words in pattern:
            rows = [found.position, found.draft, found.match, *found.rows]
            return [row.public_id for row in rows if isinstance(row, model)] or ["unknown"]  # type: ignore[arg-type]
    return found.ids()


def snapshot(found: World) -> list[Any]:
    """What strangers must not change."""
    rows: list[Any] = [found.position, found.draft, found.match, found.talent, found.employer, *found.rows]
    states = [type(row)._base_manager.filter(pk=row.pk).values().first() for row in rows]
    counts = [model.objects.count() for model in (Consent, Grant, Note, Interview, Application, AccessEntry)]
    entries = AuditEntry.objects.filter(subject_ref__in=found.ids()).count()
    return [states, counts, entries]


class Visitor:
    """A browser whose every request is undone afterwards, so that one cannot spoil the next."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=True, headers={"accept-language": "en"})
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def open(self, method: str, path: str, check: Any) -> None:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            check(getattr(self.client, method)(path))
            transaction.set_rollback(True)


def leaks(response: Any, allowed: frozenset[str] = frozenset()) -> list[str]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace") + str(dict(response.headers))
    return [name for name, canary in CANARIES.items() if name not in allowed and canary in text]


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_reads_nothing_anywhere(taxonomy, who):
    found = make_world(applied=True)
    visitor, wrong = Visitor(principal(who, found)), []

    def check(response):
        seen = leaks(response)
        if seen or (response.status_code >= 500 and path != "/readyz"):
            wrong.append((path, response.status_code, seen))

    for path in walk(found):
        visitor.open("get", path, check)
    assert wrong == []


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_changes_nothing_anywhere(taxonomy, who):
    found = make_world(applied=True)
    visitor, wrong, before = Visitor(principal(who, found)), [], snapshot(found)

    def check(response):
        seen = leaks(response)
        if seen or response.status_code >= 500 or (written and snapshot(found) != before):
            wrong.append((method, path, response.status_code, seen))

    def notice(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, params, many, context)

    for path in walk(found):
        for method in ("post", "put", "patch", "delete") if path.startswith("/api/") else ("post",):
            written: list[str] = []
            with connection.execute_wrapper(notice):
                visitor.open(method, path, check)
    assert wrong == []


# ---------------------------------------------------------------- the employer before her consent
@pytest.mark.parametrize("who", ["owner", "hiring_manager"])
def test_before_she_consents_the_employer_reads_nothing_of_hers_anywhere(taxonomy, who):
    found = make_world(applied=False)
    user = found.owner if who == "owner" else make_member(found.employer.organisation, "hiring_manager")
    visitor, wrong = Visitor(user), []

    def check(response):
        seen = leaks(response)
        if seen or (response.status_code >= 500 and path != "/readyz"):
            wrong.append((path, response.status_code, seen))

    for path in walk(found):
        visitor.open("get", path, check)
    assert wrong == []


def test_the_anonymous_surfaces_show_her_card_and_nothing_of_hers(taxonomy, client):
    found = make_world(applied=False)
    client.force_login(found.owner)
    pages = [
        reverse("employer:candidates", args=[found.position.public_id]),
        reverse("employer:card", args=[found.match.card_id]),
        reverse("employer:preview", args=[found.draft.public_id]),
        f"/api/v1/positions/{found.position.public_id}/shortlist/",
        f"/api/v1/positions/{found.draft.public_id}/preview/",
    ]
    for path in pages:
        response = client.get(path)
        assert (path, response.status_code, leaks(response)) == (path, 200, [])
    assert found.match.card_id in client.get(pages[0]).text
    assert found.match.card_id in client.get(pages[3]).text
    assert found.talent.public_id not in client.get(pages[3]).text


def test_what_the_employer_is_told_names_nobody(taxonomy, client):
    found = make_world(applied=False)
    client.force_login(found.owner)
    client.post(reverse("employer:card-answer", args=[found.match.card_id]), {"answer": "interested"})
    client.force_login(found.talent.user)
    client.post(reverse("talent:asked", args=[found.match.public_id]), {"answer": "refuse"})
    team = found.employer.organisation.memberships.values("user")
    told = [*Message.objects.filter(recipient__in=team).values_list("kind", "context", "url")]
    sent = [*Delivery.objects.filter(recipient__in=team).values_list("kind", "context", "address")]
    assert "interest_refused" in {row[0] for row in told}
    text = str(told) + str(sent)
    assert [name for name, canary in CANARIES.items() if canary in text] == []
    assert found.talent.public_id not in text


# ---------------------------------------------------------------- controls: the walk would see it
def test_after_the_consent_the_same_walk_finds_her(taxonomy):
    found = make_world(applied=True)
    visitor, seen = Visitor(found.owner), set()
    for path in walk(found):
        if path.startswith("/employer/"):
            visitor.open("get", path, lambda response: seen.update(leaks(response)))
    assert seen >= {"family_name", "school", "firm", "about", "letter", "note"}


def test_she_finds_her_own_but_not_the_teams_notes(taxonomy):
    found = make_world(applied=True)
    visitor, seen = Visitor(found.talent.user), set()
    for path in walk(found):
        if path.startswith(("/talent/", "/api/v1/")):
            visitor.open("get", path, lambda response: seen.update(leaks(response)))
    assert seen >= {"family_name", "school", "firm", "about"}
    assert "note" not in seen


def test_the_walk_knows_every_kind_of_pattern():
    found = {route.pattern for route in routes()}
    assert {"employer/candidates/{card_id}/", "talent/asked/{public_id}/", "admin/", "me/", "accounts/login/"} <= found
    assert not [path for path in found if set(path) & set("()?P<>^$\\")]
    assert all(path in {str(p) for p in EXEMPT} for path in EXEMPT)
    assert len(found) > 100
