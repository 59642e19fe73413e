"""One pair on demand, of a position or a call: score, reasons and the hard rules it breaks, whatever lists say.

About who does not want to be ranked automatically only the rules are told: no text of hers is compared, no score exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Organisation
from apps.challenges.access import CHINA
from apps.challenges.models import Challenge
from apps.challenges.terms import ExportControl
from apps.core.moves import GuardFailed
from apps.matching import call_runs, encoding, evidence, explain, generations, runs
from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.quotes import Quote
from apps.matching.engine.rank import score_pair
from apps.matching.engine.rules import judge
from apps.matching.engine.types import PostingDoc
from apps.matching.engine.verdicts import Verdict, verdicts
from apps.matching.gather import DOMAIN, ORGANISATION, posting_doc, talent_doc, with_posting_rows, with_talent_rows
from apps.matching.gather_calls import call_doc, with_call_rows
from apps.matching.models import Generation
from apps.positions.models import Position
from apps.talents.models import Talent
from apps.taxonomy.lookups import label

EXPORT_CONTROL = "export_control"
"""The one rule of the law itself, for calls: told on demand, never a reason not to compare somebody."""

RULES: dict[str, Promise] = {
    "degree": gettext_lazy("the degree asked for"),
    "salary": gettext_lazy("expected pay far above the band"),
    "language": gettext_lazy("a language that is demanded"),
    "visibility": gettext_lazy("does not want to be found"),
    "blocked_employer": gettext_lazy("hides from this employer"),
    "opt_out": gettext_lazy("does not want to be ranked automatically"),
    "not_open": gettext_lazy("is not open to offers"),
    EXPORT_CONTROL: gettext_lazy("the law on technology exports"),
}


@dataclass(frozen=True)
class BrokenRule:
    """A hard rule with the two facts that do not meet; empty where the rule's name says all."""

    rule: str
    label: str
    posting_text: str
    talent_text: str


@dataclass(frozen=True)
class ExplainedPair:
    """`score` and points in thousandths; None, without bars and reasons, for who is not ranked by her own wish.

    `kept_off` are the hard rules she breaks, in the reader's words, with their facts.
    """

    score: int | None
    bars: list[explain.Bar] = field(default_factory=list)
    reasons: list[explain.Reason] = field(default_factory=list)
    kept_off: list[BrokenRule] = field(default_factory=list)


def explain_pair(position: Position, talent: Talent) -> ExplainedPair:
    """Computed now, by the same pair function as every list. Raises GuardFailed without a text in force."""
    found = with_posting_rows(Position.objects.filter(pk=position.pk)).get()
    if found.current is None:
        raise GuardFailed(_("This position has no text in force."))
    return _explained(posting_doc(found), lambda generation: runs.prepared(found, generation), talent)


def explain_call(challenge: Challenge, talent: Talent) -> ExplainedPair:
    """The same for a call: no fact about a person is a rule there but the law on technology exports, and her wishes."""
    found = with_call_rows(Challenge.objects.filter(pk=challenge.pk)).get()
    if found.current is None:
        raise GuardFailed(_("This call has no text in force."))
    explained = _explained(call_doc(found), lambda generation: call_runs.prepared(found, generation), talent)
    return replace(explained, kept_off=[*_by_law(found, talent), *explained.kept_off])


def looked_up(
    wanted: str, people: QuerySet[Talent], explained: Callable[[Talent], ExplainedPair], *, also: Q | None = None
) -> dict[str, Any]:
    """For a page: one person of `people` by her number, or by what `also` names; empty where nobody is asked for."""
    wanted = wanted.strip()[:40]
    if not wanted:
        return {}
    talent = people.filter(Q(public_id=wanted) | also if also else Q(public_id=wanted)).first()
    if talent is None:
        return {"wanted": wanted, "fault": _("No confirmed profile with this number that you may see.")}
    try:
        return {"wanted": wanted, "talent": talent, "found": explained(talent)}
    except GuardFailed as refused:
        return {"wanted": wanted, "fault": str(refused)}


def _explained(asked: PostingDoc, prepared: Callable[[Generation], PreparedPosting], talent: Talent) -> ExplainedPair:
    person = with_talent_rows(Talent.objects.filter(pk=talent.pk)).get()
    doc = talent_doc(person)
    broken = [_broken(row) for row in verdicts(judge(asked, TalentColumns.build([doc])).of(0), asked, doc)]
    if not person.automated_ranking:
        return ExplainedPair(None, kept_off=broken)
    generation = generations.current()
    try:
        posting = prepared(generation)
        encoded = encoding.of_document(encoding.KIND.TALENT, person.pk, doc, person.revision, generation)
    except encoding.EncoderAway as away:
        raise GuardFailed(away.told) from away
    one = MemoryPool.build([(doc, encoded)], generations.calibration(generation.pk), encoding.words(generation))
    weights, vocabulary = runs.weights(), runs.current_vocabulary()
    score = score_pair(posting, one, 0, weights=weights, vocabulary=vocabulary).score
    points = {str(factor): n for factor, n in score.points.items()}
    values = {str(factor): value for factor, value in score.values.items()}
    rows = evidence.of_pair(posting, doc, one, vocabulary, generation)
    return ExplainedPair(
        score.score,
        explain.bars(points, values, {str(f): n for f, n in weights.points.items()}),
        explain.reasons(points, rows, anonymous=False),
        broken,
    )


def _by_law(challenge: Challenge, talent: Talent) -> list[BrokenRule]:
    """Only persons and bodies in China may answer some calls; where she lives is not known to the engine."""
    control = challenge.current.export_control if challenge.current else ""
    if control != ExportControl.CHINA_ONLY or talent.country in ("", CHINA):
        return []
    rule = str(RULES[EXPORT_CONTROL])
    return [BrokenRule(EXPORT_CONTROL, rule, str(ExportControl(control).label), label("country", talent.country))]


def _broken(verdict: Verdict) -> BrokenRule:
    """For operators, and for the two the pair is about: facts as they are."""
    rule = str(verdict.rule)
    return BrokenRule(rule, str(RULES[rule]), _fact(verdict.posting), _fact(verdict.talent))


def _fact(quote: Quote | None) -> str:
    if quote is None:
        return ""
    if quote.code:
        return explain.label_of(quote.field, quote.code, quote.text)
    if quote.field == "blocked":
        return _employer(quote.text)
    return "" if quote.text == "None" else quote.text


def _employer(key: str) -> str:
    """Whom she has blocked: an organisation by its name, or a mail domain."""
    if key.startswith(DOMAIN):
        return key.removeprefix(DOMAIN)
    found = Organisation.objects.filter(pk=int(key.removeprefix(ORGANISATION))).first()
    return found.name if found else ""
