"""What one text of a call changes against another, field by field, in the reader's language: for amendments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.challenges import terms
from apps.challenges.content import PARTS, ChallengeContent, IndicatorContent, MilestoneContent
from apps.taxonomy.lookups import label

LANGUAGES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}


@dataclass(frozen=True)
class Change:
    """`before` and `after` are words; `long` for texts that are read side by side."""

    label: str
    before: str
    after: str
    long: bool = False


def _codes(kind: str) -> Callable[[Any], str]:
    return lambda codes: ", ".join(label(kind, code) for code in codes)


def _code(kind: str) -> Callable[[Any], str]:
    return lambda code: label(kind, code) if code else ""


def _choice(choices: Any) -> Callable[[Any], str]:
    return lambda value: str(choices(value).label) if value else ""


def _choices(choices: Any) -> Callable[[Any], str]:
    return lambda values: ", ".join(str(choices(value).label) for value in values)


def _yuan(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _instant(value: datetime | None) -> str:
    """The city's time: that is what the call closes by."""
    return f"{value.astimezone(ZoneInfo(settings.CITY_TIME_ZONE)):%Y-%m-%d %H:%M}" if value else ""


def _yes_no(value: bool) -> str:  # noqa: FBT001  (one of many readers of a value)
    return _("yes") if value else _("no")


def number(value: Any) -> str:
    """A decimal without needless zeros, large ones in groups of three."""
    return "" if value is None else f"{value.normalize():,f}"


def indicator_words(row: IndicatorContent) -> str:
    """One line: metric, comparison, threshold, unit, how it is measured and who verifies it."""
    parts = [row.metric, str(terms.Comparison(row.comparison).label), number(row.threshold), row.unit]
    parts += (
        [f"({', '.join(word for word in (row.method, row.verifier) if word)})"] if row.method or row.verifier else []
    )
    return " ".join(part for part in parts if part)


def _milestone_words(row: MilestoneContent) -> str:
    due = _("month %(n)d") % {"n": row.due_month}
    goals = ", ".join(f"{goal.metric} {number(goal.threshold)}".strip() for goal in row.goals)
    words = [row.title, due, f"{number(row.share)} %", row.proof, goals]
    return " · ".join(word for word in words if word)


def milestone_lines(content: ChallengeContent) -> list[str]:
    return [_milestone_words(row) for row in content.milestones]


def _lines(words: Callable[[Any], str]) -> Callable[[Iterable[Any]], str]:
    return lambda rows: "\n".join(words(row) for row in rows)


FIELDS: dict[str, tuple[Promise, Callable[[Any], str]]] = {
    "bounty": (gettext_lazy("Bounty (yuan)"), _yuan),
    "closes_at": (gettext_lazy("Closes at (Beijing time)"), _instant),
    "kind": (gettext_lazy("Kind"), _choice(terms.Kind)),
    "chain": (gettext_lazy("Industry chain"), _code("chain")),
    "disciplines": (gettext_lazy("Disciplines"), _codes("discipline")),
    "district": (gettext_lazy("District"), _code("district")),
    "source": (gettext_lazy("Where the need comes from"), str),
    "grant": (gettext_lazy("Public grant (yuan)"), _yuan),
    "own_money": (gettext_lazy("Own money (yuan)"), _yuan),
    "term_months": (gettext_lazy("Term (months)"), lambda value: str(value or "")),
    "routes": (gettext_lazy("Solvers side by side"), str),
    "payment_mode": (gettext_lazy("Payment mode"), _choice(terms.PaymentMode)),
    "ip_choice": (gettext_lazy("Rights in the result"), _choice(terms.IpChoice)),
    "cooperation": (gettext_lazy("Ways of working together"), _choices(terms.Cooperation)),
    "level": (gettext_lazy("Confidentiality"), _choice(terms.Level)),
    "export_control": (gettext_lazy("Technology export control"), _choice(terms.ExportControl)),
    "partner_name": (gettext_lazy("Joint poster"), str),
    "contact_name": (gettext_lazy("Contact person"), str),
    "contact_public": (gettext_lazy("Contact shown to everybody"), _yes_no),
    "skills": (
        gettext_lazy("Skills"),
        lambda rows: ", ".join(label("skill", row.code) if row.code else row.text for row in rows),
    ),
    "indicators": (gettext_lazy("Indicators"), _lines(indicator_words)),
    "milestones": (gettext_lazy("Milestones"), _lines(_milestone_words)),
}
WORDS: dict[str, Promise] = {
    "title": pgettext_lazy("call", "Title"),
    "summary": gettext_lazy("Summary"),
    "background": gettext_lazy("Background and use"),
    "difficulties": gettext_lazy("Technical difficulties"),
    "research": gettext_lazy("What is to be worked out"),
    "basis": gettext_lazy("What is there already"),
    "deliverables": gettext_lazy("Deliverables"),
    "acceptance": gettext_lazy("How the result is accepted"),
    "conditions": gettext_lazy("What the solver should bring"),
}
LISTED = ("indicators", "milestones")


def between(before: ChallengeContent, after: ChallengeContent) -> list[Change]:
    """Changes in the order a reader looks: money and deadline, conditions, then the words of each language."""
    changes = []
    for name, (title, words) in FIELDS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changes.append(Change(str(title), words(old), words(new), long=name in LISTED))
    return changes + _texts(before, after)


def _texts(before: ChallengeContent, after: ChallengeContent) -> list[Change]:
    old = {text.language: text for text in before.texts}
    new = {text.language: text for text in after.texts}
    changes = []
    for language in dict.fromkeys([*new, *old]):
        for part in PARTS:
            one, other = (getattr(rows.get(language), part, "") for rows in (old, new))
            if one != other:
                head = f"{WORDS[part]} ({LANGUAGES.get(language, language)})"
                changes.append(Change(head, one, other, long=part != "title"))
    return changes
