"""Annexes: who reads them, and what the law on technology exports keeps at home."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.challenges import access, content, drafts, lifecycle, policies
from apps.challenges.models import Annex
from apps.core import audit, files
from apps.core.models import File
from apps.core.moves import GuardFailed
from apps.notifications.models import Message
from apps.talents import profiles
from apps.talents.sections import Identity
from tests.challenges.content import make_challenge
from tests.employers.codes import make_code
from tests.factories import make_employer, make_operator, make_organisation, make_talent, make_user

pytestmark = pytest.mark.django_db


def annex(level: str = "solvers", *, state: str = "published", **content) -> Annex:
    challenge = make_challenge(state=state, **content)
    stored = files.store(
        b"%PDF-1.7 paper", name="paper.pdf", content_type="application/pdf", data_class=File.DataClass.ANNEX,
        owner_ref=challenge.public_id,
    )  # fmt: skip
    return Annex.objects.create(challenge=challenge, title="图纸", level=level, file=stored)


def test_a_public_paper_is_for_everybody_once_the_call_is_public():
    paper, hidden = annex("public"), annex("public", state="submitted")
    assert files.may_read(AnonymousUser(), paper.file)
    assert not files.may_read(AnonymousUser(), hidden.file)
    assert files.may_read(
        hidden.challenge.employer.organisation.memberships.create(user=make_user(), role="owner").user, hidden.file
    )


def test_a_paper_for_solvers_opens_with_the_undertaking_alone():
    paper, reader = annex(), make_user()
    assert not files.may_read(reader, paper.file)
    access.undertake(paper.challenge, by=reader, country="us")
    assert files.may_read(reader, paper.file)
    assert not files.may_read(make_user(), paper.file)
    assert not files.may_read(AnonymousUser(), paper.file)


def test_signing_twice_is_signing_once_and_the_trail_knows():
    paper, reader = annex(), make_user()
    first = access.undertake(paper.challenge, by=reader, country="DE")
    assert access.undertake(paper.challenge, by=reader, country="CN") == first
    assert first.country == "DE"  # a second answer does not move her to where the paper may go
    entries = audit.timeline(paper.challenge, public_only=False).filter(act="undertake")
    assert [entry.public for entry in entries] == [False]


def test_a_trade_secret_needs_the_posters_admission_and_loses_it_again():
    paper, reader = annex("trade_secret"), make_user()
    row = access.undertake(paper.challenge, by=reader, country="CN")
    assert not files.may_read(reader, paper.file)
    access.admit(row, by=make_user())
    assert files.may_read(reader, paper.file)
    access.refuse(row, by=make_user())
    assert not files.may_read(reader, paper.file)


@pytest.mark.parametrize(
    ("control", "country", "licence", "opens"),
    [
        ("none", "US", "", True), ("licence", "US", "", False), ("licence", "US", "EX-1", True),
        ("licence", "CN", "", True), ("china_only", "US", "EX-1", False), ("china_only", "CN", "", True),
        ("china_only", "HK", "", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("level", ["public", "solvers"])
def test_what_may_leave_the_country(level, control, country, licence, opens):
    paper, reader = annex(level, export_control=control), make_user()
    row = access.undertake(paper.challenge, by=reader, country=country)
    if licence:
        access.license_(row, by=make_user(), number=licence)
    assert policies.can_read_annex(reader, paper) is opens


def test_a_word_alone_does_not_make_a_reader_one_in_china():
    paper = annex("solvers", export_control="china_only")
    abroad, of_a_body = make_user(), make_user()
    make_talent(user=abroad, country="DE")
    for reader, organisation in ((abroad, None), (of_a_body, make_organisation())):
        access.undertake(paper.challenge, by=reader, country="CN", organisation=organisation)
        assert not policies.can_read_annex(reader, paper)
    at_home = make_user()
    make_talent(user=at_home, country="CN")
    access.undertake(
        paper.challenge, by=at_home, country="CN", organisation=make_organisation(credit_code=make_code(41))
    )
    assert policies.can_read_annex(at_home, paper)


def test_a_controlled_paper_is_not_public_even_if_its_level_is():
    assert not policies.can_read_annex(AnonymousUser(), annex("public", export_control="licence"))


def test_operators_of_the_call_read_it_others_do_not():
    paper = annex("trade_secret")
    assert policies.can_read_annex(make_operator(verbs=["challenges.approve"]), paper)
    assert not policies.can_read_annex(make_operator(verbs=["positions.review"]), paper)
    assert not policies.can_read_annex(make_employer().owner, paper)


def test_the_undertaking_says_from_where():
    with pytest.raises(GuardFailed):
        access.undertake(annex().challenge, by=make_user(), country="")
    with pytest.raises(GuardFailed):
        access.undertake(annex(state="submitted").challenge, by=make_user(), country="CN")


def test_the_poster_hears_of_a_wish_to_read_its_secrets():
    paper = annex("trade_secret")
    owner = paper.challenge.employer.organisation.memberships.create(user=make_user(), role="owner").user
    access.undertake(paper.challenge, by=make_user(), country="CN")
    assert list(owner.messages.values_list("kind", flat=True)) == ["annex_asked"]


def test_the_reader_hears_what_became_of_her_wish_each_word_once():
    paper, reader = annex("trade_secret"), make_user()
    row = access.undertake(paper.challenge, by=reader, country="CN")
    for step in (access.admit, access.admit, access.refuse, access.refuse, access.admit):
        step(row, by=make_user())
    told = reader.messages.order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["annex_admitted", "annex_refused", "annex_admitted"]
    assert told[0].url == f"/challenges/{paper.challenge.public_id}/#papers"


# ---------------------------------------------------------------- the department
ASKED = "annex_licence_asked"


def asked(user=None) -> list[Message]:
    rows = Message.objects.filter(kind=ASKED)
    return list(rows.filter(recipient=user) if user else rows)


def test_the_department_hears_once_that_a_reader_abroad_waits():
    paper, department = annex(export_control="licence"), make_operator(verbs=["challenges.approve"])
    reader, other = make_user(), make_user()
    for user in (reader, reader, other):
        access.undertake(paper.challenge, by=user, country="DE")
    access.ask_for_licences(paper.challenge)
    assert len(asked(department)) == 2
    told = asked(department)[0]
    assert told.url == f"/admin/challenges/challenge/{paper.challenge.pk}/change/#readers"
    assert str(reader) not in str(told.context)


@pytest.mark.parametrize(("control", "country"), [("none", "DE"), ("china_only", "DE"), ("licence", "CN")])
def test_where_no_licence_would_help_nobody_is_asked_for_one(control, country):
    paper = annex(export_control=control)
    make_operator(verbs=["challenges.approve"])
    access.undertake(paper.challenge, by=make_user(), country=country)
    assert asked() == []


def test_who_only_says_that_she_reads_in_china_waits_like_the_others():
    paper, reader = annex(export_control="licence"), make_user()
    make_operator(verbs=["challenges.approve"])
    make_talent(user=reader, country="DE")
    access.undertake(paper.challenge, by=reader, country="CN")
    assert len(asked()) == 1


def test_a_call_without_papers_asks_for_no_licence():
    make_operator(verbs=["challenges.approve"])
    access.undertake(make_challenge(state="published", export_control="licence"), by=make_user(), country="DE")
    assert asked() == []


def test_who_may_not_enter_it_is_not_asked():
    paper = annex(export_control="licence")
    for options in (
        {"verbs": ["challenges.publish", "challenges.review"]},
        {"district": "370202", "verbs": ["challenges.approve"]},
    ):
        make_operator(**options)
    torn = make_operator(verbs=["challenges.approve"])
    torn.memberships.create(organisation=paper.challenge.employer.organisation, role="hiring_manager")
    access.undertake(paper.challenge, by=make_user(), country="DE")
    assert asked() == []
    assert not policies.can_license(torn, paper.challenge)


def test_with_a_licence_she_waits_no_longer():
    paper, department = annex(export_control="licence"), make_operator(verbs=["challenges.approve"])
    row = access.undertake(paper.challenge, by=make_user(), country="DE")
    assert access.waits_for_licence(row)
    for number in ("EX-1", "EX-1/2"):
        access.license_(row, by=department, number=number)
    assert not access.waits_for_licence(row)
    assert [told.kind for told in row.user.messages.all()] == ["annex_licensed"]
    Message.objects.all().delete()
    access.ask_for_licences(paper.challenge)
    assert asked() == []


def test_who_moves_abroad_after_she_signed_waits_from_then_on(taxonomy):
    paper, reader = annex(export_control="licence"), make_user()
    department, talent = make_operator(verbs=["challenges.approve"]), make_talent(user=reader, country="CN")
    access.undertake(paper.challenge, by=reader, country="CN")
    assert asked() == []
    for country in ("CN", "DE", "FR"):
        name = {"family_name": talent.family_name, "given_name": talent.given_name, "name_zh": talent.name_zh}
        profiles.save_identity(talent, Identity(**name, country=country), by=reader)
    assert len(asked(department)) == 1


def test_papers_that_an_amendment_lets_abroad_are_waited_for():
    paper, department = annex(export_control="china_only"), make_operator(verbs=["challenges.approve"])
    challenge = paper.challenge
    access.undertake(challenge, by=make_user(), country="DE")
    looser = replace(content.read(challenge.current), export_control="licence")
    drafts.save(challenge, looser, by=make_user())
    lifecycle.amend(challenge, by=make_user(), note="放宽")
    assert len(asked(department)) == 1
