"""State changes go through one door, once."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import IllegalMove, LostRace, move, move_many, possible
from apps.core.signals import moved
from apps.employers.models import Employer
from tests.factories import make_employer, make_position, make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def test_a_move_stores_state_facts_and_audit_together():
    employer, user = make_employer(state="unverified"), make_user()
    entry = move(employer, "submit", by=user, role="owner", facts={"address": "1 Pier Road"}, reason="papers ready")
    employer.refresh_from_db()
    assert (employer.state, employer.address) == ("submitted", "1 Pier Road")
    assert (entry.state_from, entry.state_to, entry.actor_ref) == ("unverified", "submitted", user.public_id)
    assert [e.act for e in audit.timeline(employer)] == ["submit"]


def test_a_step_the_table_does_not_know_is_refused_and_leaves_no_trace():
    employer = make_employer(state="unverified")
    with pytest.raises(IllegalMove, match="Not verified"):
        move(employer, "reinstate", by=SYSTEM)
    with pytest.raises(IllegalMove):
        move(employer, "no_such_step", by=SYSTEM)
    assert AuditEntry.objects.count() == 0


def test_the_second_of_two_writers_loses():
    first = make_employer(state="unverified")
    second = Employer.objects.get(pk=first.pk)
    move(first, "submit", by=SYSTEM)
    with pytest.raises(LostRace):
        move(second, "submit", by=SYSTEM)
    assert AuditEntry.objects.filter(act="submit").count() == 1


def test_many_move_together_each_with_its_own_entry():
    employers, user = [make_employer(state="unverified") for _ in range(3)], make_user()
    audit.record(employers[1], "noted", by=user)
    entries = move_many(employers, "submit", by=user, role="owner", facts={"address": "1 Pier Road"})
    assert set(Employer.objects.values_list("state", "address")) == {("submitted", "1 Pier Road")}
    assert [employer.state for employer in employers] == ["submitted"] * 3
    assert [entry.subject_ref for entry in entries] == [employer.public_id for employer in employers]
    assert [entry.act for entry in audit.timeline(employers[1])] == ["noted", "submit"]
    assert [audit.broken_links(employer) for employer in employers] == [[], [], []]


def test_many_cost_no_more_statements_than_few(django_assert_num_queries):
    few, many = ([make_position(state="draft").draft for _ in range(n)] for n in (2, 8))
    with CaptureQueriesContext(connection) as seen:
        move_many(few, "submit", by=SYSTEM)
    with django_assert_num_queries(len(seen)):
        move_many(many, "submit", by=SYSTEM)


def test_of_many_all_move_or_none():
    first, second = make_employer(state="unverified"), make_employer(state="unverified")
    move(Employer.objects.get(pk=second.pk), "submit", by=SYSTEM)
    with pytest.raises(LostRace):
        move_many([first, second], "submit", by=SYSTEM)
    assert Employer.objects.get(pk=first.pk).state == "unverified"
    assert audit.timeline(first).count() == 0
    with pytest.raises(IllegalMove):
        move_many([first, make_employer(state="verified")], "submit", by=SYSTEM)
    assert move_many([], "submit", by=SYSTEM) == []


def test_many_do_not_move_past_an_entry_written_meanwhile(monkeypatch):
    employer = make_employer(state="unverified")
    audit.record(employer, "noted", by=SYSTEM)
    unseen = AuditEntry.objects.none()
    monkeypatch.setattr(AuditEntry.objects, "filter", lambda **_: unseen)  # read before the other one wrote
    with pytest.raises(IntegrityError), transaction.atomic():
        move_many([employer], "submit", by=SYSTEM)
    monkeypatch.undo()
    assert Employer.objects.get(pk=employer.pk).state == "unverified"


def test_others_hear_of_a_move():
    heard = []

    def listen(sender, name, **_):
        heard.append((sender, name))

    moved.connect(listen)
    try:
        move(make_employer(state="unverified"), "submit", by=SYSTEM)
    finally:
        moved.disconnect(listen)
    assert heard == [(Employer, "submit")]


def test_the_audit_trail_refuses_change_and_deletion():
    employer = make_employer(state="unverified")
    move(employer, "submit", by=SYSTEM)
    for act in (lambda q: q.update(reason="other"), lambda q: q.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act(AuditEntry.objects.all())


def test_a_tampered_entry_breaks_the_chain():
    from django.db import connection

    employer = make_employer(state="unverified")
    move(employer, "submit", by=SYSTEM)
    move(employer, "verify", by=SYSTEM, facts={"verified_at": "2026-01-01T00:00Z", "verified_by": make_user()})
    assert audit.broken_links(employer) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_append_only")
        cursor.execute("UPDATE core_auditentry SET reason = 'forged' WHERE act = 'submit'")
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_append_only")
    assert len(audit.broken_links(employer)) == 1


def test_possible_names_what_the_state_allows():
    assert possible(make_employer(state="suspended")) == {"reinstate", "reject"}


def test_every_table_of_moves_fits_its_states():
    seen = 0
    for model in apps.get_models():
        table = getattr(model, "MOVES", None)
        if table is None:
            continue
        seen += 1
        values = {value for value, _ in model._meta.get_field("state").choices}
        for name, row in table.items():
            assert {*row.sources, row.target} <= values, (model, name)
    assert seen >= 6


def assignments_of_state(path: Path) -> list[int]:
    """Lines of a module that set `.state = ...` or pass `state=` to an update."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines += [t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            lines += [node.lineno for keyword in node.keywords if keyword.arg == "state"]
    return lines


def test_nobody_else_changes_a_state():
    doors = {ROOT / "apps/core/moves.py"}
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "apps").rglob("*.py")
        if path not in doors and "migrations" not in path.parts and (lines := assignments_of_state(path))
    }
    assert found == {}


def test_the_finder_of_state_assignments_finds_them(tmp_path):
    module = tmp_path / "m.py"
    module.write_text("x.state = 'a'\nqs.update(state='b')\ny = x.state\n")
    assert assignments_of_state(module) == [1, 2]
