"""An import from upload to positions. Checking and taking in happen in a worker; nothing is ever half taken in.

upload -> mapping settled -> (worker) every row checked -> confirmed -> (worker) all rows in one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, files, marks, spreadsheets
from apps.core.marks import Claim
from apps.core.models import Mark
from apps.core.moves import GuardFailed
from apps.core.text import fold, squeeze
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.notifications.send import tell
from apps.positions import drafts, lifecycle, policies
from apps.positions.content import PositionContent
from apps.positions.imports.columns import NAMES, missing
from apps.positions.imports.rows import EmployerOf, Problem, RowReader
from apps.positions.models import PositionImport, PositionRevision
from apps.positions.states import PositionState
from apps.taxonomy import vocabulary

MARK = "position_import"
KEEP = timedelta(days=90)  # of the uploaded file
SHOWN = 20  # rows of the preview
MOST_PROBLEMS = 2_000  # kept; the count of all is told
EVERY = 50  # rows between two reports of progress
Step = PositionImport.Step
log = logging.getLogger(__name__)


# ---------------------------------------------------------------- steps of the person
def upload(content: bytes, *, name: str, content_type: str, employer: Employer | None, by: User) -> PositionImport:
    """Store the file and guess its headings and columns. Raises spreadsheets.BadWorkbook; then nothing is stored."""
    sheet, header = _best_sheet(content)
    owner = employer.organisation.public_id if employer else by.public_id
    headings = [squeeze(cell)[:80] for cell in header.cells]
    with transaction.atomic():
        file = files.store(
            content,
            name=name,
            content_type=content_type,
            data_class="import",
            owner_ref=owner,
            retain_until=timezone.now() + KEEP,
        )
        return PositionImport.objects.create(
            employer=employer,
            file=file,
            created_by=by,
            sheet=sheet,
            header_row=header.number,
            headings=headings,
            mapping=spreadsheets.guess_columns(headings, NAMES),
        )


def _best_sheet(content: bytes) -> tuple[int, spreadsheets.Row]:
    """The sheet whose headings are known best, and its row of headings; a sheet without any has its first row."""
    best: tuple[int, int, spreadsheets.Row] | None = None
    for sheet, _name in enumerate(spreadsheets.sheet_names(content)[:10]):
        top = spreadsheets.read_rows(content, sheet, limit=30)
        header = spreadsheets.find_header(top, NAMES) or (top[0] if top else None)
        if header is None:
            continue
        known = len(spreadsheets.guess_columns(header.cells, NAMES))
        if best is None or known > best[0]:
            best = (known, sheet, header)
    if best is None:
        raise spreadsheets.BadWorkbook(_("The file has no rows."))
    return best[1], best[2]


def samples(taken: PositionImport, count: int = 3) -> list[spreadsheets.Row]:
    """The first rows under the headings, for the mapping page."""
    rows = spreadsheets.read_rows(files.read(taken.file), taken.sheet, limit=taken.header_row + count + 30)
    return [row for row in rows if row.number > taken.header_row][:count]


@transaction.atomic
def check(taken: PositionImport, *, mapping: dict[str, int], wants_review: bool) -> None:
    """Settle the columns and have every row checked. Raises GuardFailed when a needed column is missing."""
    if taken.step not in (Step.MAPPING, Step.CHECKED, Step.FAILED):
        raise GuardFailed(_("This import is already under way."))
    if missing(mapping, many_employers=taken.employer is None):
        raise GuardFailed(_("Title, duties or requirements, degree and pay need a column."))
    fresh = {"checked": 0, "total": 0, "problems": [], "preview": [], "finished_at": None}
    _set(taken, step=Step.CHECKING, mapping=mapping, wants_review=wants_review, **fresh)
    marks.touch(MARK, [taken.pk], urgent=True)


@transaction.atomic
def confirm(taken: PositionImport) -> None:
    """Have the checked rows taken in. Raises GuardFailed while a row is wrong or there is none."""
    locked = PositionImport.objects.select_for_update().get(pk=taken.pk)
    if locked.step != Step.CHECKED:
        raise GuardFailed(_("This import is already under way."))
    if blocking(locked) or not locked.preview:
        raise GuardFailed(_("Correct the rows first: all are taken in, or none."))
    _set(taken, step=Step.IMPORTING, checked=0)
    marks.touch(MARK, [taken.pk], urgent=True)


def blocking(taken: PositionImport) -> list[dict[str, Any]]:
    return [problem for problem in taken.problems if problem["blocking"]]


def _set(taken: PositionImport, **facts: Any) -> None:
    PositionImport.objects.filter(pk=taken.pk).update(**facts)
    for name, value in facts.items():
        setattr(taken, name, value)


# ---------------------------------------------------------------- in the worker
@dataclass(frozen=True)
class Checked:
    """All rows of a sheet: what would be taken in, what is there already, what is wrong."""

    rows: list[tuple[Employer, PositionContent]]
    numbers: list[int]
    problems: list[Problem]
    total: int


def execute(claim: Claim) -> None:
    """Do what the import waits for, with progress; the result is stored in one transaction with the mark."""
    taken = PositionImport.objects.select_related("employer__organisation", "file", "created_by").get(
        pk=claim.object_id
    )
    if taken.step not in (Step.CHECKING, Step.IMPORTING):
        with transaction.atomic():
            marks.settle(claim)
        return
    with translation.override(taken.created_by.language), vocabulary.pinned():
        checked = _read(taken)
        with transaction.atomic():
            if marks.settle(claim):  # otherwise another worker has it: store nothing
                (_take_in if taken.step == Step.IMPORTING else _show)(taken, checked)


def _read(taken: PositionImport) -> Checked:
    try:
        rows = spreadsheets.read_all(files.read(taken.file), taken.sheet)
    except spreadsheets.BadWorkbook as error:
        return Checked([], [], [Problem(0, "", str(error))], 0)
    rows = [row for row in rows if row.number > taken.header_row]
    _set(taken, total=len(rows))
    reader = RowReader(taken.mapping, taken.headings, _employer_of(taken))
    found, numbers = [], []
    problems: list[Problem] = []
    known = set(_known_contents(taken))
    for at, row in enumerate(rows):
        if at % EVERY == 0:
            PositionImport.objects.filter(pk=taken.pk).update(checked=at)
        result = reader.read(row)
        problems += result.problems
        if result.employer is None or result.content is None:
            continue
        key = (result.employer.pk, result.content.content_hash())
        if key in known:
            text = _("This position is there already and is not taken in again.")
            problems.append(Problem(row.number, "title", text, result.content.original().title, blocking=False))
            continue
        known.add(key)
        found.append((result.employer, result.content))
        numbers.append(row.number)
    return Checked(found, numbers, problems, len(rows))


def _known_contents(taken: PositionImport) -> Iterator[tuple[int, str]]:
    """(employer, hash of the content) of positions that are not over."""
    rows = PositionRevision.objects.exclude(position__state=PositionState.CLOSED).exclude(state="superseded")
    if taken.employer is not None:
        rows = rows.filter(position__employer=taken.employer)
    yield from rows.values_list("position__employer_id", "content_hash")


def _employer_of(taken: PositionImport) -> EmployerOf:
    own = taken.employer
    if own is not None:
        return lambda _text: own
    by_name: dict[str, Employer] = {}
    for employer in Employer.objects.select_related("organisation"):
        organisation = employer.organisation
        for name in (organisation.name_zh, organisation.name_en, organisation.credit_code or ""):
            by_name.setdefault(fold(squeeze(name)), employer)
    by_name.pop("", None)
    allowed: dict[int, bool] = {}

    def find(text: str) -> Employer:
        employer = by_name.get(fold(squeeze(text)))
        if employer is None:
            raise ValidationError(_("No employer of this name or credit code is on file."))
        if employer.pk not in allowed:
            allowed[employer.pk] = policies.can_import_for(taken.created_by, employer)
        if not allowed[employer.pk]:
            raise ValidationError(_("This employer belongs to another district."))
        return employer

    return find


def _show(taken: PositionImport, checked: Checked) -> None:
    """The result of a check, and an end of an import that turned out to have wrong rows."""
    problems = sorted(checked.problems, key=lambda problem: (not problem.blocking, problem.row))
    if not checked.total and not problems:
        problems = [Problem(0, "", _("There is no row under the headings."))]
    preview = [
        _preview_row(number, employer, content)
        for number, (employer, content) in list(zip(checked.numbers, checked.rows, strict=True))[:SHOWN]
    ]
    kept = [problem.as_json() for problem in problems[:MOST_PROBLEMS]]
    facts = {"total": checked.total, "checked": checked.total, "imported": len(checked.rows)}
    _set(taken, step=Step.CHECKED, problems=kept, preview=preview, **facts)


def _preview_row(number: int, employer: Employer, content: PositionContent) -> dict[str, Any]:
    return {
        "row": number,
        "employer": employer.organisation.name_zh or employer.organisation.name_en,
        "title": content.original().title,
        "degree": content.degree_min,
        "pay": [content.salary_min, content.salary_max],
        "district": content.district,
        "chain": content.chain,
        "headcount": content.headcount,
        "skills": [skill.text for skill in content.skills][:6],
    }


def _take_in(taken: PositionImport, checked: Checked) -> None:
    if any(problem.blocking for problem in checked.problems) or not checked.rows:
        _show(taken, checked)  # a vocabulary or an employer has changed since the check
        return
    by = taken.created_by
    positions = drafts.save_many(checked.rows, by=by)
    if taken.wants_review:
        verified = [position for position in positions if position.employer.state == EmployerState.VERIFIED]
        lifecycle.submit_new(verified, by=by)
    _set(taken, step=Step.DONE, imported=len(positions), checked=checked.total, finished_at=timezone.now())
    audit.record(taken, "import", by=by, data={"positions": len(positions), "file": taken.file.sha256})
    url = f"/employer/import/{taken.public_id}/"
    tell(by, "import_done", context={"count": len(positions)}, url=url, key=taken.public_id)


def give_up(mark: Mark) -> None:
    """The worker failed for good: say so to the person who waits."""
    taken = PositionImport.objects.select_related("created_by").filter(pk=mark.object_id).first()
    if taken is None or taken.step not in (Step.CHECKING, Step.IMPORTING):
        return
    _set(taken, step=Step.FAILED, finished_at=timezone.now())
    url = f"/employer/import/{taken.public_id}/"
    tell(taken.created_by, "import_failed", url=url, key=f"{taken.public_id}:{mark.gen}")


def recent(by: User, employer: Employer | None) -> list[PositionImport]:
    """Imports of the employer's team, or of an operator for many employers, newest first."""
    rows = PositionImport.objects.filter(employer=employer).select_related("file", "created_by")
    rows = rows if employer is not None else rows.filter(created_by=by)
    return list(rows.order_by("-created_at")[:20])
