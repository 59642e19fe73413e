"""Calls and talents' projects as the engine's plain types. The same rules as `gather`: nothing protected is read."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet

from apps.accounts.models import Organisation
from apps.challenges import content as contents
from apps.challenges.content import ChallengeContent
from apps.challenges.models import Challenge
from apps.matching.engine.types import Passage, PostingDoc, PostingKind, Skill, TalentDoc
from apps.matching.gather import employer_keys, ranked_passages, talent_doc
from apps.positions import wording
from apps.talents.models import Talent, TalentProject

# Part of a call -> what it is to the engine. The words are those of the call; where they stand says which lines are
# asked for (`engine.lines` reads the requirements).
FIELDS = {
    "title": "title",
    "summary": "summary",
    "background": "background",
    "difficulties": "requirements",
    "research": "requirements",
    "conditions": "requirements",
    "basis": "background",
    "deliverables": "deliverables",
    "acceptance": "acceptance",
}


def with_call_rows(calls: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Calls with all that `call_doc` reads."""
    return calls.select_related("current", "employer__organisation__parent").prefetch_related(
        "current__texts", "current__skills", "current__indicators", "current__milestones"
    )


def call_doc(challenge: Challenge) -> PostingDoc:
    """The revision in force. Raises ValueError for a call without one."""
    if challenge.current is None:
        raise ValueError("only a call with a revision in force can be ranked")
    return content_doc(challenge.public_id, contents.read(challenge.current), challenge.employer.organisation)


def content_doc(name: str, content: ChallengeContent, organisation: Organisation) -> PostingDoc:
    """Any text of a call, also one that is only thought of.

    Neither money, place nor degree is told to the engine: no fact about a person may move a solver (R6).
    """
    passages = [
        Passage(field, words, text.language)
        for text in content.texts
        for part, field in FIELDS.items()
        if (words := wording.for_ranking(getattr(text, part))).strip()
    ]
    for row in content.indicators:
        told = (row.metric, row.metric_en, row.method)
        passages += [Passage("requirements", words) for one in told if (words := wording.for_ranking(one)).strip()]
    return PostingDoc(
        id=name,
        kind=PostingKind.CHALLENGE,
        passages=tuple(passages),
        skills=tuple(Skill(row.text, row.code or None) for row in content.skills),
        chains=(content.chain,) if content.chain else (),
        disciplines=tuple(content.disciplines),
        employer_keys=employer_keys(organisation),
    )


def project_doc(talent: Talent, project: TalentProject) -> TalentDoc:
    """A project as a solver: what it tells of itself, under the wishes of the person who brings it.

    Her own work and skills are ranked with her; only the field of study is lent to the project.
    """
    hers = talent_doc(talent)
    titles = [Passage("title", words) for words in (project.title_zh, project.title_en) if words]
    about = [Passage("project", project.summary)] if project.summary else []
    return TalentDoc(
        id=project.public_id,
        passages=ranked_passages([*titles, *about]),
        chains=(project.chain,) if project.chain else (),
        disciplines=hers.disciplines,
        visible=hers.visible,
        opted_out=hers.opted_out,
        open_to_offers=hers.open_to_offers,
        blocked_employers=hers.blocked_employers,
    )


def own_eyes(doc: TalentDoc) -> TalentDoc:
    """Her own settings hide her from others, never postings from her."""
    return replace(doc, visible=None, opted_out=None, open_to_offers=None)
