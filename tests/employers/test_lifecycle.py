"""Verification: each step, each refusal, and the clock."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.employers import clock, lifecycle, profiles
from apps.employers.models import Employer
from apps.employers.profiles import ProfileContent
from apps.notifications.models import Delivery, Message
from tests.employers.codes import make_code
from tests.factories import make_employer, make_operator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    """Everything is there but the submission."""
    found = make_employer(state="unverified", contact_name="Li", contact_phone="0532-1")
    found.organisation.credit_code = make_code(1)
    found.organisation.save()
    for kind in ("licence", "mandate"):
        profiles.add_document(found, kind, b"%PDF-x", name="a.pdf", content_type="application/pdf", by=found.owner)
    return found


@pytest.fixture
def operator():
    return make_operator()


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_its_creator_owns_it():
    user = make_user()
    employer = lifecycle.create(by=user, name_zh="示例", district="370212", type="private")
    assert list(employer.organisation.memberships.values_list("user", "role")) == [(user.pk, "owner")]
    assert (employer.state, [entry.act for entry in audit.timeline(employer)]) == ("unverified", ["create"])


def test_the_way_to_verification(employer, operator):
    lifecycle.submit(employer, by=employer.owner)
    assert (employer.state, told(operator)) == ("submitted", ["employer_submitted"])
    assert employer.submitted_at is not None
    assert not Delivery.objects.filter(recipient=operator).exists()
    lifecycle.verify(employer, by=operator)
    assert (employer.state, employer.verified_by, told(employer.owner)) == ("verified", operator, ["employer_verified"])
    assert employer.verified_until == (timezone.now() + timedelta(days=730)).date()


@pytest.mark.parametrize("gap", ["credit_code", "district", "contact", "licence", "mandate"])
def test_nothing_is_submitted_with_a_gap(employer, gap):
    organisation = employer.organisation
    if gap in ("licence", "mandate"):
        employer.documents.filter(kind=gap).delete()
    elif gap == "contact":
        employer.contact_phone = ""
    else:
        setattr(organisation, gap, None if gap == "credit_code" else "")
    assert lifecycle.missing(employer) == [gap]
    with pytest.raises(GuardFailed, match="missing"):
        lifecycle.submit(employer, by=employer.owner)
    assert Employer.objects.get().state == "unverified"


@pytest.mark.parametrize("step", [lifecycle.return_, lifecycle.reject, lifecycle.suspend])
def test_bad_news_needs_a_reason(step, operator):
    employer = make_employer(state="verified" if step is lifecycle.suspend else "submitted")
    with pytest.raises(GuardFailed, match="reason"):
        step(employer, by=operator, reason=" \n")
    step(employer, by=operator, reason="The licence has run out.")
    message = Message.objects.get(recipient=employer.owner)
    assert message.context["reason"] == "The licence has run out."
    assert Delivery.objects.get(recipient=employer.owner).kind == message.kind


STEPS = {
    "submit": lambda e, by: lifecycle.submit(e, by=by),
    "verify": lambda e, by: lifecycle.verify(e, by=by),
    "vouch": lambda e, by: lifecycle.vouch(e, by=by),
    "return": lambda e, by: lifecycle.return_(e, by=by, reason="x"),
    "reject": lambda e, by: lifecycle.reject(e, by=by, reason="x"),
    "suspend": lambda e, by: lifecycle.suspend(e, by=by, reason="x"),
    "reinstate": lambda e, by: lifecycle.reinstate(e, by=by),
    "expire": lambda e, by: lifecycle.expire(e),
}
POSSIBLE = {
    "unverified": {"submit", "vouch"},
    "submitted": {"verify", "return", "reject"},
    "returned": {"submit"},
    "verified": {"submit", "suspend", "expire"},
    "rejected": set(),
    "suspended": {"reject", "reinstate"},
    "expired": {"submit"},
}


@pytest.mark.parametrize("state", POSSIBLE)
def test_every_other_step_is_refused(employer, state, operator):
    facts = {"verified_at": timezone.now(), "verified_by": operator} if state == "verified" else {}
    taken = set()
    for name, step in STEPS.items():
        Employer.objects.update(state=state, verified_at=facts.get("verified_at"), verified_by=facts.get("verified_by"))
        fresh = Employer.objects.get()
        if state == "suspended" and name == "reinstate":
            Employer.objects.update(verified_at=timezone.now(), verified_by=operator)
        try:
            step(fresh, operator)
        except IllegalMove:
            assert Employer.objects.get().state == state
        else:
            taken.add(name)
    assert taken == POSSIBLE[state]


def test_the_clock_ends_verifications_once():
    over, last_day = make_employer(), make_employer()
    Employer.objects.filter(pk=over.pk).update(verified_until=date(2026, 6, 1))
    Employer.objects.filter(pk=last_day.pk).update(verified_until=date(2026, 6, 2))
    assert (clock.expire_due(date(2026, 6, 2)), clock.expire_due(date(2026, 6, 2))) == (1, 0)
    over.refresh_from_db()
    assert (over.state, told(over.owner)) == ("expired", ["employer_expired"])


# ---------------------------------------------------------------- the profile
def save(employer, **organisation):
    return profiles.save(employer, ProfileContent(organisation=organisation), by=employer.owner)


def test_a_new_name_or_code_of_a_verified_employer_is_verified_again(employer, operator):
    lifecycle.submit(employer, by=employer.owner)
    lifecycle.verify(employer, by=operator)
    assert save(employer, district="370202") is False
    assert employer.state == "verified"
    assert save(employer, name_zh="新的名称") is True
    assert employer.state == "submitted"


def test_without_papers_a_verified_name_does_not_change():
    employer = make_employer()
    before = employer.organisation.name_zh
    with pytest.raises(GuardFailed):
        save(employer, name_zh="新的名称")
    employer.organisation.refresh_from_db()
    assert employer.organisation.name_zh == before


def test_name_and_code_stand_still_while_they_are_verified(employer):
    lifecycle.submit(employer, by=employer.owner)
    with pytest.raises(GuardFailed, match="while they are being verified"):
        save(employer, name_en="Another")


def test_texts_come_and_go(employer):
    content = ProfileContent(texts={"zh-hans": ("一句话", "关于"), "en": ("", "")})
    profiles.save(employer, content, by=employer.owner)
    assert list(employer.texts.values_list("language", "slogan")) == [("zh-hans", "一句话")]
    profiles.save(employer, ProfileContent(texts={"zh-hans": ("", "")}), by=employer.owner)
    assert employer.texts.count() == 0


def test_papers_that_were_submitted_stay(employer, django_capture_on_commit_callbacks):
    paper = employer.documents.get(kind="mandate")
    lifecycle.submit(employer, by=employer.owner)
    with pytest.raises(GuardFailed, match="stay on file"):
        profiles.remove_document(paper, by=employer.owner)
    lifecycle.return_(employer, by=make_operator(), reason="A better copy, please.")
    with django_capture_on_commit_callbacks(execute=True):
        profiles.remove_document(employer.documents.select_related("employer").get(pk=paper.pk), by=employer.owner)
    assert list(employer.documents.values_list("kind", flat=True)) == ["licence"]
    assert lifecycle.missing(employer) == ["mandate"]


def test_a_dozen_papers_are_enough(employer):
    for _number in range(10):
        profiles.add_document(
            employer, "agent_id", b"%PDF-", name="a.pdf", content_type="application/pdf", by=employer.owner
        )
    with pytest.raises(Exception, match="enough papers"):
        profiles.add_document(
            employer, "agent_id", b"%PDF-", name="a.pdf", content_type="application/pdf", by=employer.owner
        )


def test_a_renamed_employers_positions_are_found_under_the_new_name():
    from apps.positions.models import Position
    from apps.positions.search import matching
    from tests.factories import make_position

    employer = make_employer(state="unverified")
    make_position(employer)
    save(employer, name_zh="蓝鲸重工")
    assert matching(Position.objects.all(), "蓝鲸").count() == 1
