"""Every pair of state and step: those the tables do not name are refused and change nothing. Entries: machine 9, whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.contests.models import Edition, Entitlement, Entry, FollowUp, Places, Stage
from apps.contests.states import (
    EDITION_MOVES,
    ENTITLEMENT_MOVES,
    FOLLOW_UP_MOVES,
    MOVES,
    STAGE_MOVES,
    EditionState,
    EntitlementState,
    EntryState,
    FollowUpState,
    StageState,
)
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import IllegalMove, move
from apps.procedures.calendar import today
from apps.procedures.models import Publicity
from tests.contests.cases import make_edition
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MACHINE_9 = """draft submit submitted, returned submit submitted, submitted return_ returned, submitted qualify qualified,
submitted not_qualify unqualified, qualified enter_preliminary preliminary, preliminary enter_semifinal semifinal,
semifinal enter_final final, preliminary not_advance not_advanced, semifinal not_advance not_advanced,
final not_advance not_advanced, final award awarded, awarded make_public in_publicity, in_publicity confirm confirmed,
confirmed begin_landing landing, landing land landed, landed fall_due payout_due, payout_due pay paid,
confirmed lapse lapsed"""


def test_the_table_is_that_of_the_domain():
    found = {(s, n, row.target) for n, row in MOVES.items() for s in row.sources if n not in ("withdraw", "disqualify")}
    assert found == {tuple(line.split()) for line in MACHINE_9.replace("\n", " ").split(",")}
    before_the_final = {"draft", "submitted", "returned", "qualified", "preliminary", "semifinal"}
    assert MOVES["withdraw"].sources == before_the_final
    assert MOVES["disqualify"].sources == set(EntryState.values) - {"draft", "withdrawn", "disqualified"}


def planted(kind, state):
    """A row in that state with every fact its constraints ask for."""
    edition, now, user = make_edition(state="planned"), timezone.now(), make_user()
    if kind is Edition:
        Edition.objects.update(state=state)
        return Edition.objects.get()
    if kind is Stage:
        Stage.objects.update(state=state, due_at=now, proposed_by=user, confirmed_by=make_user())
        return Stage.objects.get()
    publicity = Publicity.objects.create(
        subject_kind="contests.edition", subject_ref="x", title={}, body=[], working_days=5, starts_on=today(),
        ends_on=today() + timedelta(days=9), intake_days=3, answer_days=10, announced_at=now,
    )  # fmt: skip
    entry = Entry.objects.create(
        edition=edition, entrant=user, state=state if kind is Entry else "final", group=edition.groups.get(),
        track=edition.tracks.get(), submitted_at=now, confirmed_at=now, land_by=today(), publicity=publicity,
    )  # fmt: skip
    if kind is FollowUp:
        return FollowUp.objects.create(entry=entry, state=state)
    if kind is Entitlement:
        places = Places.objects.create(edition=edition, code="A", quota=1, until=today())
        return Entitlement.objects.create(places=places, entry=entry, number=1, until=today(), state=state, proof="x")
    return entry


KINDS = (
    (Entry, MOVES, EntryState),
    (Edition, EDITION_MOVES, EditionState),
    (Stage, STAGE_MOVES, StageState),
    (FollowUp, FOLLOW_UP_MOVES, FollowUpState),
    (Entitlement, ENTITLEMENT_MOVES, EntitlementState),
)


@pytest.mark.parametrize(
    ("kind", "table", "state"), [(kind, table, s) for kind, table, states in KINDS for s in states]
)
def test_forbidden_steps(kind, table, state):
    row = planted(kind, state)
    for name in (name for name, step in table.items() if state not in step.sources):
        with pytest.raises(IllegalMove):
            move(row, name, by=SYSTEM)
    assert kind.objects.get().state == state
    assert not AuditEntry.objects.exists()
