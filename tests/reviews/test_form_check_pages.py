"""The applicant's pages of the form check, the operators' and the department's."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from apps.proposals import corrections
from apps.proposals.models import Proposal
from apps.reviews import form_check
from apps.reviews.models import CheckList, FormAppeal
from tests.challenges.content import make_programme
from tests.factories import make_member, make_notice, make_operator, make_user
from tests.proposals.content import CONTENT
from tests.reviews.form_cases import admitted, check_of, checker, department, opened, refused, returned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notice():
    """What a member reads before she lets her name be shown."""
    return make_notice("award_publicity")


def page(proposal, name="proposal", *args) -> str:
    return reverse(f"proposals:{name}", args=[proposal.public_id, *args])


def admin_page(obj) -> str:
    return reverse(f"admin:reviews_{obj._meta.model_name}_change", args=[obj.pk])


def call_page(challenge) -> str:
    return reverse("admin:reviews_formcheck_call", args=[challenge.public_id])


# ---------------------------------------------------------------- applicant


def test_nothing_is_shown_before_the_decision(client):
    _challenge, (proposal,) = opened()
    client.force_login(proposal.lead)
    assert "Form check" not in client.get(page(proposal)).content.decode()


def test_she_reads_the_reasons_and_appeals_once(client):
    _challenge, (proposal,) = opened()
    refused(proposal)
    client.force_login(proposal.lead)
    text = client.get(page(proposal)).content.decode()
    assert "附件不符合要求。" in text
    assert "附件与名称不符" in text
    assert page(proposal, "appeal") in text
    assert client.post(page(proposal, "appeal"), {"text": ""}).status_code == 422
    assert client.post(page(proposal, "appeal"), {"text": "只是缩写"}).status_code == 302
    assert FormAppeal.objects.get().text == "只是缩写"
    assert client.get(page(proposal, "appeal")).status_code == 302
    text = client.get(page(proposal)).content.decode()
    assert "只是缩写" in text
    assert page(proposal, "appeal") not in text
    form_check.refuse(FormAppeal.objects.get(), by=department(), reply="理由不成立")
    assert "理由不成立" in client.get(page(proposal)).content.decode()


def test_a_correction_shows_only_what_was_asked_for(client):
    _challenge, (proposal,) = opened()
    proposal = returned(proposal, "plan", "milestones")
    client.force_login(proposal.lead)
    assert page(proposal, "correction") in client.get(page(proposal)).content.decode()
    text = client.get(page(proposal, "correction")).content.decode()
    with translation.override("zh-hans"):
        assert str(corrections.targets()["plan"]) in text
        assert str(corrections.targets()["route"]) not in text
    assert page(proposal, "write", "blind") in text
    assert page(proposal, "write", "identity") not in text
    text = client.get(page(proposal, "write", "blind")).content.decode()
    assert 'name="plan"' in text
    assert 'name="route"' not in text
    assert "budget-TOTAL_FORMS" not in text
    assert page(proposal, "attach", "blind") not in text
    rows = {
        "milestones-TOTAL_FORMS": 1,
        "milestones-INITIAL_FORMS": 0,
        "milestones-0-title": "定型",
        "milestones-0-month": "5",
    }
    client.post(page(proposal, "write", "blind"), {"plan": "改正后的计划", "route": "stolen", **rows})
    client.post(page(proposal, "act"), {"act": "seal"})
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert client.get(page(proposal, "correction")).status_code == 302


def test_a_page_without_anything_to_write_still_shows_its_files(client):
    _challenge, (proposal,) = opened()
    proposal = returned(proposal, "files_identity")
    client.force_login(proposal.lead)
    assert page(proposal, "attach", "identity") in client.get(page(proposal, "write", "identity")).content.decode()
    text = client.get(page(proposal, "write", "blind")).content.decode()
    assert CONTENT["route"] not in text


def test_members_are_corrected_where_that_was_asked_for(client):
    _challenge, (proposal,) = opened()
    proposal = returned(proposal, "members")
    client.force_login(proposal.lead)
    assert page(proposal, "members") in client.get(page(proposal, "correction")).content.decode()


def test_strangers_find_neither_page(client):
    _challenge, (proposal,) = opened()
    refused(proposal)
    client.force_login(make_user())
    assert client.get(page(proposal, "appeal")).status_code == 404
    assert client.get(page(proposal, "correction")).status_code == 404


# ---------------------------------------------------------------- operators


def test_the_operator_checks_item_by_item_and_decides(client):
    challenge, (proposal,) = opened()
    check = check_of(proposal)
    client.force_login(checker())
    assert challenge.number in client.get(call_page(challenge)).content.decode()
    assert proposal.public_id in client.get(reverse("admin:reviews_formcheck_changelist")).content.decode()
    text = client.get(admin_page(check)).content.decode()
    assert CONTENT["team"] in text
    client.post(admin_page(check), {"act": "save", "verdict_conflicts": "unmet", "remark_conflicts": "没有说明"})
    assert check.items.get(item="conflicts").remark == "没有说明"
    ticks = {f"verdict_{item.item}": "met" for item in check.items.all()}
    client.post(admin_page(check), {"act": "admit", **ticks})
    proposal.refresh_from_db()
    assert proposal.state == "eligible"
    assert client.post(call_page(challenge)).status_code == 302
    challenge.refresh_from_db()
    assert challenge.state == "reviewing"


def test_the_operator_returns_what_is_named(client):
    _challenge, (proposal,) = opened()
    check = check_of(proposal)
    client.force_login(checker())
    ticks = {f"verdict_{item.item}": "met" for item in check.items.all()} | {
        "verdict_complete": "unmet", "remark_complete": "x",
    }  # fmt: skip
    client.post(admin_page(check), {"act": "return", "reason": "请说明", **ticks})
    assert Proposal.objects.get().state == "submitted"  # nothing was named
    client.post(admin_page(check), {"act": "return", "reason": "请说明", "asked": ["plan"], **ticks})
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.asked) == ("returned", ["plan"])
    assert "请说明" in client.get(admin_page(check)).content.decode()


def test_the_operator_finds_it_ineligible(client):
    _challenge, (proposal,) = opened()
    check = check_of(proposal)
    client.force_login(checker())
    ticks = {f"verdict_{item.item}": "met" for item in check.items.all()} | {
        "verdict_shares": "unmet", "remark_shares": "比例不符",
    }  # fmt: skip
    client.post(admin_page(check), {"act": "ineligible", "reason": "比例不符", **ticks})
    assert Proposal.objects.get().state == "ineligible"


@pytest.mark.parametrize("who", ["elsewhere", "poster", "member", "opener"])
def test_others_find_no_check(client, who):
    challenge, (proposal,) = opened()
    user = {
        "elsewhere": lambda: make_operator(district="370202", verbs=["challenges.review"]),
        "poster": lambda: make_member(challenge.employer.organisation),
        "member": checker,
        "opener": lambda: make_operator(verbs=["challenges.open"]),
    }[who]()
    user.is_staff = True
    user.save()
    if who == "member":
        proposal.members.create(user=user, name="x", country="CN", budget_share=0, ip_share=0)
    client.force_login(user)
    for address in (admin_page(check_of(proposal)), call_page(challenge)):
        assert client.get(address).status_code in (302, 403, 404)
        assert CONTENT["team"] not in client.get(address, follow=True).content.decode()
    client.post(admin_page(check_of(proposal)), {"act": "save", "verdict_conflicts": "unmet"})
    assert check_of(proposal).items.get(item="conflicts").verdict == ""


def test_the_department_reads_the_check_but_does_not_decide_it(client):
    _challenge, (proposal,) = opened()
    client.force_login(department())
    assert client.get(admin_page(check_of(proposal))).status_code == 200
    assert client.post(admin_page(check_of(proposal)), {"act": "save"}).status_code == 403


def test_the_department_decides_an_appeal(client):
    _challenge, (proposal,) = opened()
    refused(proposal)
    made = form_check.appeal(proposal, by=proposal.lead, text="只是缩写")
    client.force_login(department())
    assert client.get(reverse("admin:reviews_formappeal_changelist")).status_code == 200
    assert "只是缩写" in client.get(admin_page(made)).content.decode()
    client.post(admin_page(made), {"step": "allow", "text": "成立"})
    proposal.refresh_from_db()
    assert proposal.state == "eligible"


def test_the_review_does_not_begin_by_somebody_without_the_right(client):
    challenge, (proposal,) = opened()
    admitted(proposal)
    client.force_login(department())
    assert client.post(call_page(challenge)).status_code == 403


def test_a_check_list_is_frozen_with_its_round(client):
    draft, running = make_programme(open_=False), make_programme()
    client.force_login(make_operator(verbs=["challenges.programmes"]))
    add = reverse("admin:reviews_checklist_add")
    assert client.get(add).status_code == 200
    client.post(add, {"programme": draft.pk, "items": ["complete", "signed"], "appeal_days": 3})
    mine = CheckList.objects.get(programme=draft)
    assert (mine.items, mine.appeal_days) == (["complete", "signed"], 3)
    other = CheckList.objects.create(programme=running)
    client.post(admin_page(other), {"programme": running.pk, "items": ["complete"], "appeal_days": 9})
    other.refresh_from_db()
    assert other.appeal_days == 5
    client.post(add, {"programme": draft.pk, "items": ["age"], "appeal_days": 3})
    assert CheckList.objects.get(programme=draft).items == ["complete", "signed"]
