"""One pair on demand: score, reasons and the hard rules it breaks, whatever lists say."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Organisation
from apps.core.moves import GuardFailed
from apps.matching import encoding, evidence, explain, generations, runs
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.quotes import Quote
from apps.matching.engine.rank import score_pair
from apps.matching.engine.verdicts import Verdict, verdicts
from apps.matching.gather import DOMAIN, ORGANISATION, talent_doc, with_posting_rows, with_talent_rows
from apps.positions.models import Position
from apps.talents.models import Talent

RULES: dict[str, Promise] = {
    "degree": gettext_lazy("the degree asked for"),
    "salary": gettext_lazy("expected pay far above the band"),
    "language": gettext_lazy("a language that is demanded"),
    "visibility": gettext_lazy("does not want to be found"),
    "blocked_employer": gettext_lazy("hides from this employer"),
    "opt_out": gettext_lazy("does not want to be ranked automatically"),
    "not_open": gettext_lazy("is not open to offers"),
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
    """`score` and points in thousandths; `broken` are hard rules in the reader's words, `kept_off` with their facts."""

    score: int
    bars: list[explain.Bar]
    reasons: list[explain.Reason]
    broken: list[str]
    kept_off: list[BrokenRule] = field(default_factory=list)


def explain_pair(position: Position, talent: Talent) -> ExplainedPair:
    """Computed now, by the same pair function as every list.

    Raises GuardFailed without a text in force, and for who does not want to be ranked automatically.
    """
    if not talent.automated_ranking:
        raise GuardFailed(_("This person has switched automated ranking off: no score is computed, a person decides."))
    found = with_posting_rows(Position.objects.filter(pk=position.pk)).get()
    if found.current is None:
        raise GuardFailed(_("This position has no text in force."))
    person = with_talent_rows(Talent.objects.filter(pk=talent.pk)).get()
    generation = generations.current()
    doc = talent_doc(person)
    try:
        posting = runs.prepared(found, generation)
        encoded = encoding.of_document(encoding.KIND.TALENT, person.pk, doc, person.revision, generation)
    except encoding.EncoderAway as away:
        raise GuardFailed(_("Every text is being encoded anew. Please come back in a while.")) from away
    one = MemoryPool.build([(doc, encoded)], generations.calibration(generation.pk), encoding.words(generation))
    weights, vocabulary = runs.weights(), runs.current_vocabulary()
    pair = score_pair(posting, one, 0, weights=weights, vocabulary=vocabulary)
    points = {str(factor): n for factor, n in pair.score.points.items()}
    values = {str(factor): value for factor, value in pair.score.values.items()}
    rows = evidence.of_pair(posting, doc, one, vocabulary, generation)
    return ExplainedPair(
        score=pair.score.score,
        bars=explain.bars(points, values, {str(f): n for f, n in weights.points.items()}),
        reasons=explain.reasons(points, rows, anonymous=False),
        broken=[str(RULES[str(rule)]) for rule in pair.broken],
        kept_off=[_broken(row) for row in verdicts(pair.broken, posting.doc, doc)],
    )


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
