"""Who may do what with a talent: a table of roles and verbs."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts import consents, lifecycle
from apps.core import files
from apps.core.models import File
from apps.talents import policies
from apps.talents.models import Claim, CvReading, DuplicateProposal, Talent
from apps.talents.states import ClaimState
from tests.factories import make_consent, make_employer, make_operator, make_talent
from tests.talents.world import marked

pytestmark = pytest.mark.django_db
ROLES = ("owner", "other_talent", "operator", "district_operator", "auditor", "member", "granted_member", "nobody")
ALLOWED = {
    "edit": {"owner"},
    "upload": {"owner"},
    "submit_claim": {"owner"},
    "review": {"operator"},
    "decide_claim": {"operator"},
    "decide_duplicate": {"operator"},
    "see_identity": {"owner", "operator", "granted_member"},
    "read_cv": {"owner", "operator", "granted_member"},
    "read_paper": {"owner", "operator"},
    "see": {"owner", "operator", "district_operator", "granted_member"},
}


def cast(role: str, talent: Talent) -> Any:
    from django.contrib.auth.models import AnonymousUser

    match role:
        case "owner":
            return talent.user
        case "other_talent":
            return make_talent().user
        case "operator":
            return make_operator(verbs=["talents.review"])
        case "district_operator":
            return make_operator(verbs=["talents.review"], district="370212")
        case "auditor":
            return make_operator(verbs=["audit.read"])
        case "member":
            return make_employer().owner
        case "granted_member":
            employer = make_employer()
            consent = make_consent(talent.user, recipient=employer.organisation)
            consents.open_to(employer.organisation, consent=consent, purpose="application", source_ref="a")
            return employer.owner
    return AnonymousUser()


def may(verb: str, user: Any, talent: Talent) -> bool:
    claim = Claim(talent=talent, kind="degree", state=ClaimState.IN_CHECK)
    match verb:
        case "submit_claim":
            return policies.can_submit_claim(user, claim)
        case "decide_claim":
            return policies.can_decide_claim(user, claim)
        case "decide_duplicate":
            return policies.can_decide_duplicate(user, DuplicateProposal(first=talent, second=make_talent()))
        case "read_cv":
            return files.may_read(user, _file(talent, CvReading.Step.CONFIRMED))
        case "read_paper":
            return files.may_read(user, _file(talent, None))
        case "see":
            return Talent.objects.visible_to(user).filter(pk=talent.pk).exists()
    return bool(getattr(policies, f"can_{verb}")(user, talent))


def _file(talent: Talent, step: str | None) -> File:
    file = files.store(
        b"text", name="cv.txt", content_type="text/plain", data_class="cv", owner_ref=talent.user.public_id
    )
    if step:
        CvReading.objects.create(talent=talent, file=file, step=step)
    return file


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", ALLOWED)
def test_role_and_verb(role: str, verb: str) -> None:
    talent = make_talent()
    assert may(verb, cast(role, talent), talent) is (role in ALLOWED[verb])


def test_an_unconfirmed_cv_stays_closed_to_organisations() -> None:
    talent = make_talent()
    member = cast("granted_member", talent)
    assert files.may_read(member, _file(talent, CvReading.Step.READ)) is False


def test_an_operator_does_not_review_herself() -> None:
    operator = make_operator()
    assert policies.can_review(operator, make_talent(user=operator)) is False


def test_an_appeal_goes_to_another_officer() -> None:
    first, second = make_operator(), make_operator()
    claim = Claim(talent=make_talent(), kind="degree", state=ClaimState.APPEALED, decided_by=first)
    assert [policies.can_decide_claim(user, claim) for user in (first, second)] == [False, True]


def test_a_merged_profile_is_closed() -> None:
    kept, merged = make_talent(), make_talent()
    merged.merged_into = kept
    merged.save()
    assert policies.can_edit(merged.user, merged) is False
    assert not Talent.objects.visible_to(merged.user).exists()


def test_an_account_that_is_closing_is_not_ranked() -> None:
    talent = make_talent()
    lifecycle.request_deactivation(talent.user, by=talent.user)
    assert marked(talent) == 1
    assert not Talent.objects.rankable().filter(pk=talent.pk).exists()
