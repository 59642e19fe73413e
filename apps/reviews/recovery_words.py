"""The report of a failed call in sentences. Numbers of people below FEWEST are not told to the poster."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.matching.engine.coverage import Reach
from apps.matching.preview import FEWEST
from apps.reviews.recovery import Cause, Change, Found, Report

COUNTED = ("eligible", "capable", "likely", "told", "waiting", "readers", "drafts", "sealed")


def number(n: int, *, exact: bool) -> str:
    """A number of people: exact for operators; for the poster none below FEWEST but nought."""
    return str(n) if exact or n == 0 or n >= FEWEST else _("fewer than five")


def cause(found: Found, *, exact: bool) -> str:
    told: dict[str, Any] = dict(found.figures)
    for name in COUNTED:
        if name in told:
            told[name] = number(told[name], exact=exact)
    told |= {name: f"{told[name]:,}" for name in ("yearly", "pay", "monthly") if name in told}
    if found.cause is Cause.MARKET:
        told["others"] = f"{told['others']:,}"
    told["need"] = found.need.shown() if found.need else ""
    return _sentence(found.cause) % told


def _sentence(code: Cause) -> str:
    return {
        Cause.UNCOVERED: _("Nobody of the %(eligible)s people who may be asked shows “%(need)s”."),
        Cause.NOBODY_CAPABLE: _("None of the %(eligible)s people who may be asked covers half of what is asked for."),
        Cause.PAY: _(
            "The bounty leaves CNY %(yearly)s a year. Half of those who could do it expect more than CNY %(pay)s; of "
            "%(capable)s capable people it reaches %(likely)s."
        ),
        Cause.MARKET: _(
            "The bounty is CNY %(monthly)s for a month of work. Half of %(calls)s comparable calls offer CNY %(others)s "
            "or more."
        ),
        Cause.TERM: _(
            "The term is %(term)s months. Half of %(calls)s comparable calls give %(others)s months or more."
        ),
        Cause.UNHEARD: _(
            "It was recommended to or sent to %(told)s people, while %(capable)s cover half of what is asked for."
        ),
        Cause.PAPERS: _("%(waiting)s of %(readers)s readers asked for the papers and were never admitted."),
        Cause.UNFINISHED: _("Proposals that were begun and never sealed: %(drafts)s."),
        Cause.INVALID: _("Sealed proposals that were withdrawn or not valid: %(sealed)s."),
    }[code]


def change(found: Change) -> str:
    if found.need is not None:
        return _("Do not ask for “%(need)s” in this call; ask for it in one of its own.") % {"need": found.need.shown()}
    bounty = f"{found.figures['bounty']:,}"
    if found.code == "term":
        return _("Give %(term)s months, with a bounty of CNY %(bounty)s.") % {
            "term": found.figures["term"], "bounty": bounty
        }  # fmt: skip
    return _("Raise the bounty to CNY %(bounty)s.") % {"bounty": bounty}


def counts(reach: Reach, *, exact: bool) -> dict[str, str]:
    return {name: number(getattr(reach, name), exact=exact) for name in ("eligible", "capable", "likely")}


def told(found: Report, *, exact: bool) -> dict[str, Any]:
    """The report for a page or the API, in the reader's language."""
    heard = found.facts.heard
    columns = ("recommended", "invited", "undertakings", "drafts", "sealed")
    return {
        "now": counts(found.facts.reach, exact=exact),
        "causes": [{"code": str(row.cause), "text": cause(row, exact=exact)} for row in found.causes],
        "changes": [
            {"code": row.code, "text": change(row), "after": counts(row.after, exact=exact)} for row in found.changes
        ],
        "together": counts(found.together, exact=exact) if found.together else None,
        "heard": {name: number(getattr(heard, name), exact=exact) for name in columns},
        "comparable": found.facts.market.calls,
    }


def picture(found: Report, *, exact: bool) -> list[dict[str, Any]]:
    """Bars for each text tried: whom it could be done by, and whom the bounty reaches. Widths in per cent of the most.

    What is not told in figures is drawn as FEWEST.
    """
    rows = [(_("as it was"), found.facts.reach), *((change(row), row.after) for row in found.changes)]
    if found.together:
        rows.append((_("all changes together"), found.together))
    most = max([1, *(_drawn(reach.capable, exact=exact) for _label, reach in rows)])
    return [
        {
            "label": label,
            "capable": number(reach.capable, exact=exact),
            "likely": number(reach.likely, exact=exact),
            "capable_width": 100 * _drawn(reach.capable, exact=exact) // most,
            "likely_width": 100 * _drawn(reach.likely, exact=exact) // most,
        }
        for label, reach in rows
    ]


def _drawn(n: int, *, exact: bool) -> int:
    return n if exact or n == 0 else max(n, FEWEST)
