"""Between the form of a position and its content: what a draft shows in the form, and what a filled form says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.employers.models import Employer
from apps.positions import parsing, pay, translations
from apps.positions.content import PositionContent, TextContent
from apps.positions.dates import default_closing_day
from apps.positions.parsing import AdProposal
from apps.web.employer.position_fields import LANGUAGE_ROWS, PositionForm, skill_value, skills_from

Initial = dict[str, Any]
OTHER = ("title", "summary", "description", "requirements")
CHINESE = ("zh-hans", "zh-hant")


def empty(employer: Employer) -> Initial:
    return {"district": employer.organisation.district, "headcount": "1", "kind": "rd_engineer",
            "valid_until": default_closing_day()}  # fmt: skip


def other_text(content: PositionContent) -> TextContent | None:
    """The text in the other language: English for a Chinese original, Chinese for any other."""
    original = content.original()
    wanted = ("en",) if original.language in CHINESE else CHINESE
    return next((text for text in content.texts if text.language in wanted and not text.is_original), None)


def initial_of(content: PositionContent) -> Initial:
    """A draft as the form shows it."""
    original, other = content.original(), other_text(content)
    initial: Initial = {name: getattr(original, name) for name in OTHER}
    columns = (
        "degree_min",
        "district",
        "kind",
        "chain",
        "years_min",
        "workplace",
        "start_on",
        "valid_until",
        "negotiable",
    )
    initial |= {name: getattr(content, name) for name in columns}
    initial |= {
        "pay": pay.write_pay(content.salary_min, content.salary_max),
        "headcount": str(content.headcount),
        "skills": [skill_value(skill) for skill in content.skills],
        "disciplines": list(content.disciplines),
        "other_base": original.source_hash(),
    }
    for row, language in zip(LANGUAGE_ROWS, content.languages, strict=False):
        initial |= {
            f"language_{row}": language["code"],
            f"level_{row}": language.get("level", ""),
            f"demanded_{row}": bool(language.get("demanded")),
        }
    if other is not None:
        initial |= {f"other_{name}": getattr(other, name) for name in OTHER}
        initial["other_checked"] = not is_stale(content)
    return initial


def is_stale(content: PositionContent) -> bool:
    """Whether the translation was confirmed for another wording of the original, or never."""
    other = other_text(content)
    return other is not None and other.source is not None and other.source != content.original().source_hash()


def from_ad(ad: AdProposal, before: Initial) -> Initial:
    """The form filled from an ad; what the ad does not say stays as it was."""
    read: Initial = {
        "title": ad.title,
        "description": ad.duties,
        "requirements": ad.requirements,
        "summary": ad.summary,
        "pay": pay.write_pay(*ad.pay) if ad.pay else "",
        "negotiable": ad.negotiable,
        "degree_min": ad.degree,
        "district": ad.district,
        "headcount": str(ad.headcount) if ad.headcount else "",
        "years_min": ad.years,
        "kind": ad.kind,
        "chain": ad.chain,
        "disciplines": list(ad.disciplines),
        "skills": [skill_value(skill) for skill in ad.skills],
    }
    filled = before | {name: value for name, value in read.items() if value}
    return with_translation(filled, ad.language)


def with_translation(filled: Initial, language: str = "") -> Initial:
    """Title and summary in the other language proposed where they are missing; never over somebody's own words."""
    text = "\n".join(str(filled.get(name) or "") for name in ("title", "description", "requirements"))
    facts = translations.Facts(
        kind=str(filled.get("kind") or ""),
        chain=str(filled.get("chain") or ""),
        degree=str(filled.get("degree_min") or ""),
        district=str(filled.get("district") or ""),
        skills=skills_from(filled.get("skills") or [], ()),
    )
    proposed = translations.propose(str(filled.get("title") or ""), language or parsing.language_of(text), facts)
    added = {f"other_{name}": getattr(proposed, name) for name in ("title", "summary")}
    fresh = {name: value for name, value in added.items() if value and not filled.get(name)}
    return filled | fresh | ({"other_checked": False} if fresh else {})


def from_post(data: Mapping[str, Any]) -> Initial:
    """What stands in the form just now, valid or not, to be shown again with proposals."""
    many = ("skills", "disciplines")
    boxes = ("negotiable", "other_checked", *(f"demanded_{row}" for row in LANGUAGE_ROWS))
    found: Initial = {name: data.get(name, "") for name in PositionForm.base_fields if name not in (*many, *boxes)}
    found |= {name: data.getlist(name) for name in many}  # type: ignore[attr-defined]
    return found | {name: name in data for name in boxes}


def content_of(form: PositionForm, before: PositionContent | None) -> PositionContent:
    """The content of a valid form; what the form does not show of `before` stays."""
    data = form.cleaned_data
    low, high = data["pay"]
    old_languages = before.languages[len(LANGUAGE_ROWS) :] if before else ()
    return PositionContent(
        texts=_texts(data, before),
        degree_min=data["degree_min"],
        salary_min=low,
        salary_max=high,
        district=data["district"],
        kind=data["kind"],
        chain=data["chain"],
        disciplines=form.chosen_disciplines(),
        skills=skills_from(form.chosen_skills(), before.skills if before else ()),
        years_min=data["years_min"],
        negotiable=data["negotiable"],
        headcount=data["headcount"],
        workplace=data["workplace"],
        languages=(*form.language_rows(), *old_languages),
        start_on=data["start_on"],
        valid_until=data["valid_until"],
    )


def _texts(data: dict[str, Any], before: PositionContent | None) -> tuple[TextContent, ...]:
    original = _original(data, before)
    other = _other(data, original, before)
    known = {original.language, other.language if other else ""}
    rest = [text for text in before.texts if text.language not in known] if before else []
    if other is None:  # its owner has cleared the translation
        cleared = other_text(before) if before else None
        rest = [text for text in rest if cleared is None or text.language != cleared.language]
    return (original, *([other] if other else []), *(replace(text, is_original=False) for text in rest))


def _original(data: dict[str, Any], before: PositionContent | None) -> TextContent:
    words = {name: data[name].strip() for name in OTHER}
    words["summary"] = words["summary"] or parsing.propose_summary(words["description"] or words["requirements"])
    language = parsing.language_of("\n".join(words.values()))
    kept = before.original().language if before else ""
    return TextContent(kept if language in CHINESE and kept in CHINESE else language, **words)


def _other(data: dict[str, Any], original: TextContent, before: PositionContent | None) -> TextContent | None:
    """The translation, with what it was confirmed for: now if its owner says so of these very words."""
    words = {name: data[f"other_{name}"].strip() for name in OTHER}
    if not words["title"]:
        return None
    old = other_text(before) if before else None
    language = old.language if old else translations.other_language(original.language)
    unchanged = old is not None and all(getattr(old, name) == value for name, value in words.items())
    moved_on = bool(data["other_base"]) and data["other_base"] != original.source_hash()
    confirmed = data["other_checked"] and not (unchanged and moved_on)
    source = None if confirmed else (old.source if unchanged and old else "")
    return TextContent(language, is_original=False, source=source, **words)
