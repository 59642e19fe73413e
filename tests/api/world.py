"""One employer with everything a stranger would like to see, one talent full of planted words, and who looks on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, URLResolver
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.agreements import records
from apps.agreements.models import Agreement, Contract
from apps.api.v1 import urls
from apps.applications import lifecycle as applications
from apps.challenges.models import Annex, Challenge, Problem
from apps.core import files, marks
from apps.core.models import File
from apps.employers.models import Employer
from apps.events.models import Event, Registration
from apps.experts.models import Expert
from apps.matching import release, review
from apps.matching.models import Match
from apps.notifications.send import tell
from apps.positions.models import Position
from apps.procedures.models import Objection
from apps.proposals import drafts
from apps.proposals.models import Proposal
from apps.reviews import appraisal, form_check
from apps.reviews.models import Opinion, Seat, Sheet
from apps.talents.models import BlockedEmployer, Experience, Talent, TalentProject, TalentSkill
from tests.agreements.factories import Cast, make_contracts, passed
from tests.api.work import work
from tests.challenges.content import make_challenge
from tests.events.cases import make_event, seat
from tests.factories import make_employer, make_expert, make_operator, make_position, make_talent, make_user
from tests.procedures.cases import lodge, objector
from tests.proposals.content import make_call, make_draft, make_sealed
from tests.reviews import cases
from tests.reviews.form_cases import opened, refused

HERE, ELSEWHERE = "370212", "370203"
SKILL = "deep_sea_anticorrosion_coating"

# What the talent wrote, who she is, where she was: none of it may reach anybody before she consents.
TALENT_WORDS = {
    "family_name": "Canaryfamily", "given_name": "Canarygiven", "name_zh": "金丝雀甲", "wechat": "canarywechat",
    "whatsapp": "canarywhatsapp",
}  # fmt: skip
TALENT_CANARIES = (
    *TALENT_WORDS.values(), "Canaryschool", "Canaryfirm", "Canarytitle", "Canarytext", "Canaryheadline", "Canaryabout",
    "Canarypaper", "Canaryskill", "Canaryletter", "canaryblocked.example", "canary.talent@example.test",
)  # fmt: skip
EMPLOYER_CANARIES = ("Canarydraft", "Canarycontact", "Canarycredit", "Canarynote")


@dataclass
class World:
    employer: Employer
    owner: User
    operator: User
    position: Position
    draft: Position
    unverified: Employer
    talent: Talent
    match: Match
    applicant: Talent
    application: Any
    message: Any
    call: Challenge
    problem: Problem
    objection: Objection
    open_call: Challenge
    proposal: Proposal
    sealed: Proposal
    expert: Expert
    checked: Proposal
    opinion: Opinion
    seat: Seat
    sheet: Sheet
    contract: Contract
    papers: list[Annex]
    record: Agreement
    registration: Registration
    event: Event
    onlookers: dict[str, User | None] = field(default_factory=dict)

    def ids(self) -> dict[str, list[str]]:
        """What stands in an address in place of `{id}`, by the noun before it."""
        return {
            "positions": [self.position.public_id, self.draft.public_id],
            "matches": [self.match.public_id, self.match.card_id],
            "applications": [self.application.public_id],
            "employers": [self.employer.public_id, self.unverified.public_id],
            "publicities": [self.objection.publicity.public_id],
            "objections": [self.objection.public_id],
            "me/messages": [self.message.public_id],
            "vocabularies": ["degree"],
            "challenges": [self.call.public_id, self.open_call.public_id, self.seat.panel.challenge.public_id],
            "proposals": [self.proposal.public_id, self.sealed.public_id, self.checked.public_id],
            "proposal-files": [self.proposal.draft.attachments.get().public_id],
            "sealed-parts": [package.public_id for package in self.sealed.packages.all()],
            "annexes": [paper.public_id for paper in self.papers],
            "agreements": [self.record.public_id, self.contract.agreement.public_id],
            "experts": [self.expert.public_id],
            "programmes": [self.call.programme.public_id],
            "problems": [self.problem.public_id],
            "appraisals": [self.opinion.public_id],
            "me/panels": [self.seat.public_id],
            "me/sheets": [self.sheet.public_id],
            "contracts": [self.contract.public_id],
            "contract-milestones": [self.contract.milestones.first().public_id],
            "events": [self.registration.event.public_id, self.event.public_id],
            "registrations": [self.registration.public_id],
            "contract-payments": [self.contract.payments.get().public_id],
        }


def planted(user: User, **fields: Any) -> Talent:
    talent = make_talent(
        headline="Canaryheadline corrosion", about="Canaryabout coatings against seawater corrosion", skills=(SKILL,),
        user=user, **{**TALENT_WORDS, **fields},
    )  # fmt: skip
    talent.education.update(school_text="Canaryschool")
    TalentSkill.objects.create(talent=talent, text="Canaryskill")
    Experience.objects.create(talent=talent, organisation="Canaryfirm", title="Canarytitle", text="Canarytext")
    TalentProject.objects.create(talent=talent, title_en="Canarypaper", summary="Canarytext")
    BlockedEmployer.objects.create(talent=talent, domain="canaryblocked.example")
    return talent


def build() -> World:
    """A released card of one talent, an application of another, a draft, an employer that waits for verification."""
    employer = make_employer(contact_name="Canarycontact", contact_phone="Canarycontact")
    employer.organisation.credit_code = "Canarycredit"
    employer.organisation.save()
    owner = Membership.objects.get(organisation=employer.organisation).user
    operator = make_operator(district=HERE)
    position = make_position(employer, skills=(SKILL,))
    draft = make_position(employer, state="draft", title="Canarydraft", title_en="Canarydraft")
    talent = planted(make_user("canary.talent@example.test"))
    applicant = planted(make_user(), family_name="Canaryfamily", wechat="canarywechat")
    for _number in range(4):  # fewer than five are not told at all
        make_talent(headline="Logistics planner", about="Warehouses.", chains=["logistics"])
    marks.touch("talent", list(Talent.objects.values_list("pk", flat=True)))
    marks.touch("position", [position.pk])
    work()
    match = Match.objects.get(position=position, talent=talent)
    review.approve(match, by=operator)
    release.release(position, by=operator)
    application = applications.start(applicant, position, by=applicant.user)
    applications.submit(application, by=applicant.user, letter="Canaryletter")
    message = tell(talent.user, "position_published", context={"position": {"en": "Canarynote"}}, key="planted")
    objection = lodge(by=objector(), name="Canaryfamily", text="Canarytext", remedy="Canarynote", phone="Canarycontact")
    match.refresh_from_db()
    open_call, proposal, sealed = proposed(talent.user, applicant.user)
    call = make_challenge(state="submitted", employer=employer, contact_name="Canarycontact")
    return World(
        employer, owner, operator, position, draft, make_employer(state="submitted", contact_name="Canarycontact"),
        talent, match, applicant, application, message,
        call,
        Problem.objects.create(employer=employer, title="Canarydraft", description="Canarydraft", state="returned", district=employer.organisation.district),
        objection, open_call, proposal, sealed,
        make_expert(name_zh="金丝雀甲", family_name="Canaryfamily", employer="Canaryfirm", district=HERE),
        checked_proposal(), asked_opinion(), *seated_expert(), contract_at_work(),
        [paper_of(call), paper_of(open_call)], noted_agreement(), place_at_an_event(),
        make_event(state="planned", district=HERE, title_zh="Canarydraft", title_en="Canarydraft"), onlookers(),
    )  # fmt: skip


def proposed(writer: User, other: User) -> tuple[Challenge, Proposal, Proposal]:
    """An open call with a draft of one and a sealed proposal of the other."""
    call = make_call()
    draft = make_draft(call, user=writer, team="Canarytext", route="Canarytext")
    drafts.attach(draft, "identity", b"%PDF-1.4 Canarytext", name="Canarytitle.pdf", by=writer)
    return call, Proposal.objects.get(pk=draft.pk), make_sealed(call, user=other, team="Canarytext")


def paper_of(call: Challenge) -> Annex:
    """A trade secret: of an open call everybody sees that there is one."""
    stored = files.store(
        b"%PDF-1.7 Canarytext", name="Canarydraft.pdf", content_type="application/pdf",
        data_class=File.DataClass.ANNEX, owner_ref=call.public_id,
    )  # fmt: skip
    return Annex.objects.create(challenge=call, title="Paper", level="trade_secret", file=stored)


def noted_agreement() -> Agreement:
    """An intention that grew from an event, between two sides that nobody here belongs to."""
    return records.record(
        by=make_operator(), kind="intention", title="Canarydraft", source="event", source_ref="canary", district=HERE,
        parties=[{"name": "Canaryfirm"}, {"name": "Canaryfamily"}],
    )  # fmt: skip


def place_at_an_event() -> Registration:
    """At an open event whose question has to be answered, so that an empty body registers nobody."""
    event = make_event(district=HERE)
    question = event.questions.create(label_en="Canteen or lunch box?", purpose_en="Lunch", required=True)
    return seat(event, make_user(), answers={question.public_id: "Canarytext"})


def checked_proposal() -> Proposal:
    """Opened, not passed, under appeal: every route about its form check reads a body."""
    _call, (proposal,) = opened(team="Canarytext", route="Canarytext")
    refused(proposal)
    form_check.appeal(proposal, by=proposal.lead, text="Canarytext")
    return proposal


def asked_opinion() -> Opinion:
    """Of an expert who has declared to be independent and writes."""
    call = make_challenge(state="district_checked", contact_name="Canarycontact")
    expert = make_expert(user=make_user("judge@institute.example.org"), name_zh="金丝雀乙", family_name="Canaryfamily")
    opinion = appraisal.ask(call, expert, by=make_operator(verbs=["challenges.approve"]))
    appraisal.declare(opinion, by=expert.user)
    appraisal.save(opinion, {"real": appraisal.Reply("no", "Canarytext")}, by=expert.user, text="Canarytext")
    return opinion


def seated_expert() -> tuple[Seat, Sheet]:
    """Of a panel that marks a proposal, with a sheet that is being written."""
    call = cases.make_reviewing(1, written={"team": "Canarytext", "route": "Canarytext"})
    cases.make_pool(6)
    panel = cases.scoring(cases.seated(cases.make_panel(call)))
    seat = panel.seats.filter(state="accepted").select_related("expert__user", "panel__challenge").first()
    assert seat is not None
    sheet = seat.sheets.select_related("proposal__challenge").get()
    cases.fill_sheet(sheet, 80, hand_in=False)
    sheet.for_applicant = sheet.for_panel = "Canarynote"
    sheet.save()
    return seat, sheet


def contract_at_work() -> Contract:
    """Its first milestone has passed and its payment waits; every route about it reads a body."""
    cast = Cast()
    (contract,) = make_contracts(cast, contact_name="Canarycontact")
    passed(contract.milestones.first(), cast, text="Canarytext")
    return contract


def onlookers() -> dict[str, User | None]:
    """People who have nothing to do with any of it."""
    other = make_employer(district=ELSEWHERE)
    retired = make_user(is_active=False)
    return {
        "anonymous": None,
        "stranger": make_user(),
        "other employer": Membership.objects.get(organisation=other.organisation).user,
        "other talent": make_talent(headline="Somebody else", confirmed=False).user,
        "operator elsewhere": make_operator(district=ELSEWHERE),
        "operator without verbs": make_operator(verbs=["nothing.at_all"]),
        "switched off": retired,
    }


def routes() -> dict[str, tuple[str, Any]]:
    """Every route of the API by name: its address with `{id}`, and what answers."""
    found: dict[str, tuple[str, Any]] = {}

    def walk(patterns: Any, before: str) -> None:
        for row in patterns:
            here = before + _plain(str(row.pattern))
            if isinstance(row, URLResolver):
                walk(row.url_patterns, here)
            elif isinstance(row, URLPattern):
                found[row.name] = (here, row.callback)

    walk(urls.urlpatterns, "")
    return found


def _plain(pattern: str) -> str:
    """A route's pattern with its placeholder written `{id}`."""
    text = re.sub(r"\(\?P<\w+>[^)]*\)", "{id}", pattern)
    return text.replace("^", "").replace("$", "").replace("\\Z", "")


def addresses(path: str, ids: dict[str, list[str]]) -> list[str]:
    """The addresses of a route for all planted objects."""
    if "{id}" not in path:
        return [path]
    return [path.replace("{id}", public_id) for public_id in ids[path.split("/{id}", maxsplit=1)[0]]]


def methods(callback: Any) -> set[str]:
    """HTTP methods that the view behind a route answers."""
    actions = getattr(callback, "actions", None)
    if actions:
        return set(actions) - {"head"}
    return {name for name in ("get", "post", "put", "patch", "delete") if hasattr(callback.cls, name)}


def soon(days: int = 3) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()
