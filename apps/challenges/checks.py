"""What a call must say before it is submitted: the fields of a 榜单 and the rules R1 to R5 as its programme sets them.

Pure: a content and a programme go in, problems come out, each at the field it belongs to. Pages and API show the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.challenges.content import BILINGUAL, ChallengeContent
from apps.challenges.models import Programme
from apps.challenges.terms import Comparison
from apps.core import credit_code

WHOLE = Decimal(100)
ENGLISH = "en"
JOINT_TYPES = ("hospital", "social_org")  # R3: these post with a firm where the programme says so
DEMANDED = ("background", "difficulties", "research", "deliverables", "acceptance")


@dataclass(frozen=True)
class Problem:
    """`field` is the name in ChallengeContent, with the row from 0 where it is a list: "milestones.2.share"."""

    field: str
    message: str


def problems(content: ChallengeContent, programme: Programme, *, employer_type: str, now: datetime) -> list[Problem]:
    """Everything that keeps `content` from being submitted, in the order of the form; empty: it may be."""
    found: list[Problem] = []
    for check in (_texts, _codes, _money, _term, _indicators, _milestones, _declarations):
        found += [Problem(field, message) for field, message in check(content, programme)]
    found += [Problem(*row) for row in _closing(content, programme, now)]
    found += [Problem(*row) for row in _partner(content, programme, employer_type)]
    return found


Rows = Iterator[tuple[str, str]]
Check = Callable[[ChallengeContent, Programme], Rows]


def _missing() -> str:
    return _("Please fill this in.")


def _texts(content: ChallengeContent, programme: Programme) -> Rows:
    original = content.original()
    if original is None:
        yield "title", _missing()
        return
    for part in (*BILINGUAL, *DEMANDED):
        if not getattr(original, part).strip():
            yield part, _missing()
    chinese = next((text for text in content.texts if text.language.startswith("zh")), None)
    english = next((text for text in content.texts if text.language == ENGLISH), None)
    for text, message in (
        (chinese, _("A public call has its title and summary in Chinese too.")),
        (english, _("A public call has its title and summary in English too.")),
    ):
        if text is None or not (text.title.strip() and text.summary.strip()):
            yield "title_other", message


def _codes(content: ChallengeContent, programme: Programme) -> Rows:
    for name in ("chain", "district", "source", "payment_mode", "ip_choice", "contact_name", "contact_phone"):
        if not getattr(content, name).strip():
            yield name, _missing()
    if not content.cooperation:
        yield "cooperation", _missing()
    if programme.kinds and content.kind not in programme.kinds:
        yield "kind", _("This programme does not take this kind of call.")
    if content.payment_mode and programme.payment_modes and content.payment_mode not in programme.payment_modes:
        yield "payment_mode", _("This programme does not pay in this way.")


def _money(content: ChallengeContent, programme: Programme) -> Rows:
    if not content.bounty:
        yield "bounty", _missing()
    elif content.bounty < programme.bounty_min:
        yield "bounty", _("The programme asks for at least %(yuan)s yuan.") % {"yuan": f"{programme.bounty_min:,}"}
    own, grant = content.own_money or 0, content.grant or 0
    if own < programme.own_money_ratio * grant:
        yield (
            "own_money",
            _("The programme asks for %(ratio)s yuan of own money for each yuan of the grant.")
            % {"ratio": f"{programme.own_money_ratio.normalize():f}"},
        )
    if own + grant < programme.input_min:
        yield "own_money", _("Own money and grant must reach %(yuan)s yuan.") % {"yuan": f"{programme.input_min:,}"}
    if content.bounty and own + grant < content.bounty:
        yield "own_money", _("Own money and grant do not cover the bounty.")


def _term(content: ChallengeContent, programme: Programme) -> Rows:
    if not content.term_months:
        yield "term_months", _missing()
    elif content.term_months > programme.longest_months:
        yield "term_months", _("The programme allows %(n)d months at most.") % {"n": programme.longest_months}
    if content.routes > programme.routes_max:
        yield "routes", _("The programme allows %(n)d solvers side by side at most.") % {"n": programme.routes_max}


def _indicators(content: ChallengeContent, programme: Programme) -> Rows:
    if not content.indicators:
        yield "indicators", _("Name at least one indicator that the result is measured by.")
    names = [row.metric.strip() for row in content.indicators]
    for at, row in enumerate(content.indicators):
        if names[at] and names[at] in names[:at]:
            yield f"indicators.{at}.metric", _("Two indicators have the same name.")
        for name in ("metric", "method", "verifier"):
            if not getattr(row, name).strip():
                yield f"indicators.{at}.{name}", _missing()
        shown = row.comparison == Comparison.SHOWN
        if not shown and row.threshold is None:
            yield f"indicators.{at}.threshold", _missing()
        if not shown and not row.unit.strip():
            yield f"indicators.{at}.unit", _("Name the unit; for a plain number write 1.")


def _milestones(content: ChallengeContent, programme: Programme) -> Rows:
    if not content.milestones:
        yield "milestones", _("Name at least one milestone.")
        return
    total = sum((row.share for row in content.milestones), Decimal(0))
    if total != WHOLE:
        yield "milestones", _("The shares total %(total)s %%. They must total 100 %%.") % {"total": f"{total:f}"}
    last = 0
    for at, row in enumerate(content.milestones):
        if not row.title.strip():
            yield f"milestones.{at}.title", _missing()
        if row.share <= 0:
            yield f"milestones.{at}.share", _("A milestone releases a part of the bounty: more than 0 %.")
        if row.due_month < last:
            yield f"milestones.{at}.due_month", _("Milestones follow one another in time.")
        if content.term_months and row.due_month > content.term_months:
            yield f"milestones.{at}.due_month", _("This is later than the term of the call.")
        last = row.due_month
    yield from _goals(content)


def _goals(content: ChallengeContent) -> Rows:
    """Each stage is paid for by what is measured: by one indicator of the call at least."""
    known = {row.metric: row for row in content.indicators}
    for at, row in enumerate(content.milestones if known else ()):
        goals = [goal for goal in row.goals if goal.metric in known]
        if not goals:
            yield f"milestones.{at}.goals", _("Say what this milestone is measured by: one indicator at least.")
        for goal in goals:
            if known[goal.metric].comparison != Comparison.SHOWN and goal.threshold is None:
                yield (
                    f"milestones.{at}.goals",
                    _("Name the value of “%(metric)s” at this stage.") % {"metric": goal.metric},
                )


def _declarations(content: ChallengeContent, programme: Programme) -> Rows:
    if not content.credit_clean:
        yield "credit_clean", _("Please declare this; a call cannot be taken without it.")
    if not content.beyond_own_means:
        yield "beyond_own_means", _("Please declare this; a call cannot be taken without it.")


def _closing(content: ChallengeContent, programme: Programme, now: datetime) -> Rows:
    if content.closes_at is None:
        yield "closes_at", _missing()
    elif content.closes_at < now + timedelta(days=programme.minimum_open_days):
        yield (
            "closes_at",
            _("A call is open for %(n)d days at least, counted from its publication.")
            % {"n": programme.minimum_open_days},
        )


def _partner(content: ChallengeContent, programme: Programme, employer_type: str) -> Rows:
    if programme.joint_posting and employer_type in JOINT_TYPES and not content.partner_name.strip():
        yield "partner_name", _("A hospital or an alliance posts together with a high-tech firm.")
    if content.partner_name.strip():
        try:
            credit_code.clean(content.partner_code)
        except ValidationError as error:
            yield "partner_code", error.messages[0]
