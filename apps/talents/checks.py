"""Whether a section can be stored: codes are known, dates in order, money plausible, text no longer than its column.

Each check raises ValidationError with a message at the field, in the reader's language. Rows are checked one by one; a
caller with many rows adds the number of the row.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.text import mend
from apps.talents.models import Education, Experience, Talent, TalentProject, TalentSkill, TalentText
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.taxonomy import lookups

OLDEST = date(1940, 1, 1)
NAME_LENGTH = 80
ROWS = 60  # more rows of one kind are not a profile but an accident
Messages = dict[str, list[str]]
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def identity(row: Identity) -> None:
    faults: Messages = {}
    for name in ("name_zh", "family_name", "given_name"):
        if len(getattr(row, name)) > NAME_LENGTH:
            faults[name] = [_("At most %(limit)d characters.") % {"limit": NAME_LENGTH}]
    for name in ("family_name", "given_name"):
        if _HAN.search(getattr(row, name)):
            faults[name] = [_("Use Latin letters here; characters go into the Chinese name.")]
    _code(faults, "country", "country", row.country)
    _raise(faults)


def contact(row: Contact) -> None:
    faults: Messages = {}
    if row.channel not in dict(Talent._meta.get_field("channel").choices or ()):
        faults["channel"] = [_("Choose one of the list.")]
    if row.time_zone not in _time_zones():
        faults["time_zone"] = [_("Choose one of the list.")]
    for name in ("wechat", "whatsapp"):
        if len(getattr(row, name)) > NAME_LENGTH:
            faults[name] = [_("At most %(limit)d characters.") % {"limit": NAME_LENGTH}]
    if row.channel in ("wechat", "whatsapp") and not getattr(row, row.channel):
        faults[row.channel] = [_("Give it, or choose another preferred channel.")]
    if row.private_email:
        try:
            validate_email(row.private_email)
        except ValidationError:
            faults["private_email"] = [_("This is not an e-mail address.")]
    _raise(faults)


def text(row: Text) -> None:
    faults = _lengths(TalentText, row)
    if row.language not in dict(TalentText._meta.get_field("language").choices or ()):
        faults["language"] = [_("Choose one of the list.")]
    _raise(faults)


def degree(row: Degree) -> None:
    faults = _lengths(Education, row)
    if lookups.entry("degree", row.degree) is None:
        faults["degree"] = [_("Choose one of the list.")]
    _code(faults, "status", "degree_status", row.status)
    _code(faults, "discipline", "discipline", row.discipline)
    _code(faults, "country", "country", row.country)
    _code(faults, "school", "school", row.school)
    _dates(faults, row.start_on, row.end_on)
    if row.status == "awarded" and row.end_on and row.end_on > timezone.localdate():
        faults.setdefault("end_on", [_("This day lies ahead: choose “in progress”.")])
    _raise(faults)


def job(row: Job) -> None:
    faults = _lengths(Experience, row)
    if not row.organisation.strip():
        faults["organisation"] = [_("Name the organisation.")]
    if not row.title.strip():
        faults["title"] = [_("Give the title.")]
    _code(faults, "country", "country", row.country)
    _dates(faults, row.start_on, row.end_on)
    if row.start_on and row.start_on > timezone.localdate():
        faults["start_on"] = [_("This day lies ahead.")]
    _raise(faults)


def skill(row: SkillRow) -> None:
    faults = _lengths(TalentSkill, row)
    if not row.text.strip():
        faults["text"] = [_("Name the skill.")]
    if row.level is not None and row.level not in range(1, 5):
        faults["level"] = [_("A level is between 1 and 4.")]
    _code(faults, "code", "skill", row.code)
    _raise(faults)


def language(row: LanguageRow) -> None:
    faults: Messages = {}
    if not row.code:
        faults["code"] = [_("Choose one of the list.")]
    _code(faults, "code", "language", row.code)
    _code(faults, "level", "language_level", row.level)
    _raise(faults)


def wishes(row: Wishes) -> None:
    faults: Messages = {}
    if row.intention and row.intention not in dict(Talent._meta.get_field("intention").choices or ()):
        faults["intention"] = [_("Choose one of the list.")]
    for name, vocabulary in (
        ("kinds", "position_kind"),
        ("chains", "chain"),
        ("disciplines", "discipline"),
        ("districts", "district"),
    ):
        if any(lookups.entry(vocabulary, code) is None for code in getattr(row, name)):
            faults[name] = [_("Choose from the list.")]
    for name, top in (("years", 60), ("paper_count", 3000), ("patent_count", 3000), ("salary_expected", 10_000_000)):
        value = getattr(row, name)
        if value is not None and not 0 <= value <= top:
            faults[name] = [_("A number from 0 to %(top)s.") % {"top": f"{top:,}"}]
    if row.salary_expected is not None and 0 <= row.salary_expected < 10_000:
        faults["salary_expected"] = [_("In yuan a year before tax: at least 10,000.")]
    if row.available_on and row.available_on.year > timezone.localdate().year + 10:
        faults["available_on"] = [_("This day is too far ahead.")]
    _raise(faults)


def project(row: Project) -> None:
    faults = _lengths(TalentProject, row)
    if not row.title_zh.strip() and not row.title_en.strip():
        faults["title_zh"] = [_("Give a title in Chinese or in English.")]
    _code(faults, "chain", "chain", row.chain)
    for name in ("stage", "ip_state"):
        if getattr(row, name) not in dict(getattr(TalentProject._meta.get_field(name), "choices", None) or ()):
            faults[name] = [_("Choose one of the list.")]
    if set(row.wants) - set(TalentProject.Want.values):
        faults["wants"] = [_("Choose from the list.")]
    _raise(faults)


def domain(written: str) -> str:
    """The mail domain in what she wrote ("@Example.com", "hr@example.com", "https://www.example.com/"), lower case."""
    bare = mend(written).strip().lower().split("://")[-1].split("/")[0].split("@")[-1].removeprefix("www.").strip(".")
    try:
        bare = bare.encode("idna").decode() if bare else ""
    except UnicodeError:
        bare = ""
    if not _DOMAIN.fullmatch(bare) or len(bare) > 120:
        raise ValidationError({"domain": [_("This is not a mail domain, like example.com.")]})
    return bare


def few_enough(rows: Iterable[Any]) -> None:
    if len(list(rows)) > ROWS:
        raise ValidationError(_("At most %(limit)d entries.") % {"limit": ROWS})


def _code(faults: Messages, field: str, vocabulary: str, code: str) -> None:
    if code and lookups.entry(vocabulary, code) is None:
        faults[field] = [_("Choose one of the list.")]


def _dates(faults: Messages, start_on: date | None, end_on: date | None) -> None:
    today = timezone.localdate()
    for name, day in (("start_on", start_on), ("end_on", end_on)):
        if day and not OLDEST <= day <= date(today.year + 10, 12, 31):
            faults[name] = [_("This date cannot be right.")]
    if start_on and end_on and end_on < start_on:
        faults.setdefault("end_on", [_("The end lies before the start.")])


def _lengths(model: type[models.Model], row: Any) -> Messages:
    """What is longer than its column."""
    faults: Messages = {}
    columns = {column.name: column for column in model._meta.get_fields() if isinstance(column, models.Field)}
    for name in (field.name for field in fields(row)):
        column, value = columns.get(name), getattr(row, name)
        limit = getattr(column, "max_length", None)
        if limit and isinstance(value, str) and len(value) > limit:
            faults[name] = [_("At most %(limit)d characters.") % {"limit": limit}]
    return faults


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _raise(faults: Messages) -> None:
    if faults:
        raise ValidationError(faults)
