"""Each thing that people do with a pair is kept, with the score and the factor values of that moment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.applications import lifecycle as applications
from apps.applications.models import Application
from apps.matching import interest, labels, learning, lists, review
from apps.matching.models import Label, Match, MatchResult, Recommendation
from apps.matching.states import MatchState
from tests.factories import make_notice, make_operator, make_position, make_talent
from tests.matching.world import match_of, rank, ranked

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def notices():
    for purpose in ("share_application", "share_interest"):
        make_notice(purpose)


@pytest.fixture
def position():
    return make_position(headcount=1)


@pytest.fixture
def talent():
    return make_talent()


def applied(talent, position):
    application = applications.start(talent, position, by=talent.user)
    applications.submit(application, by=talent.user)
    return Application.objects.get()


def kinds():
    return list(Label.objects.order_by("id").values_list("kind", flat=True))


def soon():
    return timezone.now() + timedelta(days=3)


def test_the_way_to_a_hire_is_kept_step_by_step(position, talent):
    (result,) = ranked(position, talent)
    owner, operator = make_operator(), make_operator()
    application = applied(talent, position)
    applications.view(application, by=owner)
    applications.shortlist(application, by=owner)
    applications.invite(application, by=owner, proposed=[soon()])
    applications.offer(application, by=owner, salary=400_000, until=soon())
    applications.accept(application, by=talent.user)
    applications.arrange(application, by=operator)
    applications.hire(application, by=operator, start_on=timezone.localdate())
    assert kinds() == ["applied", "shortlisted", "interview", "offered", "offer_accepted", "hired"]
    last = Label.objects.latest("id")
    assert (last.score, last.values, last.by) == (result.score, result.values, operator)
    assert (last.weights_version, last.encoder_id) == (result.run.weights_version, result.run.encoder_id)


def test_not_taken_further_keeps_the_reason(position, talent):
    ranked(position, talent)
    application = applied(talent, position)
    applications.reject(application, by=make_operator(), reason_code="experience", reason="Thank you.")
    kept = Label.objects.latest("id")
    assert (kept.kind, kept.reason_code) == ("not_taken", "experience")


def test_a_declined_offer_is_kept(position, talent):
    ranked(position, talent)
    application = applied(talent, position)
    Application.objects.update(state="offered", offer_until=soon())
    application.refresh_from_db()
    applications.decline(application, by=talent.user)
    assert kinds() == ["applied", "offer_declined"]


def test_a_talent_who_refuses_is_kept(position, talent):
    ranked(position, talent)
    Match.objects.update(state=MatchState.SENT_TO_TALENT)
    interest.refuse(match_of(position, talent), by=talent.user)
    assert kinds() == ["talent_refused"]


def test_who_applies_without_standing_on_a_list_becomes_a_pair_that_no_list_suggests(position, talent):
    applied(talent, position)
    match = match_of(position, talent)
    assert (match.state, match.is_new, kinds()) == (MatchState.CONVERTED, False, ["applied"])
    ranked(position, talent)
    assert match_of(position, talent) == match
    assert [row.match.state for row in lists.results(position)] == [MatchState.CONVERTED]


def test_her_values_then_come_from_what_was_recommended_to_her(position, talent):
    values = {"text": 0.5, "skills": None}
    Recommendation.objects.create(
        talent=talent, position=position, generation=1, rank=1, score=41_000, values=values, points={}
    )
    applied(talent, position)
    kept = Label.objects.get()
    assert (kept.score, kept.values, kept.weights_version) == (41_000, values, None)


def test_another_move_of_another_object_keeps_nothing(position, talent):
    ranked(position, talent)
    review.assign(match_of(position, talent), to=make_operator(), by=make_operator())
    assert kinds() == []


def grade(*steps):
    rows = [Label(kind=kind, reason_code=reason) for kind, _, reason in (step.partition(":") for step in steps)]
    return learning.grade_of(rows)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], None),
        (["held", "reordered", "talent_agreed", "talent_refused", "applied"], None),
        (["approved"], learning.APPROVED),
        (["rejected:too_junior"], learning.NO),
        (["rejected:conflict"], None),
        (["rejected:duplicate"], None),
        (["approved", "rejected:evidence_weak"], learning.NO),
        (["rejected:too_junior", "approved"], learning.APPROVED),
        (["approved", "employer_interest", "talent_refused"], learning.WANTED),
        (["approved", "employer_passed:field"], learning.NO),
        (["approved", "employer_interest", "not_taken:experience"], learning.NO),
        (["approved", "shortlisted", "not_taken:filled"], learning.WANTED),
        (["approved", "interview", "not_taken:experience"], learning.MET),
        (["approved", "interview", "offered", "offer_declined"], learning.CHOSEN),
        (["applied", "shortlisted", "interview", "offered", "offer_accepted", "hired"], learning.CHOSEN),
    ],
)
def test_what_a_pair_is_worth(steps, expected):
    assert grade(*steps) == expected


def test_every_kind_that_is_kept_has_a_name_and_is_known():
    assert set(learning.GRADES) | set(learning.REFUSALS) < set(labels.LabelKind)
    assert set(labels.OF_APPLICATIONS.values()) < set(labels.LabelKind)


def test_pairs_are_gathered_by_posting_with_their_last_values(position, talent):
    ranked(position, talent)
    other = make_talent()
    ranked(position, other)
    operator = make_operator()
    review.approve(match_of(position, talent), by=operator)
    review.reject(match_of(position, other), by=operator, reason_code="too_junior")
    second = make_position()
    rank(second)
    review.hold(match_of(second, talent), by=operator)
    (found,) = learning.decided("letters-1")
    assert (found.posting, sorted(found.grades)) == (position.public_id, [0, 1])
    values = dict(MatchResult.objects.filter(run__position=position).values_list("match__talent_id", "values"))
    assert values[talent.pk] in found.values


def test_labels_under_another_encoder_are_left_out(position, talent):
    ranked(position, talent)
    review.approve(match_of(position, talent), by=make_operator())
    assert learning.decided("letters-2") == []
    Label.objects.update(encoder_id="")  # of before the encoder was kept
    assert len(learning.decided("letters-2")) == 1


def test_a_reader_of_the_trail_sees_words_and_no_codes(position, talent, admin_client):
    ranked(position, talent)
    review.reject(match_of(position, talent), by=make_operator(), reason_code="too_junior")
    page = admin_client.get(reverse("admin:matching_label_changelist"), headers=ENGLISH)
    row = page.content.decode().split("<tbody", 1)[1]
    assert "rejected in review" in row
    assert "too little experience" in row
    assert str(position) in row
    assert "too_junior" not in row
    assert f"{Label.objects.get().score / 1000:.1f}" in row
    listed = admin_client.get(reverse("admin:matching_label_changelist"), {"kind": "approved"}, headers=ENGLISH)
    assert str(position) not in listed.content.decode()
    detail = admin_client.get(reverse("admin:matching_label_change", args=[Label.objects.get().pk]), headers=ENGLISH)
    assert "too little experience" in detail.content.decode()
