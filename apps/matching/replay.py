"""Stored results computed again: from their factor values, and from the documents where those are still the same.

A score is a pure function of posting, profile, generation of the calibration, weights version and vocabulary. Each row
names all five; where one has changed since, the documents cannot say what the row should be, and it is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from apps.challenges.models import Challenge
from apps.core import marks
from apps.matching import call_runs, encoding, generations, runs
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.exposure import spread
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting, prepare
from apps.matching.engine.rank import replay, score_pair, tie_break
from apps.matching.engine.types import PostingDoc, TalentDoc, content_hash
from apps.matching.engine.weights import FORMER, WEIGHTS, Factor, Weights
from apps.matching.gather import own_doc, posting_doc, talent_doc, with_posting_rows, with_talent_rows
from apps.matching.gather_calls import call_doc, project_doc, with_call_rows
from apps.matching.models import (
    CallRecommendation,
    CallRun,
    DocumentVectors,
    Generation,
    MatchResult,
    MatchRun,
    Recommendation,
    Solver,
    WeightsVersion,
)
from apps.positions.models import Position
from apps.talents.models import Talent, TalentProject

CHUNK = 200
KIND = encoding.KIND
Key = tuple[str, int]  # kind of document, primary key
Doc = TypeVar("Doc", PostingDoc, TalentDoc)


class Stored(Protocol):
    """What a row of either kind holds."""

    score: int
    values: Any
    points: Any


@dataclass
class Report:
    """stored: rows looked at. from_values, from_documents, in_order: how many came out equal.

    changed: rows whose documents, vocabulary or encoder are no longer those compared. different: what did not come out
    equal, in words; the replay failed if there is any.
    """

    stored: int = 0
    from_values: int = 0
    from_documents: int = 0
    changed: int = 0
    lists: int = 0
    in_order: int = 0
    different: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    """One stored result with what it rests on; posting and person by kind of document and key."""

    name: str
    stored: Stored
    posting: Key
    person: Key
    posting_content: str
    talent_content: str
    weights_version: int
    calibration_id: int | None
    taxonomy_epoch: int


def run(limit: int) -> Report:
    """The newest `limit` rows: results of runs first, then recommendations; the order of the lists, and their teams."""
    report, generation = Report(), generations.in_force()
    if generation is None:  # nothing was ever ranked
        return report
    books = _Books(generation)
    results = MatchResult.objects.select_related("run", "match").order_by("-pk")[:limit]
    rows = [_of_result(row) for row in results]
    solvers = Solver.objects.select_related("run").order_by("-pk")[: max(limit - len(rows), 0)]
    rows += [_of_solver(row) for row in solvers]
    rows += [_of_recommendation(row) for row in Recommendation.objects.order_by("-pk")[: max(limit - len(rows), 0)]]
    rows += [_of_call(row) for row in CallRecommendation.objects.order_by("-pk")[: max(limit - len(rows), 0)]]
    for chunk in _chunks(rows):
        _replay(chunk, books, report)
    for listed in MatchRun.objects.filter(pk__in={row.run_id for row in results}):
        _check_order(listed, report)
    for run_ in CallRun.objects.filter(pk__in={row.run_id for row in solvers}):
        _check_teams(run_, report)
    return report


def _of_result(row: MatchResult) -> _Row:
    return _Row(
        name=f"result {row.pk}",
        stored=row,
        posting=(KIND.POSITION, row.run.position_id),
        person=(KIND.TALENT, row.match.talent_id),
        posting_content=row.run.posting_content,
        talent_content=row.talent_content,
        weights_version=row.run.weights_version,
        calibration_id=row.run.calibration_id,
        taxonomy_epoch=row.run.taxonomy_epoch,
    )


def _of_solver(row: Solver) -> _Row:
    return _Row(
        name=f"solver {row.pk}",
        stored=row,
        posting=(KIND.CHALLENGE, row.run.challenge_id),
        person=(KIND.PROJECT, row.project_id) if row.project_id else (KIND.TALENT, row.talent_id),
        posting_content=row.run.posting_content,
        talent_content=row.talent_content,
        weights_version=row.run.weights_version,
        calibration_id=row.run.calibration_id,
        taxonomy_epoch=row.run.taxonomy_epoch,
    )


def _of_recommendation(row: Recommendation) -> _Row:
    return _recommended(row, "recommendation", (KIND.POSITION, row.position_id))


def _of_call(row: CallRecommendation) -> _Row:
    return _recommended(row, "recommended call", (KIND.CHALLENGE, row.challenge_id))


def _recommended(row: Recommendation | CallRecommendation, name: str, posting: Key) -> _Row:
    return _Row(
        name=f"{name} {row.pk}",
        stored=row,
        posting=posting,
        person=(KIND.TALENT, row.talent_id),
        posting_content=row.posting_content,
        talent_content=row.talent_content,
        weights_version=row.weights_version,
        calibration_id=row.calibration_id,
        taxonomy_epoch=row.taxonomy_epoch,
    )


def _chunks(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Neighbours share their posting and vocabulary."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _replay(rows: list[_Row], books: _Books, report: Report) -> None:
    people = _people({row.person for row in rows}, books.encoder_id)
    postings = _postings({row.posting for row in rows}, books.encoder_id)
    for row in rows:
        report.stored += 1
        weights = books.weights(row.weights_version)
        if weights is None:
            report.changed += 1
            continue
        if _values_agree(row, weights):
            report.from_values += 1
        else:
            report.different.append(f"{row.name}: points do not follow from its values")
        posting = books.prepared(row, postings.get(row.posting))
        person = books.person(row, people.get(row.person))
        if posting is None or person is None:
            report.changed += 1
        elif _documents_agree(row, posting, person, weights):
            report.from_documents += 1
        else:
            report.different.append(f"{row.name}: the documents give another score")


def _values_agree(row: _Row, weights: Weights) -> bool:
    score, points = replay(row.stored.values, weights)
    stored: Mapping[str, int] = row.stored.points
    return score == row.stored.score and _same_points(points, stored)


def _same_points(points: Mapping[Factor, int], stored: Mapping[str, int]) -> bool:
    """A factor newer than the row is not among its points, and has none."""
    return all(stored.get(str(factor), 0) == n for factor, n in points.items())


def _documents_agree(row: _Row, posting: PreparedPosting, person: MemoryPool, weights: Weights) -> bool:
    pair = score_pair(posting, person, 0, weights=weights, vocabulary=runs.current_vocabulary()).score
    values = {str(factor): value for factor, value in pair.values.items()}
    known: Mapping[str, float | None] = row.stored.values
    return (
        pair.score == row.stored.score
        and _same_points(pair.points, row.stored.points)
        and all(values[name] == value for name, value in known.items())
    )


class _Books:
    """What rows share, read once: weights by number, calibrations, prepared postings, people."""

    def __init__(self, in_force: Generation) -> None:
        self._weights: dict[int, Weights | None] = {}
        self._postings: dict[tuple[Key, str, int], PreparedPosting | None] = {}
        self._taxonomy = marks.epoch(runs.TAXONOMY)
        self._in_force = in_force
        rows = Generation.objects.filter(encoder_id=self.encoder_id).values_list("pk", flat=True)
        self._generations = set(rows)

    @property
    def encoder_id(self) -> str:
        """Of the vectors that are compared now; those of an earlier encoder are not kept."""
        return self._in_force.encoder_id

    def weights(self, number: int) -> Weights | None:
        if number not in self._weights:
            self._weights[number] = _weights(number)
        return self._weights[number]

    def comparable(self, row: _Row) -> bool:
        """Whether vocabulary, encoder and calibration are those the row was made with."""
        return row.taxonomy_epoch == self._taxonomy and row.calibration_id in self._generations

    def prepared(self, row: _Row, found: tuple[PostingDoc, EncodedDoc] | None) -> PreparedPosting | None:
        if found is None or not self.comparable(row) or row.calibration_id is None:
            return None
        doc, encoded = found
        if encoded.content.hex() != row.posting_content:
            return None
        key = (row.posting, row.posting_content, row.calibration_id)
        if key not in self._postings:
            calibration = generations.calibration(row.calibration_id)
            self._postings[key] = prepare(doc, encoded, calibration, encoding.words(self._in_force))
        return self._postings[key]

    def person(self, row: _Row, found: tuple[TalentDoc, EncodedDoc] | None) -> MemoryPool | None:
        if found is None or not self.comparable(row) or row.calibration_id is None:
            return None
        if found[1].content.hex() != row.talent_content:
            return None
        return MemoryPool.build([found], generations.calibration(row.calibration_id), encoding.words(self._in_force))


def _weights(number: int) -> Weights | None:
    """None for weights that are no longer on file, or no set of weights."""
    if number == WEIGHTS.version:
        return WEIGHTS
    if number in FORMER:
        return FORMER[number]
    row = WeightsVersion.objects.filter(number=number).first()
    if row is None:
        return None
    none = {str(factor): 0 for factor in Factor}
    neutral = {str(factor): WEIGHTS.neutral[factor] for factor in Factor}
    return Weights.from_json({"version": number, "points": none | row.weights, "neutral": neutral | row.neutral})


def _of_kind(keys: Iterable[Key], kind: str) -> list[int]:
    return [pk for of_kind, pk in keys if of_kind == kind]


def _people(keys: set[Key], encoder_id: str) -> dict[Key, tuple[TalentDoc, EncodedDoc]]:
    """Profiles and projects whose stored vectors are those of the document as it is now."""
    docs: dict[Key, TalentDoc] = {}
    for talent in with_talent_rows(Talent.objects.filter(pk__in=_of_kind(keys, KIND.TALENT))):
        docs[KIND.TALENT, talent.pk] = talent_doc(talent) if talent.confirmed_at else own_doc(talent)
    works = TalentProject.objects.filter(pk__in=_of_kind(keys, KIND.PROJECT))
    for talent in with_talent_rows(Talent.objects.filter(pk__in=works.values("talent_id"))):
        docs |= {(KIND.PROJECT, row.pk): project_doc(talent, row) for row in talent.projects.all()}
    return _with_vectors(docs, encoder_id)


def _postings(keys: set[Key], encoder_id: str) -> dict[Key, tuple[PostingDoc, EncodedDoc]]:
    docs: dict[Key, PostingDoc] = {}
    positions = Position.objects.filter(pk__in=_of_kind(keys, KIND.POSITION), current__isnull=False)
    for position in with_posting_rows(positions):
        docs[KIND.POSITION, position.pk] = posting_doc(position)
    calls = Challenge.objects.filter(pk__in=_of_kind(keys, KIND.CHALLENGE), current__isnull=False)
    for challenge in with_call_rows(calls):
        docs[KIND.CHALLENGE, challenge.pk] = call_doc(challenge)
    return _with_vectors(docs, encoder_id)


def _with_vectors(docs: Mapping[Key, Doc], encoder_id: str) -> dict[Key, tuple[Doc, EncodedDoc]]:
    found: dict[Key, tuple[Doc, EncodedDoc]] = {}
    for kind in {kind for kind, _ in docs}:
        vectors = _vectors(kind, _of_kind(docs, kind), encoder_id)
        for pk, encoded in vectors.items():
            if encoded.content == content_hash(docs[kind, pk]):
                found[kind, pk] = (docs[kind, pk], encoded)
    return found


def _vectors(kind: str, keys: Iterable[int], encoder_id: str) -> dict[int, EncodedDoc]:
    rows = DocumentVectors.objects.filter(kind=kind, object_id__in=list(keys), encoder_id=encoder_id)
    return {pk: EncodedDoc.from_bytes(bytes(raw)) for pk, raw in rows.values_list("object_id", "encoded")}


def _check_order(run: MatchRun, report: Report) -> None:
    """Ranks follow from scores and contents, places from ranks and what was seen; rows without contents say nothing."""
    rows = list(run.results.order_by("rank"))
    if not run.posting_content or not all(row.talent_content for row in rows):
        return
    report.lists += 1
    posting = bytes.fromhex(run.posting_content)
    by_score = sorted(
        rows, key=lambda row: (-row.score, tie_break(posting, bytes.fromhex(row.talent_content)), row.rank)
    )
    shown = [row for row in rows if not row.reserve]
    order = spread([row.score for row in shown], [row.exposure for row in shown], run.spread_within)
    placed = [shown[at].pk for at in order] + [row.pk for row in rows if row.reserve]
    if by_score == rows and placed == [row.pk for row in sorted(rows, key=lambda row: row.place)]:
        report.in_order += 1
    else:
        report.different.append(f"list {run.public_id}: another order")


def _check_teams(run: CallRun, report: Report) -> None:
    """Teams follow from the stored coverage of the people on the list."""
    report.lists += 1
    people = list(run.solvers.filter(project__isnull=True).order_by("rank"))
    again = [
        {people[row].pk: list(covers) for row, covers in team.members}
        for team in call_runs.teams_of(people, len(run.needs))
    ]
    stored = [{row.solver_id: row.covers for row in team.members.all()} for team in run.teams.order_by("place")]
    if again == stored:
        report.in_order += 1
    else:
        report.different.append(f"list {run.public_id}: other teams")
