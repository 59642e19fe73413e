"""Blindness: with everything an expert gets, nobody tells better than by chance who wrote which proposal.

The attacker knows in which order the applicants sealed (she may have heard it) and sees all that the expert sees: answers
of the API, pages, files and their names, headers, ids, order, times, messages. Every value she finds is tried as a key:
proposals in its order are said to be those of the applicants in the order of sealing. All applicants write the same words, so
that nothing but the house could give them away. Seeds are fixed: the same numbers on every run.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from apps.core import ids
from apps.notifications.models import Message
from apps.proposals import blind_scan, drafts, sealing
from apps.proposals.models import Proposal
from apps.reviews import panels
from apps.reviews.models import Panel, Pseudonym, Seat, Sheet
from tests.api.conftest import Api
from tests.factories import make_organisation, make_user
from tests.proposals.content import make_draft, signed
from tests.proposals.test_blind_scan import pdf
from tests.reviews import cases

pytestmark = pytest.mark.django_db
PANELS, APPLICANTS = 12, 4
# By chance one of the four is right in a panel, give or take one: 12 in 12 panels, standard deviation 3.5. Some hundred
# keys are tried; five deviations above the mean no single one of them lies by chance.
BOUND = PANELS + 5 * PANELS**0.5
Seen = dict[str, dict[str, Any]]  # what is seen of each proposal, by its name before the experts
CANARIES = ("Canaryperson", "Canaryworks", "canarymail", "Canaryteam", "Canaryrecord", "Canaryfile", "Canaryconflict")


class Seeded:
    """`secrets` as the house uses it, from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def SystemRandom(self) -> random.Random:  # noqa: N802  the name of what it stands for
        return self.random

    def choice(self, rows: Any) -> Any:
        return self.random.choice(rows)


class InOrder(random.Random):
    """A shuffle that does not."""

    def shuffle(self, x: Any) -> None:
        return None


@pytest.fixture
def call(monkeypatch):
    """Four applicants, each with everything that could name it, who wrote the same words."""
    monkeypatch.setattr(ids, "secrets", Seeded(1))
    content = {"team": "Canaryteam", "record": "Canaryrecord", "conflicts": "Canaryconflict: none"}
    with pytest.MonkeyPatch.context() as patched:
        numbers = iter(range(APPLICANTS))
        patched.setattr(cases, "make_user", lambda **_fields: applicant(next(numbers)))
        patched.setattr(blind_scan, "scan", lambda *_what: [])  # tried on its own; here it is only slow
        patched.setattr(cases, "make_sealed", sealed_with(pdf("the same route")))
        found = cases.make_reviewing(APPLICANTS, written=content, panel_size=3)
    for proposal in found.entrants:
        Proposal.objects.filter(pk=proposal.pk).update(organisation=make_organisation(name_zh="Canaryworks 某厂"))
    cases.make_pool(4)
    return found


def applicant(number: int) -> Any:
    return make_user(f"canarymail{number}@canarymail.test", display_name=f"Canaryperson Number{'abcd'[number]}")


def sealed_with(paper: bytes) -> Callable[..., Proposal]:
    """Each encloses the same paper under a name of its own."""

    def make(challenge: Any, **options: Any) -> Proposal:
        proposal = make_draft(challenge, **options)
        drafts.attach(proposal, "blind", paper, name=f"Canaryfile{proposal.pk}.pdf", by=proposal.lead)
        sealing.submit(signed(proposal), by=proposal.lead)
        return proposal

    return make


def seated_expert(call: Any) -> Seat:
    """A panel whose marks are open, and one of its experts."""
    panel = cases.scoring(cases.seated(cases.make_panel(call, 3)))
    found = Seat.objects.filter(panel=panel, state="accepted").select_related("expert__user").order_by("pk").first()
    assert found is not None
    return found


def answers(seat: Seat, client: Any) -> Iterator[tuple[str, str, Any]]:
    """(name of the proposal or "", where, answer) of everything an expert can ask for."""
    api = Api()
    api.force_authenticate(seat.expert.user)
    client.force_login(seat.expert.user)
    call = seat.panel.challenge
    yield "", "api.panels", api.call("get", "me/panels/")
    yield "", "api.panel", api.call("get", f"me/panels/{seat.public_id}/")
    yield "", "api.draw", api.call("get", f"challenges/{call.public_id}/draw/")
    yield "", "api.call", api.call("get", f"challenges/{call.public_id}/")
    yield "", "api.timeline", api.call("get", f"challenges/{call.public_id}/timeline/")
    yield "", "api.messages", api.call("get", "me/messages/")
    yield "", "page.panel", client.get(reverse("expert:panel", args=[seat.public_id]))
    yield "", "page.home", client.get(reverse("expert:home"))
    for row in api.call("get", f"me/panels/{seat.public_id}/").json()["sheets"]:
        code, ref = row["code"], row["id"]
        yield code, "api.sheet", api.call("get", f"me/sheets/{ref}/")
        yield code, "page.sheet", client.get(reverse("expert:sheet", args=[ref]))
        yield code, "api.file", api.call("get", f"me/sheets/{ref}/file/?n=0")
        yield code, "page.file", client.get(reverse("expert:sheet-file", args=[ref, 0]))


def leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from leaves(value, f"{path}.{at}")
    else:
        yield path, node


def look(seat: Seat, client: Any) -> Seen:
    """Keys of the attacker: every value, its length and hash; places in lists and on pages; headers; ids."""
    seen: Seen = defaultdict(dict)
    whole: dict[str, str] = {}
    for code, where, answer in answers(seat, client):
        assert answer.status_code == 200, (where, answer.status_code)
        text = answer.content.decode(errors="replace")
        if not code:
            whole[where] = text
            continue
        found = seen[code]
        found["code"] = code
        rows = list(leaves(answer.json(), where)) if where == "api.sheet" else []
        rows += [(f"{where}.header.{name}", value) for name, value in answer.headers.items()]
        rows.append((f"{where}.size", len(text)))
        for path, value in rows:
            found[path] = str(value)
            found[f"{path}.length"] = len(str(value))
            found[f"{path}.hash"] = hashlib.sha256(str(value).encode()).hexdigest()
    for code, found in seen.items():
        found |= {f"{where}.place": text.find(code) for where, text in whole.items()}
    return seen


def hits(seen: Seen, key: str, truth: list[str], dice: random.Random) -> int:
    """How many are right if the order of `key` is taken for the order of sealing; what is equal is thrown dice for."""
    codes = sorted(seen)
    dice.shuffle(codes)
    codes.sort(key=lambda code: seen[code].get(key, ""))
    return sum(guess == right for guess, right in zip(codes, truth, strict=True))


def attack(call: Any, client: Any, monkeypatch: Any, shuffler: Callable[[int], random.Random]) -> dict[str, int]:
    """Hits of each key over all panels, each drawn anew and taken back."""
    total: dict[str, int] = defaultdict(int)
    for number in range(PANELS):
        seeded = Seeded(1000 + number)
        monkeypatch.setattr(ids, "secrets", seeded)
        monkeypatch.setattr(panels, "secrets", type("Stub", (), {"SystemRandom": lambda n=number: shuffler(n)}))
        with transaction.atomic():
            seat = seated_expert(call)
            rows = Pseudonym.objects.filter(panel=seat.panel_id).order_by("proposal__sealed_at")
            truth = list(rows.values_list("code", flat=True))
            seen = look(seat, client)
            for key in sorted(set().union(*seen.values())):
                total[key] += hits(seen, key, truth, random.Random(f"{number}{key}"))
                total[f"{key} backwards"] += hits(seen, key, truth[::-1], random.Random(f"{number}{key}b"))
            transaction.set_rollback(True)
    return total


def test_everything_an_expert_gets_tells_no_more_than_chance(call, client, monkeypatch):
    found = attack(call, client, monkeypatch, lambda number: random.Random(number))
    assert len(found) > 100, "the attacker has looked at little"
    assert {key: right for key, right in found.items() if right > BOUND} == {}


def test_the_attacker_is_good_enough_to_find_names_in_the_order_of_sealing(call, client, monkeypatch):
    """The test above fails if names follow the order in which proposals were sealed."""
    found = attack(call, client, monkeypatch, lambda number: InOrder(number))
    assert found["code"] == PANELS * APPLICANTS > BOUND
    assert found["api.panel.place"] > BOUND


def test_two_sheets_differ_in_nothing_but_name_and_id(call, client):
    """The applicants wrote the same: so whatever else differs comes from who they are."""
    seat = seated_expert(call)
    masked: dict[str, set[str]] = defaultdict(set)
    for code, where, answer in answers(seat, client):
        if code:
            ref = Sheet.objects.get(seat=seat, proposal__pseudonym__code=code).public_id
            text = answer.content.decode(errors="replace").replace(code, "CODE").replace(ref, "ID")
            masked[where].add(
                re.sub(r"[A-Za-z0-9]{64}", "", text)
            )  # tokens against forged requests, anew in each answer
    assert {where: len(texts) for where, texts in masked.items()} == dict.fromkeys(
        ("api.sheet", "page.sheet", "api.file", "page.file"), 1
    )


def test_no_answer_to_an_expert_names_an_applicant(call, client):
    seat = seated_expert(call)
    named = set(CANARIES)
    for proposal in Proposal.objects.filter(challenge=call).select_related("lead", "organisation"):
        named |= {proposal.public_id, proposal.lead.public_id, proposal.organisation.public_id}
        for package in proposal.packages.select_related("sealed", "opened"):
            named |= {package.public_id, package.sealed.public_id, package.opened.public_id}
    for _code, where, answer in answers(seat, client):
        text = answer.content.decode(errors="replace") + str(answer.headers)
        assert [word for word in named if word in text] == [], where
    told = str(list(Message.objects.filter(recipient=seat.expert.user).values("context", "url")))
    assert [word for word in named if word in told] == []


def test_nothing_of_an_applicant_opens_to_an_expert_who_knows_its_ids(call):
    seat = seated_expert(call)
    api = Api()
    api.force_authenticate(seat.expert.user)
    proposal = call.entrants[0]
    routes = [
        f"proposals/{proposal.public_id}/{step}" for step in ("", "result/", "receipts/", "timeline/", "form-check/")
    ]
    routes += [
        f"sealed-parts/{package.public_id}/{step}"
        for package in proposal.packages.all()
        for step in ("", "sealed/", "file/")
    ]
    routes += [
        f"challenges/{call.public_id}/{step}/" for step in ("panel", "results", "determination", "proposals", "key")
    ]
    for route in routes:
        assert api.call("get", route).status_code in (403, 404), route


def test_one_expert_has_another_reference_in_every_call():
    """And a proposal's name is drawn anew in each: what was learned in one call helps in no other."""
    pool = cases.make_pool(5, cases_max=9)
    refs, sheets = set(), set()
    for _each in range(2):
        call = cases.make_reviewing(1, panel_size=3)
        cases.scoring(cases.seated(cases.make_panel(call, 3)))
        refs |= set(Seat.objects.filter(panel__challenge=call).values_list("public_id", flat=True))
        sheets |= set(Sheet.objects.filter(proposal__challenge=call).values_list("public_id", flat=True))
    assert len(refs) == 2 * len(pool)
    assert len(sheets) == 6
    assert Panel.objects.count() == 2
