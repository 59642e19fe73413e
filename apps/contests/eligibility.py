"""Whether an entry meets the rules of its edition, rule by rule with a reason. What is not known is never met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.contests.models import Entry, Rule
from apps.contests.terms import OF_COMPANY, RuleKind
from apps.procedures.calendar import city_zone


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"  # please check


@dataclass(frozen=True)
class Finding:
    rule: Rule
    verdict: Verdict
    reason: str


def findings(entry: Entry) -> list[Finding]:
    """One for each rule of the entry's edition and group, in the order of the rules."""
    mine = Q(group__isnull=True) | Q(group=entry.group_id) if entry.group_id else Q(group__isnull=True)
    on = entry.edition.closes_at.astimezone(city_zone()).date()
    return [Finding(rule, *_judge(rule, entry, on)) for rule in entry.edition.rules.filter(mine).order_by("pk")]


def born_on(entry: Entry) -> date | None:
    try:
        return date.fromisoformat(entry.born_on)
    except ValueError:
        return None


def years_between(first: date, last: date) -> int:
    """Whole years; somebody born on 29 February is a year older on 1 March."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


Row = tuple[Verdict, str]


def _judge(rule: Rule, entry: Entry, on: date) -> Row:
    if rule.kind in OF_COMPANY and entry.group is not None and not entry.group.needs_company:
        if entry.has_company is None:
            return Verdict.UNKNOWN, _("Please check: it is not said whether there is a company.")
        if entry.has_company is False:
            return Verdict.MET, _("There is no company, and this group needs none.")
    if rule.kind in OF_COMPANY and entry.has_company is False:
        return Verdict.NOT_MET, _("This group is for registered companies.")
    return _RULES[RuleKind(rule.kind)](entry, rule.number or 0, on)


def _age(entry: Entry, most: int, on: date) -> Row:
    """At most `most` years old: until the day before the next birthday."""
    born = born_on(entry)
    if born is None:
        return Verdict.UNKNOWN, _("Please check: the date of birth is not known.")
    years = years_between(born, on)
    text = _("%(years)d years old on %(day)s; at most %(most)d.") % {
        "years": years,
        "day": date_format(on),
        "most": most,
    }
    return (Verdict.MET if years <= most else Verdict.NOT_MET), text


def _abroad(entry: Entry, least: int, on: date) -> Row:
    if entry.abroad_months is None:
        return Verdict.UNKNOWN, _("Please check: the time abroad is not known.")
    text = _("%(months)d months abroad; at least %(least)d.") % {"months": entry.abroad_months, "least": least}
    return (Verdict.MET if entry.abroad_months >= least else Verdict.NOT_MET), text


def _company_age(entry: Entry, most: int, on: date) -> Row:
    """The day `most` years after the foundation is the last one that counts."""
    if entry.founded_on is None:
        return Verdict.UNKNOWN, _("Please check: the day of foundation is not known.")
    text = _("Founded on %(day)s; at most %(most)d years ago.") % {"day": date_format(entry.founded_on), "most": most}
    if entry.founded_on > on:
        return Verdict.NOT_MET, text
    years = years_between(entry.founded_on, on)
    anniversary = (entry.founded_on.month, entry.founded_on.day) == (on.month, on.day)
    return (Verdict.MET if years < most or (years == most and anniversary) else Verdict.NOT_MET), text


def _share(entry: Entry, least: int, on: date) -> Row:
    """The largest holder, or so many percent."""
    if entry.largest_holder:
        return Verdict.MET, _("The entrant is the largest holder.")
    if entry.share is None:
        return Verdict.UNKNOWN, _("Please check: the share held is not known.")
    text = _("%(share)s %% held; at least %(least)d %%, or the largest holder.") % {
        "share": entry.share,
        "least": least,
    }
    if entry.share >= least:
        return Verdict.MET, text
    if entry.largest_holder is None:
        return Verdict.UNKNOWN, text + " " + _("Please check: it is not said who the largest holder is.")
    return Verdict.NOT_MET, text


def _answer(value: bool | None, met: bool, yes: str, no: str) -> Row:  # noqa: FBT001
    if value is None:
        return Verdict.UNKNOWN, _("Please check: this question is not answered.")
    return (Verdict.MET if value is met else Verdict.NOT_MET), (yes if value else no)


def _legal_rep(entry: Entry, number: int, on: date) -> Row:
    return _answer(
        entry.legal_rep, True, _("The entrant is the legal representative."),
        _("Somebody else is the legal representative."),
    )  # fmt: skip


def _doctor(entry: Entry, number: int, on: date) -> Row:
    return _answer(entry.doctor, True, _("A doctor or postdoc."), _("Neither a doctor nor a postdoc."))


def _no_award(entry: Entry, number: int, on: date) -> Row:
    return _answer(entry.earlier_award, False, _("There was a talent award before."), _("No talent award before."))


_RULES = {
    RuleKind.AGE_MAX: _age,
    RuleKind.ABROAD_MIN: _abroad,
    RuleKind.COMPANY_AGE_MAX: _company_age,
    RuleKind.SHARE_MIN: _share,
    RuleKind.LEGAL_REP: _legal_rep,
    RuleKind.DOCTOR: _doctor,
    RuleKind.NO_EARLIER_AWARD: _no_award,
}
