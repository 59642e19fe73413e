"""Calls and problems as pages show them, made from rows: codes in the reader's words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from apps.challenges.content import with_goals
from apps.challenges.differences import number
from apps.challenges.filters import STAGES, stage_of
from apps.challenges.models import Challenge, ChallengeRevision, Problem
from apps.challenges.terms import Comparison, Cooperation
from apps.core.texts import text_for_reader
from apps.taxonomy.lookups import label
from apps.web import cards

Card = dict[str, Any]
TONES = {"open": "active", "review": "info", "awarded": "info", "work": "info", "done": "good", "ended": "neutral"}


def with_card_rows(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Fetch what a card reads: a constant number of queries for any number of cards."""
    return challenges.select_related("current", "employer__organisation").prefetch_related(
        "current__texts", "current__skills"
    )


def titles(revision: ChallengeRevision) -> tuple[str, str]:
    """Title for the reader, and the one in the other language to stand beneath."""
    texts = [text for text in revision.texts.all() if text.title]
    chosen = text_for_reader(texts)
    if chosen is None:
        return "", ""
    other = next((t for t in texts if t.language.split("-")[0] != chosen.language.split("-")[0]), None)
    return chosen.title, other.title if other else ""


def lineage(challenge: Challenge, seen: QuerySet[Challenge]) -> dict[str, Any]:
    """The call without a valid proposal that this one takes up, and those that take it up, as far as they are seen."""
    kin = with_card_rows(seen.filter(Q(follows=challenge) | Q(pk=challenge.follows_id)))
    rows = list(kin.select_related("draft").prefetch_related("draft__texts").order_by("pk"))
    return {
        "before": next((_kin(row) for row in rows if row.pk == challenge.follows_id), None),
        "after": [_kin(row) for row in rows if row.pk != challenge.follows_id],
    }


def _kin(challenge: Challenge) -> dict[str, Any]:
    revision = challenge.current or challenge.draft
    assert revision is not None, "a call has a text from its first moment"
    return {"call": challenge, "title": titles(revision)[0]}


def challenge_card(challenge: Challenge) -> Card:
    revision = challenge.current
    assert revision is not None, "only calls with a text in force have a card"
    title, under = titles(revision)
    chosen = text_for_reader([text for text in revision.texts.all() if text.summary])
    stage = stage_of(challenge.state)
    return {
        "title": title,
        "title_under": under,
        "url": reverse("public:challenge", args=[challenge.public_id]),
        "number": challenge.number,
        "bounty": revision.bounty,
        "employer_name": challenge.employer.organisation.name,
        "chain_label": label("chain", revision.chain) if revision.chain else "",
        "kind_label": revision.get_kind_display(),
        "district_label": label("district", revision.district) if revision.district else "",
        "summary": chosen.summary if chosen else "",
        "language": chosen.language if chosen else "",
        "closes_at": challenge.closes_at,
        "open": stage == "open" and challenge.closes_at is not None and challenge.closes_at > timezone.now(),
        "stage_label": str(STAGES[stage][0]) if stage else challenge.get_state_display(),
        "stage_tone": TONES.get(stage, "neutral"),
        "skills": [cards.skill_label(skill.code, skill.text) for skill in revision.skills.all()],
    }


def facts(revision: ChallengeRevision) -> Card:
    """Codes of a revision in the reader's words."""
    return {
        "kind": revision.get_kind_display(),
        "chain": label("chain", revision.chain) if revision.chain else "",
        "district": label("district", revision.district) if revision.district else "",
        "disciplines": [label("discipline", code) for code in revision.disciplines],
        "payment_mode": revision.get_payment_mode_display(),
        "ip_choice": revision.get_ip_choice_display(),
        "cooperation": [str(Cooperation(code).label) for code in revision.cooperation],
        "level": revision.get_level_display(),
        "export_control": revision.get_export_control_display(),
        "controlled": revision.export_control != "none",
        "skills": [cards.skill_label(skill.code, skill.text) for skill in revision.skills.all()],
    }


def indicators(revision: ChallengeRevision) -> list[Card]:
    """Rows of the table of indicators; the English name where the reader reads English and there is one."""
    english = _english()
    return [
        {
            "metric": (english and row.metric_en) or row.metric,
            "under": "" if english else row.metric_en,
            "comparison": str(Comparison(row.comparison).label),
            "threshold": number(row.threshold),
            "unit": "" if row.unit == "1" else row.unit,
            "method": row.method,
            "verifier": row.verifier,
        }
        for row in revision.indicators.all()
    ]


def milestones(revision: ChallengeRevision) -> list[Card]:
    """Stages with the sum that each releases, in yuan (the last one takes what rounding leaves)."""
    english, rows = _english(), with_goals(revision)
    bounty, given, made = revision.bounty or 0, 0, []
    for at, row in enumerate(rows):
        amount = bounty - given if at == len(rows) - 1 else int(bounty * row.share / 100)
        given += amount
        made.append(
            {
                "title": (english and row.title_en) or row.title,
                "due_month": row.due_month,
                "share": number(row.share),
                "amount": amount,
                "proof": row.proof,
                "goals": [goal.words for goal in row.goals.all()],
            }
        )
    return made


def problem_card(problem: Problem) -> Card:
    english = _english()
    return {
        "title": (english and problem.title_en) or problem.title,
        "language": "en" if english and problem.title_en else problem.language,
        "url": reverse("public:problem", args=[problem.public_id]),
        "employer_name": problem.employer.organisation.name,
        "chain_label": label("chain", problem.chain) if problem.chain else "",
        "kind_label": problem.get_kind_display(),
        "district_label": label("district", problem.district) if problem.district else "",
        "budget_min": problem.budget_min,
        "budget_max": problem.budget_max,
        "fresh_until": problem.fresh_until,
        "description": problem.description,
        "written_in": problem.language,
        "audience_label": problem.get_audience_display() if problem.audience != "public" else "",
    }


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")
