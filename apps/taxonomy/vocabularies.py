"""The small lists kept as `Term` rows: their names, which list their groups come from, and their further columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Spec:
    """One list. Further columns: `numbers` are whole (empty: open end), `flags` are yes or no, `texts` are words."""

    title: Promise
    groups: str = ""  # the vocabulary whose codes stand in the column `parent`
    numbers: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()  # numbers that may not be empty: code relies on them
    ranked: bool = field(default=False)  # a change may move a ranking

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.numbers, *self.flags, *self.texts)


VOCABULARIES: Mapping[str, Spec] = {
    "degree": Spec(_("degrees"), numbers=("level",), needed=("level",), ranked=True),
    "degree_status": Spec(_("states of a degree"), ranked=True),
    "district": Spec(_("districts"), texts=("kind",)),
    "zone": Spec(_("functional zones"), groups="district"),
    "chain_group": Spec(_("groups of chains"), ranked=True),
    "employer_type": Spec(_("employer types")),
    "honour": Spec(_("honours of employers"), groups="honour", texts=("level",)),
    "organisation_kind": Spec(_("kinds of organisations")),
    "discipline_group": Spec(_("groups of disciplines"), ranked=True),
    "discipline": Spec(_("disciplines"), groups="discipline_group", ranked=True),
    "country_group": Spec(_("groups of countries")),
    "country": Spec(_("countries and regions"), groups="country_group", flags=("overseas",)),
    "pay_bucket": Spec(_("pay bands"), numbers=("min_yuan", "max_yuan")),
    "pay_reference": Spec(_("usual pay by degree"), numbers=("min_yuan", "max_yuan")),
    "exchange_rate": Spec(
        _("exchange rates"), numbers=("yuan_per_million",), needed=("yuan_per_million",), texts=("as_of", "countries")
    ),
    "language": Spec(_("languages"), texts=("native_name",), ranked=True),
    "language_level": Spec(_("language levels"), numbers=("level",), needed=("level",), ranked=True),
    "position_kind": Spec(_("kinds of positions")),
    "skill_level": Spec(_("skill levels"), numbers=("level",), needed=("level",), ranked=True),
}


def faults(spec: Spec, attributes: object) -> list[str]:
    """Names of further columns that do not fit their list: missing, unknown, or of the wrong kind."""
    if not isinstance(attributes, dict):
        return list(spec.columns) or ["attributes"]
    kinds: dict[str, tuple[type, ...]] = dict.fromkeys(spec.numbers, (int, type(None)))
    kinds |= dict.fromkeys(spec.needed, (int,)) | dict.fromkeys(spec.flags, (bool,)) | dict.fromkeys(spec.texts, (str,))
    wrong = [name for name in attributes if name not in kinds]
    for name, allowed in kinds.items():
        value = attributes.get(name)
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            wrong.append(name)
    return wrong
