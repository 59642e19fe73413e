"""Why a hard rule keeps one person off one list: the two facts that do not meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from apps.matching.engine.quotes import DEGREE, Quote, fact_quote, label_quote
from apps.matching.engine.rules import Rule
from apps.matching.engine.types import DegreeStatus, LanguageDemand, PostingDoc, TalentDoc, language_rank
from apps.matching.engine.weights import Factor

Facts = tuple[Quote | None, Quote | None]


@dataclass(frozen=True)
class Verdict:
    """A broken rule with what the posting asks and what the person says; None where one side needs no fact."""

    rule: Rule
    posting: Quote | None
    talent: Quote | None


def verdicts(broken: Iterable[Rule], posting: PostingDoc, talent: TalentDoc) -> tuple[Verdict, ...]:
    """`broken` are rules as judged (`rank.Pair.broken`); this only tells the facts behind them."""
    return tuple(Verdict(rule, *FACTS[rule](posting, talent)) for rule in broken)


def _degree(posting: PostingDoc, talent: TalentDoc) -> Facts:
    """With studies under way the day they end, where that is what is too late."""
    asked = label_quote(posting.degree_min or "", DEGREE)
    if talent.degree_status is DegreeStatus.IN_PROGRESS and talent.degree == posting.degree_min:
        return fact_quote(posting.start_on, "start_on"), fact_quote(talent.degree_expected_on, "degree_expected_on")
    status = str(talent.degree_status) if talent.degree_status else ""
    return asked, label_quote(talent.degree or "", DEGREE, status)


def _salary(posting: PostingDoc, talent: TalentDoc) -> Facts:
    return fact_quote(posting.salary_max, Factor.PAY), fact_quote(talent.salary_expected, Factor.PAY)


def _language(posting: PostingDoc, talent: TalentDoc) -> Facts:
    spoken = {own.code: own for own in talent.languages or ()}
    for demand in posting.languages:
        own = spoken.get(demand.code)
        if demand.demanded and (own is None or _below(own.level, demand)):
            mine = label_quote(own.code, Factor.LANGUAGES, own.level or "") if own else None
            return label_quote(demand.code, Factor.LANGUAGES, demand.level or ""), mine
    return None, None


def _below(level: str | None, demand: LanguageDemand) -> bool:
    needed, held = language_rank(demand.level), language_rank(level)
    return needed is not None and held is not None and held < needed


def _blocked(posting: PostingDoc, talent: TalentDoc) -> Facts:
    shared = [key for key in posting.employer_keys if key in talent.blocked_employers]
    return None, fact_quote(shared[0], "blocked") if shared else None


def _her_will(posting: PostingDoc, talent: TalentDoc) -> Facts:
    """The rule's name is the fact: she does not want it."""
    return None, None


FACTS: Mapping[Rule, Callable[[PostingDoc, TalentDoc], Facts]] = {
    Rule.DEGREE: _degree,
    Rule.SALARY: _salary,
    Rule.LANGUAGE: _language,
    Rule.VISIBILITY: _her_will,
    Rule.BLOCKED_EMPLOYER: _blocked,
    Rule.OPT_OUT: _her_will,
    Rule.NOT_OPEN: _her_will,
}
