"""From kept labels to a proposal of weights. `engine.learning` does the arithmetic; nothing here puts it in force."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db.models import Q

from apps.accounts.models import User
from apps.matching import generations, versions
from apps.matching.engine.learning import Decided, Learned, learn
from apps.matching.labels import LabelKind
from apps.matching.models import Label, WeightsVersion

NO, APPROVED, WANTED, MET, CHOSEN = range(5)
GRADES = {
    LabelKind.APPROVED: APPROVED,
    LabelKind.EMPLOYER_INTEREST: WANTED,
    LabelKind.SHORTLISTED: WANTED,
    LabelKind.INTERVIEW: MET,
    LabelKind.OFFERED: CHOSEN,
    LabelKind.OFFER_ACCEPTED: CHOSEN,
    LabelKind.OFFER_DECLINED: CHOSEN,
    LabelKind.HIRED: CHOSEN,
}
"""How far a pair came. What is not here (held, moved by hand, the talent's own yes or no) says nothing about fit."""

REFUSALS = (LabelKind.REJECTED, LabelKind.EMPLOYER_PASSED, LabelKind.NOT_TAKEN)
NOT_OF_FIT = ("conflict", "duplicate", "filled", "closed")
"""Reasons of a refusal that say nothing about how well the two fit."""


def grade_of(labels: Iterable[Label]) -> int | None:
    """The grade of a pair from its labels, oldest first; None if they say nothing.

    The furthest step counts. A refusal takes back what was only thought of her, never an interview or an offer.
    """
    grade: int | None = None
    for label in labels:
        if label.kind in REFUSALS and label.reason_code not in NOT_OF_FIT:
            grade = grade if grade is not None and grade >= MET else NO
        elif label.kind in GRADES:
            grade = max(grade or NO, GRADES[LabelKind(label.kind)])
    return grade


def decided(encoder_id: str) -> list[Decided]:
    """Every graded pair whose factor values are known, by posting.

    Labels under another encoder are left out: the value of the text meant something else there. So are pairs placed by
    a person: what was computed before she switched her ranking off no longer teaches.
    """
    rows = Label.objects.filter(Q(encoder_id=encoder_id) | Q(encoder_id=""), match__by_hand=False)
    rows = rows.select_related("match__position")
    pairs: dict[int, list[Label]] = defaultdict(list)
    for label in rows.order_by("at", "pk"):
        pairs[label.match_id].append(label)
    postings: dict[str, list[tuple[dict[str, float | None], int]]] = defaultdict(list)
    for found in pairs.values():
        values = next((label.values for label in reversed(found) if label.values), None)
        grade = grade_of(found)
        if values is not None and grade is not None:
            postings[found[0].match.position.public_id].append((values, grade))
    return [
        Decided(posting, tuple(values for values, _ in rows), tuple(grade for _, grade in rows))
        for posting, rows in sorted(postings.items())
    ]


def fit(*, fewest: int) -> tuple[Learned, dict[str, Any]]:
    """Learn from all labels of the encoder in force; the report is what is stored and shown. Raises TooFewLabels."""
    present, encoder_id = versions.active(), generations.current().encoder_id
    learned = learn(decided(encoder_id), present, fewest=fewest)
    kinds = Counter(Label.objects.values_list("kind", flat=True))
    report = {
        "against": present.version,
        "present": {str(factor): n for factor, n in present.points.items()},
        "points": {str(factor): n for factor, n in learned.points.items()},
        "neutral": {str(factor): value for factor, value in present.neutral.items()},
        "strength": learned.strength,
        "labels": learned.labels,
        "postings": learned.postings,
        "pairs": learned.pairs,
        "kinds": dict(sorted(kinds.items())),
        "encoder": encoder_id,
        "gains": {name: asdict(gain) for name, gain in learned.gains.items()},
    }
    return learned, report


def propose(report: dict[str, Any], *, note: str, by: User | None, account: str) -> WeightsVersion:
    """Store what was learned as a version that is not in force."""
    return versions.propose(report["points"], report["neutral"], report=report, note=note, by=by, account=account)
