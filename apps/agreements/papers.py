"""The paper of a contract, 任务书 with 军令状, in Chinese and in English: made from its rows, kept as it was signed."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.accounts.models import Organisation
from apps.agreements import facts
from apps.agreements.models import Agreement, Contract
from apps.agreements.terms import Side
from apps.challenges.models import ChallengeRevision, Indicator
from apps.core import files, pdf
from apps.core.models import File

HERE = Path(__file__).parent / "paper"
LANGUAGES = {"zh-hans": "paper_zh", "en": "paper_en"}
Words = dict[str, Any]


def make(contract: Contract) -> None:
    """Store both papers of a contract; earlier ones that nobody has signed go."""
    offered = facts.read(contract.proposal)
    for language, column in LANGUAGES.items():
        earlier = getattr(contract, column)
        content = pdf.render(HERE / "contract.typ", data(contract, offered, language), at=timezone.now())
        file = files.store(
            content, name=f"{contract.number}-{language}.pdf", content_type="application/pdf",
            data_class=File.DataClass.AGREEMENT, owner_ref=contract.public_id,
        )  # fmt: skip
        setattr(contract, column, file)
        contract.save(update_fields=[column])
        if column == "paper_zh":
            Agreement.objects.filter(pk=contract.agreement_id).update(file=file)
        if earlier is not None:
            files.remove(earlier)


@lru_cache(maxsize=4)
def words(language: str) -> Words:
    return tomllib.loads((HERE / f"words.{language}.toml").read_text(encoding="utf-8"))


def data(contract: Contract, offered: facts.Offer, language: str) -> Words:
    """Everything that stands on the paper, for the template."""
    said = words(language)
    parties = {row.side: row for row in contract.agreement.parties.all()}
    names = {side: _name(parties[side], language) for side in (Side.POSTER, Side.SOLVER)}
    lead = [
        [said["number"], contract.number],
        [said["challenge"], f"{_title(contract.revision, language)} ({contract.challenge.number})"],
        [said["poster"], names[Side.POSTER]],
        [said["solver"], names[Side.SOLVER]],
        [said["amount"], said["amount_text"].format(amount=f"{contract.amount:,}")],
        [said["term"], said["term_text"].format(months=contract.term_months)],
    ]
    return {
        "lang": language[:2],
        "region": said["region"],
        "title": said["title"],
        "subtitle": said["subtitle"],
        "issuer": said["issuer"],
        "number": contract.number,
        "facts": lead,
        "sections": [row for row in _sections(contract, offered, said, language) if row],
        "signatures": [
            {"label": said[side], "name": names[side], "lines": said["sign_lines"]}
            for side in (Side.POSTER, Side.SOLVER)
        ],
    }


def _sections(contract: Contract, offered: facts.Offer, said: Words, language: str) -> list[Words]:
    ip = [said["ip"][contract.ip_choice]]
    if offered.ip:
        ip.append(said["ip_offer"].format(text=offered.ip))
    return [
        {"title": said["purpose_head"], "paragraphs": [said["purpose"]]},
        _indicators(contract, said, language),
        _milestones(contract, said, language),
        _plan(offered, said),
        {"title": said["payment_head"], "paragraphs": [said["payment"][contract.payment_mode]]},
        {"title": said["ip_head"], "paragraphs": ip},
        _members(contract, offered, said, language),
        {"title": said["acceptance_head"], "paragraphs": [said["acceptance"]]},
        {
            "title": said["stop_head"],
            "paragraphs": [said["stop_text"], *(f"· {said['stop'][code]}" for code in contract.stop_rules),
                           said["stop_excused"], said["stop_fault"]],
        },
        {"title": said["clauses_head"], "paragraphs": contract.clauses.splitlines() or [said["none"]]},
        {"title": said["final_head"], "paragraphs": [said["final"]]},
        _pledge(contract, said, language),
    ]  # fmt: skip


def _indicators(contract: Contract, said: Words, language: str) -> Words:
    rows = [
        [_metric(row, language), _demanded(row, said), row.method or said["none"], row.verifier or said["none"]]
        for row in contract.revision.indicators.all()
    ]
    return {
        "title": said["indicators_head"], "paragraphs": [said["indicators_text"]], "rows": rows,
        "head": said["indicators_columns"], "widths": [3, 3, 3, 3],
    }  # fmt: skip


def _milestones(contract: Contract, said: Words, language: str) -> Words:
    rows = []
    for row in contract.milestones.all():
        title = (language == "en" and row.title_en) or row.title
        goals = [
            f"{_metric(goal.indicator, language)} {_demanded(goal.indicator, said, goal.threshold)}"
            for goal in row.goals()
        ]
        text = "\n".join([title, *goals, *([row.proof] if row.proof else [])])
        due = said["month"].format(month=row.due_month)
        rows.append([str(row.order), text, due, f"{row.share.normalize():f} %", f"{row.amount:,}"])
    return {
        "title": said["milestones_head"], "paragraphs": [said["milestones_text"]], "rows": rows,
        "head": said["milestones_columns"], "widths": [1, 5, 2, 2, 3],
    }  # fmt: skip


def _pledge(contract: Contract, said: Words, language: str) -> Words:
    """The 军令状 stands on a page of its own, with what is pledged for when: it is signed together with the contract."""
    rows = [[cell for at, cell in enumerate(row) if at != 3] for row in _milestones(contract, said, language)["rows"]]
    head = [cell for at, cell in enumerate(said["milestones_columns"]) if at != 3]
    return {
        "title": said["pledge_head"], "new_page": True, "rows": rows, "head": head, "widths": [1, 6, 2, 3],
        "paragraphs": [said["pledge"].format(days=contract.grace_days), said["pledge_stages"]],
    }  # fmt: skip


def _plan(offered: facts.Offer, said: Words) -> Words:
    rows = [
        [str(row.get("title", "")), said["month"].format(month=row.get("month", "")), str(row.get("result", ""))]
        for row in offered.plan
    ]
    if not rows:
        return {}
    return {"title": said["plan_head"], "rows": rows, "head": said["plan_columns"], "widths": [3, 2, 5]}


def _members(contract: Contract, offered: facts.Offer, said: Words, language: str) -> Words:
    body = contract.proposal.organisation
    own = {body.name_zh: _called(body, language), body.name_en: _called(body, language)} if body else {}
    rows = [
        [row.name, own.get(row.organisation, row.organisation) or said["none"], f"{row.budget} %", f"{row.rights} %"]
        for row in offered.members
    ]
    return {"title": said["members_head"], "rows": rows, "head": said["members_columns"], "widths": [3, 4, 2, 2]}


def _metric(row: Indicator, language: str) -> str:
    return (language == "en" and row.metric_en) or row.metric


def _demanded(row: Indicator, said: Words, threshold: Decimal | None = None) -> str:
    """By the call, or by a stage where that says another value."""
    threshold = row.threshold if threshold is None else threshold
    value = f"{threshold.normalize():f}" if threshold is not None else ""
    text = said["comparison"][row.comparison].format(value=value)
    return f"{text} {row.unit}".strip() if row.unit not in ("", "1") else str(text)


def _title(revision: ChallengeRevision, language: str) -> str:
    texts = {text.language: text.title for text in revision.texts.all() if text.title}
    return texts.get(language) or next(iter(texts.values()), "")


def _name(party: Any, language: str) -> str:
    if party.organisation is None:
        return str(party.name)
    return _called(party.organisation, language)


def _called(body: Organisation, language: str) -> str:
    return str((body.name_en or body.name_zh) if language == "en" else (body.name_zh or body.name_en))
