"""What the files say, checked as a whole before anything is written: codes once, names once, references known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.taxonomy.loading.tables import BadRow, Row, read
from apps.taxonomy.models import ChainCrosswalk, School, Skill
from apps.taxonomy.names import name_key
from apps.taxonomy.vocabularies import VOCABULARIES, Spec

LABELS = ("zh_hans", "zh_hant", "en")
COMMON = ("valid_from", "valid_to", "note", "rank")
EXACT_ONLY = "="  # before a name: found only when it is the whole text

Name = tuple[str, str, bool]  # language ("" unknown), text, exact only
Code = tuple[str, ...]  # one code, or (vocabulary, code)


@dataclass(frozen=True)
class Folder:
    """Where the files are. A `partial` folder may hold only some of them, as one that brings a new version."""

    root: Path
    partial: bool

    def files(self, name: str) -> list[Path]:
        """The file of this name: one, or none where that is allowed."""
        path = self.root / name
        if path.is_file():
            return [path]
        if self.partial:
            return []
        raise BadRow(name, 0, "", "the file is missing")


@dataclass
class Draft:
    """One row to be: its kind, its code, its columns (references as codes), its other names, and where it stands."""

    kind: str
    code: Code
    values: dict[str, Any]
    row: Row
    names: list[Name] = field(default_factory=list)

    @property
    def space(self) -> str:
        """Within which names must be unique: the vocabulary, or all skills, or all schools."""
        return self.code[0] if self.kind == "term" else self.kind

    def name_keys(self) -> Iterator[tuple[str, str]]:
        """(column, name as lookups compare it) of its labels and other names."""
        for label in LABELS:
            yield label, name_key(self.values[f"label_{label}"])
        for language, text, _exact in self.names:
            yield alias_column(self.kind, language), name_key(text)


def alias_column(kind: str, language: str) -> str:
    return f"aliases_{language}" if kind == "skill" else "aliases"


def gather(folder: Folder) -> list[Draft]:
    """Drafts of all files of the folder, checked among themselves. Raises BadRow."""
    drafts = [
        *_schemes(folder),
        *_terms(folder),
        *_chains(folder),
        *_crosswalk(folder),
        *_skills(folder),
        *_schools(folder),
    ]
    _codes_once(drafts)
    _names_once(drafts)
    _one_default(drafts)
    return drafts


def _common(row: Row, rank: int) -> dict[str, Any]:
    values: dict[str, Any] = {f"label_{label}": row.required(label) for label in LABELS}
    given = row.number("rank")
    values |= {
        "rank": rank if given is None else given,
        "valid_from": row.day("valid_from"),
        "valid_to": row.day("valid_to"),
        "note": row.text("note"),
    }
    if values["valid_from"] and values["valid_to"] and values["valid_to"] <= values["valid_from"]:
        raise row.bad("valid_to", "is not after valid_from")
    return values


def _names(row: Row, column: str, language: str) -> list[Name]:
    found: list[Name] = []
    for part in row.parts(column):
        text = part.removeprefix(EXACT_ONLY).strip()
        if not name_key(text) or len(text) > 200:
            raise row.bad(column, f"{part[:40]!r} cannot serve as a name")
        found.append((language, text, part.startswith(EXACT_ONLY)))
    return found


def _schemes(folder: Folder) -> Iterator[Draft]:
    for path in folder.files("schemes.csv"):
        rows = read(path, folder.root, needed=("code", *LABELS, "official", "default"), allowed=COMMON)
        for rank, row in enumerate(rows, 1):
            values = _common(row, rank)
            values |= {"is_official": row.flag("official"), "is_default": row.flag("default")}
            yield Draft("scheme", (row.code("code", limit=40),), values, row)


def _terms(folder: Folder) -> Iterator[Draft]:
    for vocabulary, spec in VOCABULARIES.items():
        for path in folder.files(f"terms/{vocabulary}.csv"):
            groups = ("parent",) if spec.groups else ()
            needed = ("code", *LABELS, "aliases", *groups, *spec.columns)
            for rank, row in enumerate(read(path, folder.root, needed=needed, allowed=COMMON), 1):
                values = _common(row, rank) | {"attributes": _attributes(row, spec)}
                parent = row.text("parent", limit=40)
                values["parent"] = f"{spec.groups}/{parent}" if parent else ""
                code = (vocabulary, row.code("code", limit=40))
                yield Draft("term", code, values, row, _names(row, "aliases", ""))


def _attributes(row: Row, spec: Spec) -> dict[str, Any]:
    found: dict[str, Any] = {name: row.number(name) for name in spec.numbers}
    for name in spec.needed:
        row.required(name)
    found |= {name: row.flag(name) for name in spec.flags}
    return found | {name: row.text(name, limit=80) for name in spec.texts}


def _chains(folder: Folder) -> Iterator[Draft]:
    for path in folder.files("chains.csv"):
        rows = read(path, folder.root, needed=("scheme", "code", *LABELS, "group", "parent"), allowed=COMMON)
        for rank, row in enumerate(rows, 1):
            values = _common(row, rank)
            values |= {
                "scheme": row.code("scheme"),
                "group": row.code("group", limit=40),
                "parent": row.text("parent", limit=40),
            }
            yield Draft("chain", (row.code("code", limit=40),), values, row)


def _crosswalk(folder: Folder) -> Iterator[Draft]:
    for path in folder.files("crosswalk.csv"):
        for row in read(path, folder.root, needed=("source", "target_scheme", "target", "relation"), allowed=("note",)):
            relation = row.one_of("relation", ChainCrosswalk.Relation.values)
            source, scheme, target = row.code("source"), row.code("target_scheme"), row.text("target")
            if bool(target) == (relation == ChainCrosswalk.Relation.NONE):
                raise row.bad("target", "must be empty for the relation none, and only for it")
            values = {"relation": relation, "note": row.text("note")}
            values |= {"source": source, "target_scheme": scheme, "target": target}
            yield Draft("crosswalk", (source, scheme, target), values, row)


def _skills(folder: Folder) -> Iterator[Draft]:
    files = sorted((folder.root / "skills").glob("*.csv"))
    if not files and not folder.partial:
        raise BadRow("skills", 0, "", "the folder has no files")
    needed = ("code", *LABELS, "aliases_zh", "aliases_en", "broader", "kind")
    for path in files:
        for rank, row in enumerate(read(path, folder.root, needed=needed, allowed=(*COMMON, "related")), 1):
            values = _common(row, rank)
            values |= {
                "chain": path.stem,
                "kind": row.one_of("kind", Skill.Kind.values),
                "broader": row.text("broader", limit=80),
                "related": _related(row),
            }
            names = _names(row, "aliases_zh", "zh") + _names(row, "aliases_en", "en")
            yield Draft("skill", (row.code("code"),), values, row, names)


def _related(row: Row) -> list[str]:
    """Codes in the order of the alphabet, so that their order in the file does not matter. The column may be absent."""
    codes = row.parts("related")
    if row.text("code") in codes:
        raise row.bad("related", "names the skill itself")
    if len(set(codes)) < len(codes):
        raise row.bad("related", "names a skill twice")
    return sorted(codes)


def _schools(folder: Folder) -> Iterator[Draft]:
    needed = ("code", *LABELS, "aliases", "country", "city_zh", "city_en", "kind", "band", "ranking", "ranking_year")
    for path in folder.files("schools.csv"):
        for rank, row in enumerate(read(path, folder.root, needed=(*needed, "band_is_sample"), allowed=COMMON), 1):
            values = _common(row, rank) | {
                "kind": row.one_of("kind", School.Kind.values),
                "country": row.code("country", limit=2),
                "city_zh": row.text("city_zh", limit=80),
                "city_en": row.text("city_en", limit=80),
                **_band(row),
            }
            yield Draft("school", (row.code("code"),), values, row, _names(row, "aliases", ""))


def _band(row: Row) -> dict[str, Any]:
    year = row.number("ranking_year")
    values: dict[str, Any] = {
        "band": row.one_of("band", School.Band.values, empty=True),
        "ranking": row.text("ranking", limit=80),
        "ranking_year": year,
        "band_is_sample": row.flag("band_is_sample"),
    }
    if values["band_is_sample"] and not values["band"]:
        raise row.bad("band_is_sample", "there is no band")
    if bool(values["ranking"]) != bool(year) or (year and not 2000 <= year <= 2100):
        raise row.bad("ranking_year", "a ranking and its year (2000 to 2100) go together")
    return values


# ---------------------------------------------------------------- among each other
def _codes_once(drafts: Sequence[Draft]) -> None:
    seen: dict[tuple[str, Code], Row] = {}
    for draft in drafts:
        first = seen.setdefault((draft.kind, draft.code), draft.row)
        if first is not draft.row:
            column = "target" if draft.kind == "crosswalk" else "code"
            what = "/".join(part for part in draft.code if part)
            raise draft.row.bad(column, f"{what!r} stands already in {first.file}, line {first.line}")


def _one_default(drafts: Sequence[Draft]) -> None:
    chosen = [draft for draft in drafts if draft.kind == "scheme" and draft.values["is_default"]]
    if len(chosen) > 1:
        raise chosen[1].row.bad("default", f"{chosen[0].code[0]} is the default already")


def _names_once(drafts: Sequence[Draft]) -> None:
    """A name leads to one row only. Labels of one row may be alike, and may repeat its own names."""
    seen: dict[tuple[str, str], Draft] = {}
    for draft in drafts:
        if draft.kind not in ("term", "skill", "school"):
            continue
        for column, key in draft.name_keys():
            first = seen.setdefault((draft.space, key), draft)
            if first is not draft:
                where = f"{first.row.file}, line {first.row.line} ({first.code[-1]})"
                raise draft.row.bad(column, f"the name {key!r} belongs already to {where}")
