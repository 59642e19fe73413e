"""A call with public money over REST alone: twelve proposals, three of them joint, seven experts, an objection that is
upheld, a winner who was second in rank, three milestones of which one is reworked, and the evaluation.

Its round is there already: rules are written in the administration. These tests commit, as the opening of a call does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.accounts.models import User
from apps.agreements.terms import StopRule
from apps.challenges.models import Challenge, Programme
from apps.core import audit
from apps.notifications.models import Delivery
from tests.api.conftest import ROOT, Api
from tests.api.test_proposals import BODY, member
from tests.challenges.content import make_programme
from tests.factories import make_employer
from tests.journeys import call_cast, clock, vocabularies
from tests.journeys.call_stage import Office, office
from tests.journeys.calls import PASSPHRASE

pytestmark = pytest.mark.django_db(transaction=True)
APPLICANTS, JOINT, SEATS = 12, 3, 7
CALL: dict[str, Any] = {
    "texts": [
        {
            "language": "zh-hans", "title": "深海防腐涂层寿命提升", "summary": "让海工装备涂层在三千米水深下的寿命达到十年。",
            "background": "现有涂层在高压海水中两年即鼓泡。", "difficulties": "高压渗透与阴极剥离同时发生。",
            "research": "低渗透树脂体系与界面处理工艺。", "deliverables": "配方、工艺规程、样件三十件。",
            "acceptance": "第三方高压釜试验，最终用户现场挂片。",
        },
        {
            "language": "en", "is_original": False, "title": "Longer life for deep-sea coatings",
            "summary": "Coatings of subsea equipment shall last ten years at 3,000 m.",
        },
    ],
    "indicators": [
        {"metric": "涂层寿命", "comparison": "ge", "threshold": "10", "unit": "年", "method": "高压釜", "verifier": "检测中心"},
        {"metric": "渗透率", "comparison": "le", "threshold": "0.5", "unit": "g/m²·d", "method": "称重", "verifier": "检测中心"},
    ],
    "milestones": [
        {"title": "配方定型", "due_month": 6, "share": "30.00", "goals": [{"metric": "渗透率", "threshold": "1"}]},
        {"title": "中试", "due_month": 14, "share": "30.00", "goals": [{"metric": "涂层寿命", "threshold": "6"}]},
        {"title": "实海验证", "due_month": 24, "share": "40.00",
         "goals": [{"metric": "涂层寿命", "threshold": "10"}, {"metric": "渗透率", "threshold": "0.5"}]},
    ],
    "skills": ["防腐涂层", "电化学阻抗谱"], "disciplines": ["materials"], "cooperation": ["joint"],
    "chain": call_cast.FIELD, "district": call_cast.DISTRICT, "source": "企业生产", "bounty": 2_000_000,
    "grant": 1_000_000, "own_money": 4_000_000, "term_months": 24, "payment_mode": "milestones", "ip_choice": "joint",
    "contact_name": "张工", "contact_phone": "0532-80000000", "credit_clean": True, "beyond_own_means": True,
}  # fmt: skip
OBJECTION = {
    "name": "温澜", "phone": "13800000000", "ground": "conflict", "text": "拟中选者与发榜方有劳务关系。", "remedy": "请重新确定。",
}  # fmt: skip


@dataclass
class Story:
    """Everybody's client, and the addresses below the call."""

    api: Any
    office: Office
    poster: User
    call: str = ""
    clients: dict[int, Api] | None = None

    def of(self, user: User) -> Api:
        self.clients = self.clients or {}
        if user.pk not in self.clients:
            self.clients[user.pk] = self.api(user)
        return self.clients[user.pk]

    def at(self, user: User, step: str, body: Any = None, method: str = "post") -> Any:
        """A step below the call."""
        return self.of(user).ok(method, f"challenges/{self.call}/{step}", body)

    def stored(self) -> Challenge:
        return Challenge.objects.get(public_id=self.call)


@pytest.fixture
def story(api: Any) -> Story:
    vocabularies.stand()
    return Story(api, office(), make_employer().owner)


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 " + name.encode(), "application/pdf")


def test_from_a_call_to_its_evaluation(story: Story) -> None:
    published(story, make_programme("state_run", panel_size=SEATS, appraisal=False))
    leads = call_cast.applicants(APPLICANTS, "en")
    ids = [sealed(story, lead) for lead in leads[JOINT:]]
    partners = call_cast.applicants(JOINT, "en", first=APPLICANTS)
    ids = [sealed(story, lead, partner) for lead, partner in zip(leads[:JOINT], partners, strict=True)] + ids
    opened_and_checked(story, ids)
    scored(story, ids)
    first_award_falls(story, ids[0], objector=leads[-1])
    second_award_holds(story, ids[1], leads[1])
    contract = contracted(story, ids[1], leads[1])
    worked(story, contract, leads[1])
    done = accepted(story, contract, leads[1])
    assert (done["state"], done["paid"], done["evaluation"]["grade"]) == ("evaluated", 800_000, "excellent")
    assert story.api().ok("get", f"challenges/{story.call}/")["state"] == "evaluated"
    assert audit.broken_links(story.stored()) == []


def published(story: Story, programme: Programme) -> None:
    """Written, submitted, checked, approved, its keys prepared, published."""
    body = {**CALL, "programme": programme.public_id, "closes_at": (timezone.now() + timedelta(days=40)).isoformat()}
    made = story.of(story.poster).ok("post", "challenges/", body)
    assert made["missing"] == []
    story.call, here = made["id"], story.office
    assert story.at(story.poster, "submit/")["state"] == "submitted"
    assert story.at(here.district, "check/", {})["state"] == "district_checked"
    assert story.at(here.department, "approve/", {})["state"] == "approved"
    for holder in here.holders:
        story.of(holder).ok("post", "me/opening-key/", {"passphrase": PASSPHRASE.format(holder.pk)})
    story.at(here.publisher, "key/", {"holders": [holder.public_id for holder in here.holders]})
    assert story.at(here.publisher, "publish/", {"no_state_secret": True})["state"] == "published"


def sealed(story: Story, lead: User, partner: User | None = None) -> str:
    """One proposal, alone or with somebody who joins by her mail and signs for herself."""
    hers = story.of(lead)
    made = hers.ok("post", "proposals/", {"challenge": story.call, "country": "CN", "independent": True})
    mine = f"proposals/{made['id']}/"
    hers.ok("patch", mine, BODY)
    if partner is not None:
        rows = [member(str(lead), "60.00"), member(str(partner.display_name), "40.00", email=str(partner.email))]
        hers.ok("put", f"{mine}members/", {"members": rows})
        mail = Delivery.objects.get(kind="proposal_invited", address=partner.email)
        secret = mail.context["url"].rstrip("/").rsplit("/", 1)[-1]
        story.of(partner).ok("post", "proposals/join/", {"secret": secret})
        story.of(partner).ok("post", f"{mine}sign/")
    hers.ok("post", f"{mine}sign/")
    assert hers.ok("post", f"{mine}seal/")["state"] == "submitted"
    return str(made["id"])


def opened_and_checked(story: Story, ids: list[str]) -> None:
    """Closed by the clock, opened by two people in one request, each proposal looked at."""
    clock.deadline_passes(story.stored())
    here = story.office
    pairs = [{"holder": one.public_id, "passphrase": PASSPHRASE.format(one.pk)} for one in here.holders]
    assert len(story.at(here.holders[0], "open/", {"holders": pairs})["opened"]) == APPLICANTS
    checker = story.of(here.district)
    for one in ids:
        items = checker.ok("get", f"proposals/{one}/form-check/")["items"]
        ticks = [{"item": row["item"], "verdict": "met"} for row in items]
        found = checker.ok("post", f"proposals/{one}/form-check/", {"items": ticks, "outcome": "eligible"})
        assert found["state"] == "eligible"
    assert story.at(here.district, "begin-review/")["state"] == "reviewing"


def scored(story: Story, ids: list[str]) -> None:
    """Seven are drawn, one declines, the next takes her place; everybody marks blind; the marks are locked."""
    experts = {expert.public_id: expert.user for expert in call_cast.pool(SEATS + 2)}
    run = story.office.district
    panel = story.at(run, "panel/", {"places": [{"field": call_cast.FIELD, "places": SEATS}]})
    assert story.api().ok("get", f"challenges/{story.call}/draw/")["draw"]["fields"][call_cast.FIELD]["places"] == SEATS
    busy = next(seat for seat in panel["seats"] if seat["state"] == "invited")
    story.of(experts[busy["expert"]]).ok("post", f"me/panels/{busy['id']}/decline/", {"reason": "出差"})
    seats = [row for row in story.at(run, "panel/", method="get")["seats"] if row["state"] == "invited"]
    for seat in seats:
        story.of(experts[seat["expert"]]).ok("post", f"me/panels/{seat['id']}/accept/", {"independent": True})
    story.at(run, "panel/begin/", {"due_at": (timezone.now() + timedelta(days=7)).isoformat()})
    place = {story_code(story, one): at for at, one in enumerate(ids)}
    for number, seat in enumerate(seats):
        marked(story.of(experts[seat["expert"]]), seat["id"], place, number)
    assert story.at(run, "panel/lock/")["state"] == "locked"
    order = story.at(run, "results/", method="get")["results"]
    assert [row["id"] for row in order] == ids
    assert [row["passes"] for row in order].count(True) == 8


def story_code(story: Story, proposal: str) -> str:
    """The name of a proposal before the experts, which no answer to an applicant or an expert ties to her."""
    return str(story.stored().proposals.get(public_id=proposal).pseudonym.code)


def marked(expert: Api, seat: str, place: dict[str, int], number: int) -> None:
    for sheet in expert.ok("get", f"me/panels/{seat}/")["sheets"]:
        here = f"me/sheets/{sheet['id']}/"
        shown = expert.ok("get", here)
        assert set(shown["content"]) <= {"route", "plan", "milestones", "budget", "quote", "ip"}
        value = str(92 - 3 * place[sheet["code"]] + number % 3 * 0.5)
        marks = [{"criterion": row["criterion"], "value": value} for row in shown["marks"]]
        expert.ok("patch", here, {"marks": marks, "for_applicant": "路线清楚，指标可验证。", "saves": shown["saves"]})
        assert expert.ok("post", f"{here}submit/")["state"] == "handed_in"


def first_award_falls(story: Story, winner: str, *, objector: User) -> None:
    """The best is announced; somebody objects under her real name, and is right."""
    here = story.office
    story.at(here.department, "determination/", {"winners": [winner], "reasons": "得分最高。"})
    assert story.of(here.department).call("post", f"challenges/{story.call}/determination/announce/").status_code == 403
    story.at(here.publisher, "determination/announce/")
    notice = story.api().ok("get", "publicities/")["results"][0]["id"]
    lodged = story.of(objector).ok("post", "objections/", {**OBJECTION, "publicity": notice})
    case = f"objections/{lodged['id']}/"
    assert story.of(here.department).call("post", f"{case}accept/").status_code in (403, 404)
    for step in ("accept", "investigate", "uphold"):
        story.of(here.objections).ok("post", f"{case}{step}/")
    story.of(here.objections).ok("post", f"{case}answer/", {"text": "经核实，异议成立。"})
    assert story.of(objector).ok("get", case)["outcome"] == "upheld"
    assert story.api().ok("get", f"challenges/{story.call}/")["state"] == "reviewing"


def second_award_holds(story: Story, winner: str, lead: User) -> None:
    """The second in rank follows, after a publicity period of its own."""
    here = story.office
    story.at(here.department, "determination/", {"winners": [winner], "reasons": "异议成立，由第二名递补。"})
    story.at(here.second, "determination/announce/")
    clock.period_passes(story.stored())
    made = story.at(here.department, "determination/", method="get")["results"]
    assert [row["state"] for row in made] == ["effective", "overturned"]
    assert [row["rank"] for row in made[0]["winners"]] == [2]
    assert story.of(lead).ok("get", f"proposals/{winner}/result/")["rank"] == 2


def contracted(story: Story, proposal: str, lead: User) -> str:
    """Drawn up, signed by both sides on paper, filed, begun."""
    keeper = story.of(story.office.publisher)
    terms = {"proposal": proposal, "amount": 800_000, "stop_rules": list(StopRule.values), "grace_days": 30}
    made = keeper.ok("post", "contracts/", terms)
    here = f"contracts/{made['id']}/"
    for user, sealed_ in ((lead, False), (story.poster, True)):
        body = {"file": pdf("scan.pdf"), "signatory": "Zhang", "sealed": sealed_}
        assert story.of(user).post(f"{ROOT}{here}scan/", body, format="multipart").status_code == 201
    for party in keeper.ok("get", here)["parties"]:
        body = {"side": party["side"], "sha256": party["scan"]["sha256"]}
        keeper.ok("post", f"{here}file-side/", body)
    assert keeper.ok("post", f"{here}begin/")["state"] == "executing"
    return here


def worked(story: Story, contract: str, lead: User) -> None:
    """Three milestones; the second one is sent back once; each is paid by two people."""
    team, poster = story.of(lead), story.of(story.poster)
    for row in team.ok("get", contract)["milestones"]:
        here = f"contract-milestones/{row['id']}/"
        reported(team, here, row["goals"])
        if row["number"] == 2:
            assert poster.ok("post", f"{here}send-back/", {"reason": "样件数量不足。"})["state"] == "rework"
            reported(team, here, row["goals"])
        poster.ok("post", f"{here}confirm/")
        story.of(story.office.second).ok("post", f"{here}pass/")
        due = next(one for one in team.ok("get", contract)["payments"] if one["milestone"] == row["id"])
        first, second = (story.of(user) for user in story.office.finance)
        first.ok("post", f"contract-payments/{due['id']}/order/")
        assert first.call("post", f"contract-payments/{due['id']}/release/", {"reference": "X"}).status_code == 403
        second.ok("post", f"contract-payments/{due['id']}/release/", {"reference": f"QD-{row['number']}"})
    assert [len(row["reports"]) for row in team.ok("get", contract)["milestones"]] == [1, 2, 1]


def reported(team: Api, milestone: str, goals: list[Any]) -> None:
    body = {"text": "本阶段指标已达到。", "files": [pdf("report.pdf")]}
    for at, goal in enumerate(goals):
        body |= {f"measured[{at}]indicator": goal["indicator"], f"measured[{at}]value": goal["threshold"]}
    answer = team.post(f"{ROOT}{milestone}report/", body, format="multipart")
    assert (answer.status_code, answer.json()["state"]) == (201, "reported"), answer.content


def accepted(story: Story, contract: str, lead: User) -> Any:
    """Against every indicator, with the end user's word; then what became of it."""
    story.of(lead).ok("post", f"{contract}acceptance/")
    word = {"name": "海工装备制造厂", "word": "挂片一年无鼓泡。", "satisfied": True, "file": pdf("end-user.pdf")}
    assert story.of(story.poster).post(f"{ROOT}{contract}user-word/", word, format="multipart").status_code == 200
    indicators = story.of(lead).ok("get", contract)["indicators"]
    measured = [{"indicator": row["id"], "value": value} for row, value in zip(indicators, ("11", "0.4"), strict=True)]
    officer = story.of(story.office.department)
    heard = {"measured": measured, "experts": "许岫云、顾岫石、邵岫林", "opinion": "各项指标均达到，同意验收。"}
    assert officer.ok("post", f"{contract}accept/", heard)["state"] == "accepted"
    figures = {"score": 92, "transfer": "own_use", "transfer_value": 300_000, "patents": 2}
    return officer.ok("post", f"{contract}evaluation/", figures)
