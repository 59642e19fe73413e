"""Writes checked drafts: new rows are added, untouched ones follow their file, rows that operators edited stay.

A row remembers the hash of what a file last gave it. While its columns and names still have that hash nobody has edited
it. All or nothing: one transaction, one loader at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from apps.core.text import fold, squeeze
from apps.taxonomy import epochs, models
from apps.taxonomy.loading.contents import digest, distinct_names
from apps.taxonomy.loading.drafts import LABELS, Code, Draft, Name
from apps.taxonomy.names import name_key
from apps.taxonomy.vocabularies import VOCABULARIES

LOCK = 0x7461786F  # "taxo": loaders wait for each other
BATCH = 500


@dataclass(frozen=True)
class Table:
    """Where a kind of draft goes. `references` are columns that name a row of a kind by its code."""

    model: Any
    aliases: Any = None
    owner: str = ""  # the alias table's column for the row
    references: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, row: Any) -> Code:
        if self.model is models.Term:
            return (row.vocabulary, row.code)
        if self.model is models.ChainCrosswalk:
            return (row.source.code, row.target_scheme.code, row.target.code if row.target else "")
        return (row.code,)


TABLES: Mapping[str, Table] = {
    "scheme": Table(models.Scheme),
    "term": Table(models.Term, models.TermAlias, "term", {"parent": "term"}),
    "chain": Table(models.Chain, references={"scheme": "scheme", "parent": "chain"}),
    "crosswalk": Table(
        models.ChainCrosswalk, references={"source": "chain", "target_scheme": "scheme", "target": "chain"}
    ),
    "skill": Table(models.Skill, models.SkillAlias, "skill", {"chain": "chain", "broader": "skill"}),
    "school": Table(models.School, models.SchoolAlias, "school"),
}


@dataclass
class Report:
    """How many rows were new, changed, the same, kept as operators have them, or stand in no file."""

    new: int = 0
    changed: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)
    not_in_files: int = 0


@dataclass
class _Plan:
    """What is to be done with the rows of one kind."""

    table: Table
    rows: dict[Code, Any]  # in the database, before
    names: dict[Code, list[Name]]
    new: list[Draft] = field(default_factory=list)
    changed: list[Draft] = field(default_factory=list)
    settled: set[Code] = field(default_factory=set)  # codes whose names come from the files


@transaction.atomic
def store(drafts: Sequence[Draft]) -> Report:
    """Bring the tables in line with the drafts. Raises BadRow when a draft cannot stand beside what is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    _follow_merges(drafts)
    report = Report()
    known: dict[str, dict[Code, Any]] = {}
    with epochs.gathered():
        for kind, table in TABLES.items():
            mine = [draft for draft in drafts if draft.kind == kind]
            plan = _plan(table, mine, report)
            _names_free(plan, mine)
            known[kind] = plan.rows
            _write(plan, known)
    return report


def _follow_merges(drafts: Sequence[Draft]) -> None:
    """Where the files name a skill that an operator merged into another, the other is meant."""
    into = dict(models.Skill.objects.exclude(merged_into=None).values_list("code", "merged_into__code"))
    for draft in drafts if into else ():
        if draft.kind == "skill":
            values, own = draft.values, draft.code[0]
            values["broader"] = into.get(values["broader"], values["broader"])
            values["related"] = sorted({into.get(code, code) for code in values["related"]} - {own})


# ---------------------------------------------------------------- what is to be done
def _plan(table: Table, drafts: Sequence[Draft], report: Report) -> _Plan:
    rows = table.model.objects.select_related(*table.references)
    plan = _Plan(table, {table.code_of(row): row for row in rows}, _stored_names(table))
    for draft in drafts:
        row = plan.rows.get(draft.code)
        wanted = digest(draft.values, draft.names)
        if getattr(row, "merged_into_id", None):
            report.kept.append(f"{draft.kind} {draft.code[0]}")
            continue
        if row is None:
            plan.new.append(draft)
            report.new += 1
        elif (held := digest(_values(table, row, draft.values), plan.names.get(draft.code, ()))) == wanted:
            if row.source_hash != wanted:
                table.model.objects.filter(pk=row.pk).update(source_hash=wanted)
            report.same += 1
        elif held != row.source_hash:
            report.kept.append(f"{draft.kind} {'/'.join(filter(None, draft.code))}")
            continue
        else:
            plan.changed.append(draft)
            report.changed += 1
        plan.settled.add(draft.code)
    report.not_in_files += len(plan.rows.keys() - {draft.code for draft in drafts})
    return plan


def _stored_names(table: Table) -> dict[Code, list[Name]]:
    found: dict[Code, list[Name]] = {}
    if table.aliases is None:
        return found
    for alias in table.aliases.objects.select_related(table.owner).order_by("pk"):
        name = (alias.language, alias.text, alias.exact_only)
        found.setdefault(table.code_of(getattr(alias, table.owner)), []).append(name)
    return found


def _values(table: Table, row: Any, columns: Iterable[str]) -> dict[str, Any]:
    """The columns of a row in the form that drafts have them."""
    return {
        column: _reference(getattr(row, column)) if column in table.references else getattr(row, column)
        for column in columns
    }


def _reference(row: Model | None) -> str:
    if row is None:
        return ""
    return f"{row.vocabulary}/{row.code}" if isinstance(row, models.Term) else str(getattr(row, "code", ""))


def _names_free(plan: _Plan, drafts: Sequence[Draft]) -> None:
    """No draft may take a name of a row that stays as it is (edited by an operator, or in no file)."""
    if plan.table.aliases is None:
        return
    taken: dict[tuple[str, str], Code] = {}
    for code, row in plan.rows.items():
        if code not in plan.settled:
            space = code[0] if len(code) > 1 else ""
            labels = [getattr(row, f"label_{label}") for label in LABELS]
            for text in (*labels, *(name[1] for name in plan.names.get(code, ()))):
                taken[space, name_key(text)] = code
    for draft in drafts:
        if draft.code not in plan.settled:
            continue
        space = draft.code[0] if len(draft.code) > 1 else ""
        for column, key in draft.name_keys():
            if (space, key) in taken:
                raise draft.row.bad(column, f"the name {key!r} belongs already to {taken[space, key][-1]}")


# ---------------------------------------------------------------- doing it
def _write(plan: _Plan, known: dict[str, dict[Code, Any]]) -> None:
    """New and changed rows, then references among rows of one kind, then names."""
    table, drafts = plan.table, [*plan.new, *plan.changed]
    if not drafts:
        return
    _one_default(plan, drafts)
    own = [column for column, kind in table.references.items() if TABLES[kind] is table]
    for draft in plan.new:
        plan.rows[draft.code] = table.model(**_identity(draft))
    for draft in drafts:
        _fill(plan.rows[draft.code], draft, table, known, skip=own)
    fields = [*drafts[0].values, "source_hash"] + (["search_text"] if hasattr(table.model, "search_text") else [])
    table.model.objects.bulk_create([plan.rows[draft.code] for draft in plan.new], batch_size=BATCH)
    table.model.objects.bulk_update([plan.rows[draft.code] for draft in plan.changed], fields, batch_size=BATCH)
    for column in own:
        for draft in drafts:
            setattr(plan.rows[draft.code], column, _target(draft, column, table.references[column], known))
        table.model.objects.bulk_update([plan.rows[draft.code] for draft in drafts], [column], batch_size=BATCH)
        _no_rings(drafts, plan.rows, column)
    _related_known(drafts, plan.rows)
    _write_names(plan, drafts)
    epochs.announce(ranking=any(_ranked(draft) for draft in drafts))


def _identity(draft: Draft) -> dict[str, str]:
    if draft.kind == "crosswalk":
        return {}
    if draft.kind == "term":
        return {"vocabulary": draft.code[0], "code": draft.code[1]}
    return {"code": draft.code[0]}


def _fill(row: Any, draft: Draft, table: Table, known: dict[str, dict[Code, Any]], *, skip: Sequence[str]) -> None:
    for column, value in draft.values.items():
        if column in table.references:
            target = None if column in skip else _target(draft, column, table.references[column], known)
            setattr(row, column, target)
        else:
            setattr(row, column, value)
    row.source_hash = digest(draft.values, draft.names)
    if hasattr(row, "search_text"):
        texts = [*(draft.values[f"label_{label}"] for label in LABELS), *(name[1] for name in draft.names)]
        row.search_text = "\n".join(dict.fromkeys(squeeze(fold(text)) for text in texts))


def _target(draft: Draft, column: str, kind: str, known: dict[str, dict[Code, Any]]) -> Any:
    code = draft.values[column]
    if not code:
        return None
    found = known[kind].get(tuple(code.split("/")) if kind == "term" else (code,))
    if found is None:
        raise draft.row.bad(
            "file name" if (draft.kind, column) == ("skill", "chain") else column, f"{code!r} is unknown"
        )
    return found


def _no_rings(drafts: Sequence[Draft], rows: Mapping[Code, Any], column: str) -> None:
    for draft in drafts:
        seen, row = set(), rows[draft.code]
        while row is not None:
            if row.pk in seen:
                raise draft.row.bad(column, "leads back to itself")
            seen.add(row.pk)
            row = getattr(row, column)


def _related_known(drafts: Sequence[Draft], rows: Mapping[Code, Any]) -> None:
    for draft in drafts:
        for code in draft.values.get("related", ()):
            if (code,) not in rows:
                raise draft.row.bad("related", f"{code!r} is unknown")


def _one_default(plan: _Plan, drafts: Sequence[Draft]) -> None:
    """The default may move from one list to another, but not away from one that an operator chose."""
    chosen = next((draft for draft in drafts if draft.values.get("is_default")), None)
    if chosen is None:
        return
    for code, row in plan.rows.items():
        if row.is_default and code != chosen.code:
            if code not in plan.settled:
                raise chosen.row.bad("default", f"{code[0]} is the default already")
            models.Scheme.objects.filter(pk=row.pk).update(is_default=False)


def _write_names(plan: _Plan, drafts: Sequence[Draft]) -> None:
    table = plan.table
    if table.aliases is None:
        return
    changed = [plan.rows[draft.code].pk for draft in plan.changed]
    table.aliases.objects.filter(**{f"{table.owner}__in": changed}).delete()
    made = []
    for draft in drafts:
        for language, text, exact_only in distinct_names(draft.names):
            alias = table.aliases(language=language, text=text, exact_only=exact_only, folded=name_key(text))
            setattr(alias, table.owner, plan.rows[draft.code])
            if draft.kind == "term":
                alias.vocabulary = draft.code[0]
            made.append(alias)
    table.aliases.objects.bulk_create(made, batch_size=BATCH)


def _ranked(draft: Draft) -> bool:
    return VOCABULARIES[draft.code[0]].ranked if draft.kind == "term" else draft.kind != "school"
