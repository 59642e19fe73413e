"""What the cards of the pages show, made from rows: the dicts that `templates/components/README.md` describes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from apps.core.texts import text_for_reader
from apps.employers.models import Employer
from apps.positions.models import Position, PositionRevision
from apps.positions.states import LIVE
from apps.taxonomy.lookups import label

Card = dict[str, Any]


def with_card_rows(positions: QuerySet[Position]) -> QuerySet[Position]:
    """Fetch what a position card reads: a constant number of queries for any number of cards."""
    return positions.select_related("current", "employer__organisation").prefetch_related(
        "current__texts", "current__skills"
    )


def skill_label(code: str, text: str) -> str:
    """A skill in the reader's language; words that the vocabulary does not know stay as written."""
    return label("skill", code) if code else text


def titles(revision: PositionRevision) -> tuple[str, str]:
    """Title for the reader, and the one in the other language to stand beneath."""
    texts = list(revision.texts.all())
    chosen = text_for_reader(texts)
    if chosen is None:
        return "", ""
    other = next((t for t in texts if t.language.split("-")[0] != chosen.language.split("-")[0]), None)
    return chosen.title, other.title if other else ""


def position_card(position: Position, **more: Any) -> Card:
    revision = position.current
    assert revision is not None, "only positions with a text in force have a card"
    title, under = titles(revision)
    chosen = text_for_reader(revision.texts.all())
    return {
        "title": title,
        "language": chosen.language if chosen else "",
        "title_under": under,
        "url": reverse("public:position", args=[position.public_id]),
        "pay_min": revision.salary_min,
        "pay_max": revision.salary_max,
        "employer_name": position.employer.organisation.name,
        "district_label": label("district", revision.district),
        "degree_label": label("degree", revision.degree_min),
        "headcount": revision.headcount,
        "summary": chosen.summary if chosen else "",
        "chain_label": label("chain", revision.chain) if revision.chain else "",
        "skills": [skill_label(skill.code, skill.text) for skill in revision.skills.all()],
        "valid_until": position.valid_until,
        **more,
    }


def with_employer_rows(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    live = Count("positions", filter=Q(positions__state__in=LIVE))
    return employers.select_related("organisation").prefetch_related(Prefetch("texts")).annotate(open_positions=live)


def employer_card(employer: Employer) -> Card:
    organisation = employer.organisation
    chosen = text_for_reader(employer.texts.all())
    names = [organisation.name_zh, organisation.name_en]
    return {
        "name": organisation.name,
        "name_under": next((name for name in names if name and name != organisation.name), ""),
        "url": reverse("public:employer", args=[employer.public_id]),
        "type_label": label("employer_type", employer.type),
        "district_label": label("district", organisation.district) if organisation.district else "",
        "verified": employer.state == "verified",
        "summary": (chosen.slogan or chosen.description) if chosen else "",
        "honours": [label("honour", code) for code in employer.honours if code in employer.honours_confirmed],
        "chain_label": label("chain", employer.chains[0]) if employer.chains else "",
        "open_positions": getattr(employer, "open_positions", None),
    }
