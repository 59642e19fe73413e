"""Facts of an expert: each kind of tie reads its own, others hear of every change, unknown is never taken for known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from apps.core import audit
from apps.core.moves import GuardFailed
from apps.experts import profiles, quality
from apps.experts.days import today
from apps.experts.models import Tie
from tests.employers.codes import make_code
from tests.experts.test_lifecycle import heard
from tests.factories import make_expert, make_operator

__all__ = ["heard"]
pytestmark = pytest.mark.django_db
CODE = make_code(7)


@pytest.fixture
def expert():
    return make_expert(employer="", confirmed=False)


def refused(expert, kind, **values) -> set[str]:
    with pytest.raises(ValidationError) as error:
        profiles.save_tie(expert, kind, values, by=expert.user)
    assert not expert.ties.exists()
    return set(error.value.message_dict)


def test_a_profile_is_stored_and_others_hear_of_it(expert, heard):
    profiles.save(expert, {"family_name": "  Su ", "chains": ["hydrogen"], "state": "ended"}, by=expert.user)
    expert.refresh_from_db()
    assert (expert.family_name, expert.chains, expert.state) == ("Su", ["hydrogen"], "active")
    assert heard == [expert.public_id]


def test_a_profile_without_any_name_is_refused(expert):
    with pytest.raises(ValidationError) as error:
        profiles.save(expert, {"name_zh": "", "family_name": " "}, by=expert.user)
    assert set(error.value.message_dict) == {"name_zh"}


@pytest.mark.parametrize(
    ("written", "stored"),
    [("0000-0002-1825-0097", "0000-0002-1825-0097"), ("https://orcid.org/000000021825009 7".replace(" ", ""), "0000-0002-1825-0097"),
     ("0000-0002-1694-233x", "0000-0002-1694-233X"), ("", "")],
)  # fmt: skip
def test_an_orcid_is_read_as_people_write_it(expert, written, stored):
    profiles.save(expert, {"orcid": written}, by=expert.user)
    assert expert.orcid == stored


def test_an_orcid_with_a_slip_is_refused(expert):
    assert refused(expert, "co_author", name_zh="林知远", orcid="0000-0002-1825-0098") == {"orcid"}


def test_an_employer_has_its_facts_and_nothing_else(expert, heard):
    tie = profiles.save_tie(
        expert, "employer",
        {"name_zh": " 岚屿研究所 ", "credit_code": CODE.lower(), "parent_codes": [make_code(8)], "orcid": "x", "domain": "y"},
        by=expert.user,
    )  # fmt: skip
    row = Tie.objects.get()
    assert (row.pk, row.name_zh, row.credit_code, row.parent_codes) == (tie.pk, "岚屿研究所", CODE, [make_code(8)])
    assert (row.orcid, row.domain, row.source) == ("", "", "self")
    assert heard == [expert.public_id]


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("employer", {}, "name_zh"),
        ("employer", {"credit_code": "123"}, "credit_code"),
        ("employer", {"name_zh": "a", "parent_codes": ["123"]}, "parent_codes"),
        ("employer", {"name_zh": "a", "until": today() - timedelta(days=1)}, "until"),
        ("former_employer", {"name_zh": "a", "until": today() + timedelta(days=1)}, "until"),
        ("mail_domain", {}, "domain"),
        ("mail_domain", {"domain": "not a domain"}, "domain"),
        ("joint_proposal", {}, "proposal_ref"),
        ("relative", {"body_name": "岚屿研究所"}, "name_zh"),
    ],
)
def test_each_kind_needs_what_is_compared(expert, kind, values, field):
    assert refused(expert, kind, **values) == {field}


def test_a_domain_is_what_stands_behind_the_at(expert):
    assert (
        profiles.save_tie(expert, "mail_domain", {"domain": "Su@Lab.Lanyu.cn"}, by=expert.user).domain == "lab.lanyu.cn"
    )


def test_a_row_that_becomes_another_kind_keeps_nothing_of_the_first(expert, heard):
    tie = profiles.save_tie(expert, "employer", {"name_zh": "岚屿研究所", "credit_code": CODE}, by=expert.user)
    profiles.save_tie(expert, "relative", {"name_zh": "苏海宁", "body_name": "澄海材料"}, by=expert.user, tie=tie)
    row = Tie.objects.get()
    assert (row.kind, row.name_zh, row.credit_code, row.body_name) == ("relative", "苏海宁", "", "澄海材料")
    profiles.remove_tie(row, by=expert.user)
    assert not expert.ties.exists()
    assert heard == [expert.public_id] * 3
    acts = [entry.act for entry in audit.timeline(expert, public_only=False)]
    assert acts == ["add_tie", "edit_tie", "remove_tie"]


def test_names_of_third_persons_are_not_in_the_trail_and_not_readable_at_rest(expert):
    profiles.save_tie(expert, "relative", {"name_zh": "苏海宁"}, by=expert.user)
    entries = audit.timeline(expert, public_only=False)
    assert "苏海宁" not in str([entry.data for entry in entries])
    assert Tie.objects.extra(select={"raw": "name_zh"}).values_list("raw", flat=True).get() != "苏海宁"


@pytest.mark.parametrize("source", ["office", "platform"])
def test_what_others_noted_she_cannot_take_back(expert, source):
    operator = make_operator()
    tie = profiles.save_tie(expert, "relative", {"name_zh": "苏海宁"}, by=operator, source=source)
    with pytest.raises(GuardFailed):
        profiles.remove_tie(tie, by=expert.user)
    with pytest.raises(GuardFailed):
        profiles.save_tie(expert, "relative", {"name_zh": "苏某"}, by=expert.user, tie=tie)
    if source == "office":
        profiles.remove_tie(tie, by=operator, source="office")
        assert not expert.ties.exists()


def test_a_joint_proposal_is_noted_once(expert, heard):
    profiles.note_joint_proposal(expert, "abc")
    profiles.note_joint_proposal(expert, "abc")
    assert expert.ties.get().source == "platform"
    assert heard == [expert.public_id]


def test_rows_have_an_end(expert, monkeypatch):
    monkeypatch.setattr(profiles, "MOST_TIES", 1)
    profiles.save_tie(expert, "relative", {"name_zh": "苏海宁"}, by=expert.user)
    with pytest.raises(GuardFailed):
        profiles.save_tie(expert, "relative", {"name_zh": "苏海晏"}, by=expert.user)


def test_facts_are_confirmed_only_with_a_name_and_an_employer(expert, heard):
    assert profiles.missing(expert) == ["employer"]
    with pytest.raises(GuardFailed):
        profiles.confirm_facts(expert, by=expert.user)
    profiles.save_tie(expert, "employer", {"name_zh": "岚屿研究所"}, by=expert.user)
    profiles.confirm_facts(expert, by=expert.user)
    expert.refresh_from_db()
    assert expert.facts_confirmed_on == today()
    assert heard == [expert.public_id] * 2
    expert.name_zh = expert.family_name = ""
    with pytest.raises(GuardFailed):
        profiles.confirm_facts(expert, by=expert.user)


def test_a_quality_note_has_words_and_stays_off_her_timeline(expert):
    operator = make_operator()
    with pytest.raises(GuardFailed):
        quality.note(expert, "good", " ", by=operator)
    quality.note(expert, "good", "意见具体、按时。", by=operator)
    assert list(audit.timeline(expert)) == []
