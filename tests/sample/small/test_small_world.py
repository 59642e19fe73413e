"""The small world: how many of each, every state there is, nothing that looks real where it must not."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import models
from django.db.models import F, Max, Min
from django.utils import timezone

from apps.accounts.models import Consent, Grant, Organisation, User
from apps.accounts.states import AccountState
from apps.applications.models import Application, Interview, Note
from apps.applications.states import OPEN, ApplicationState
from apps.core import audit
from apps.core.models import AuditEntry, Mark
from apps.employers.models import Employer, EmployerText
from apps.employers.states import EmployerState
from apps.matching.models import Match
from apps.matching.states import MatchState
from apps.positions import search, wording
from apps.positions.models import Position, PositionRevision, PositionText
from apps.positions.states import PositionState, RevisionState
from apps.sample.world import EMPLOYER_TYPES, World
from apps.talents.content import content_hash
from apps.talents.models import Claim, DuplicateProposal, Talent, TalentText
from apps.talents.states import ClaimState
from apps.taxonomy.models import School


def _counted(model: type[models.Model], column: str = "state") -> Counter[str]:
    return Counter(model._base_manager.values_list(column, flat=True))


# ---------------------------------------------------------------- how many
def test_employers_have_the_shares_of_the_fair(world: World) -> None:
    counts = _counted(Employer, "type")
    assert counts == EMPLOYER_TYPES
    assert counts.total() == 205
    assert (counts["private"], counts["university"] + counts["institute"], counts["soe"]) == (129, 34, 27)


def test_positions_and_talents_are_as_many_as_asked_for(world: World) -> None:
    assert (Position.objects.count(), Talent.objects.count()) == (300, 400)
    assert Position.objects.values("employer").distinct().count() == world.size.hiring == 120
    assert len(_counted(PositionRevision, "chain")) == 24


def test_languages_of_the_talents(world: World) -> None:
    writes = Counter(
        tuple(sorted(t.language for t in talent.texts.all())) for talent in Talent.objects.prefetch_related("texts")
    )
    share = {languages: count / 400 for languages, count in writes.items()}
    assert share["en",] == pytest.approx(0.55, abs=0.02)
    assert share["zh-hans",] == pytest.approx(0.30, abs=0.02)
    assert share["en", "zh-hans"] + share["zh-hant",] == pytest.approx(0.15, abs=0.02)
    traditional = TalentText.objects.filter(language="zh-hant").values_list("about", flat=True)
    assert any("與" in text or "為" in text for text in traditional)


# ---------------------------------------------------------------- every state
@pytest.mark.parametrize(
    ("model", "states", "missing"),
    [
        (Employer, EmployerState, set()),
        (Position, PositionState, set()),
        (PositionRevision, RevisionState, set()),
        (Application, ApplicationState, set()),
        (Claim, ClaimState, set()),
        (User, AccountState, {AccountState.ERASED}),  # nobody is left of them
        (Match, MatchState, {MatchState.EMPLOYER_INTEREST, MatchState.MUTUAL_INTEREST, MatchState.STALE}),  # passed through
    ],
)  # fmt: skip
def test_every_state_is_met(
    world: World, model: type[models.Model], states: type[models.TextChoices], missing: set[str]
) -> None:
    assert set(states.values) - _counted(model).keys() == missing


def test_states_and_histories_agree(world: World) -> None:
    """The last step of each subject led to the state it is in; who has no step is where everything begins."""
    for model in (Employer, Position, PositionRevision, Application, Claim, Match):
        kind = model._meta.label_lower
        steps = AuditEntry.objects.filter(subject_kind=kind).exclude(state_to="").order_by("id")
        last = dict(steps.values_list("subject_ref", "state_to"))
        first = model._meta.get_field("state").default
        states = dict(model._base_manager.values_list("public_id", "state"))
        assert {ref: last.get(ref, first) for ref in states} == states


def test_no_chain_of_entries_is_broken(world: World) -> None:
    for model in (Employer, Position, Application, Consent, User):
        for row in model._base_manager.order_by("-pk")[:60]:
            assert audit.broken_links(row) == []


def test_history_spans_ninety_days_and_ends_before_now(world: World) -> None:
    span = AuditEntry.objects.aggregate(first=Min("at"), last=Max("at"))
    assert timedelta(days=80) < timezone.now() - span["first"] < timedelta(days=91)
    assert span["last"] <= timezone.now()
    for model, column in (
        (Position, "created_at"), (Position, "published_at"), (Position, "submitted_at"), (Employer, "created_at"),
        (Employer, "verified_at"), (Talent, "created_at"), (Talent, "confirmed_at"), (Application, "submitted_at"),
        (Application, "moved_at"), (Consent, "given_at"), (Interview, "answered_at"), (Organisation, "created_at"),
    ):  # fmt: skip
        assert not model._base_manager.filter(**{f"{column}__gt": timezone.now()}).exists(), column


def test_what_happened_is_in_order(world: World) -> None:
    assert not Position.objects.filter(published_at__lt=F("created_at")).exists()
    assert not Position.objects.filter(published_at__lt=F("employer__verified_at")).exists()
    assert not Application.objects.filter(submitted_at__lt=F("position__published_at")).exists()
    assert not Application.objects.filter(submitted_at__lt=F("talent__confirmed_at")).exists()


def test_the_clocks_find_nothing_to_catch_up_with(world: World) -> None:
    today = world.days.today
    running = Position.objects.filter(state__in=[PositionState.PUBLISHED, PositionState.PAUSED])
    assert not running.filter(valid_until__lt=today).exists()
    assert not Position.objects.filter(state=PositionState.EXPIRED, valid_until__gte=today).exists()
    assert not Application.objects.filter(state=ApplicationState.OFFERED, offer_until__lte=timezone.now()).exists()
    assert not User.objects.filter(erase_on__lte=today).exists()
    assert not Employer.objects.verified().filter(verified_until__lt=today).exists()


# ---------------------------------------------------------------- what they say
def test_no_two_positions_say_the_same(world: World) -> None:
    rows = PositionText.objects.filter(is_original=True, revision__number=1)
    words = list(rows.values_list("language", "title", "description", "requirements"))
    assert len(words) == 300
    assert len(set(words)) == 300


def test_no_posting_discriminates(world: World) -> None:
    revisions = PositionRevision.objects.prefetch_related("texts")
    assert [str(flag.word) for revision in revisions for flag in wording.flags_of(revision)] == []


def test_pay_is_sane_and_one_position_pays_the_most(world: World) -> None:
    rows = list(PositionRevision.objects.values_list("degree_min", "salary_min", "salary_max"))
    doctors = [(low + high) / 2 for degree, low, high in rows if degree == "doctor"]
    assert 150_000 <= statistics.median(doctors) <= 500_000
    assert sorted(high for _degree, _low, high in rows)[-2:][0] < 600_000
    assert max(high for _degree, _low, high in rows) == 600_000
    assert min(low for _degree, low, _high in rows) >= 80_000
    assert all(low < high and high % 10_000 == 0 for _degree, low, high in rows)


def test_positions_are_found_by_their_words(world: World) -> None:
    found = search.matching(Position.objects.live(), "防腐涂层")
    assert world.posts[0].position.pk in found.values_list("pk", flat=True)


# ---------------------------------------------------------------- nobody's data
def test_nothing_looks_like_a_real_number_or_address(world: World) -> None:
    texts = [
        *EmployerText.objects.values_list("description", flat=True),
        *PositionText.objects.values_list("description", flat=True),
        *TalentText.objects.values_list("about", flat=True),
        *(" ".join(map(str, row)) for row in Employer.objects.values_list("contact_phone", "contact_email", "address", "website")),
        *(" ".join((t.wechat, t.whatsapp)) for t in Talent.objects.all()),
    ]  # fmt: skip
    mobile, identity = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?![\dA-Z])")
    assert [text for text in texts if mobile.search(text) or identity.search(text)] == []
    assert not User.objects.exclude(phone=None).exists()
    assert {phone[:9] for phone in Employer.objects.values_list("contact_phone", flat=True)} == {"0532-0000"}
    addresses = User.objects.values_list("email", flat=True)
    assert {email.rsplit(".", 1)[1] for email in addresses} == {"example"}


def test_universities_that_recruit_are_invented(world: World) -> None:
    names = Organisation.objects.filter(employer__type="university").values_list("name_zh", flat=True)
    assert not School.objects.filter(label_zh_hans__in=list(names)).exists()


# ---------------------------------------------------------------- what belongs together
def test_who_is_ranked_has_agreed(world: World) -> None:
    agreed = set(Consent.objects.filter(purpose="ranking", withdrawn_at=None).values_list("user_id", flat=True))
    assert agreed == set(Talent.objects.filter(automated_ranking=True).values_list("user_id", flat=True))


def test_an_application_opens_the_profile_until_it_is_withdrawn(world: World) -> None:
    opened = set(Grant.objects.live().filter(purpose="application").values_list("source_ref", flat=True))
    applied = Application.objects.filter(via="direct").exclude(submitted_at=None)
    standing = applied.exclude(state=ApplicationState.WITHDRAWN)
    assert opened == set(standing.values_list("public_id", flat=True))
    ended = Grant.objects.filter(source_ref__in=applied.filter(state=ApplicationState.WITHDRAWN).values("public_id"))
    assert ended.count() > 0
    assert not ended.filter(revoked_at=None).exists()
    assert not ended.filter(consent__withdrawn_at=None).exists()


def test_open_applications_stand_at_live_positions_only(world: World) -> None:
    live = Position.objects.live().values("pk")
    assert not Application.objects.filter(state__in=OPEN).exclude(position__in=live).exists()


def test_a_filled_position_has_its_hire(world: World) -> None:
    for position in Position.objects.filter(
        state=PositionState.FILLED, employer__organisation__memberships__role="owner"
    ):
        assert position.applications.filter(state=ApplicationState.HIRED).count() == position.hires == 1


def test_interviews_and_notes_go_with_applications(world: World) -> None:
    waiting = Interview.objects.filter(application__state=ApplicationState.INTERVIEW)
    assert waiting.filter(answered_at=None).count() > 0
    assert waiting.exclude(chosen_at=None).count() > 0
    for interview in waiting.exclude(chosen_at=None):
        assert interview.chosen_at.isoformat() in interview.proposed
        assert interview.chosen_at > timezone.now()
    assert Note.objects.count() > 20


def test_hashes_are_those_that_the_next_save_computes(world: World) -> None:
    for talent in Talent.objects.order_by("pk")[:400:9]:
        assert talent.content_hash == content_hash(talent)
    blocked = Talent.objects.filter(blocked__isnull=False).first()
    assert blocked is not None
    assert blocked.content_hash == content_hash(blocked)


def test_some_people_are_here_twice(world: World) -> None:
    proposals = DuplicateProposal.objects.all()
    assert [p.decision for p in proposals] == ["open"] * 3
    assert all({"name_school"} <= set(p.grounds) <= {"name_school", "name_field"} for p in proposals)


def test_everything_live_waits_for_its_ranking(world: World) -> None:
    marked = set(Mark.objects.filter(kind="position").values_list("object_id", flat=True))
    assert marked >= set(Position.objects.live().values_list("pk", flat=True))
    waiting = Mark.objects.filter(kind="talent", done_gen__lt=F("gen"))
    assert set(waiting.values_list("object_id", flat=True)) == set(Talent.objects.values_list("pk", flat=True))
    assert waiting.get(urgent=True).object_id == world.people[0].talent.pk


def test_a_second_world_is_refused_and_changes_nothing(world: World, settings: LazySettings) -> None:
    settings.DEMO = True
    before = (User.objects.count(), AuditEntry.objects.count())
    with pytest.raises(CommandError, match="Already loaded"):
        call_command("load_sample")
    assert (User.objects.count(), AuditEntry.objects.count()) == before
