"""Writing a profile, section by section. Callers have asked the policies; facts are checked here.

Every function stores all or nothing, raises ValidationError with messages by field, and ends in `_settle`: a change that
ranking reads raises the revision and marks the talent. While she has not confirmed, the same mark feeds her own
recommendations only, since nobody else's ranking takes unconfirmed profiles (`TalentQuerySet.rankable`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.core import audit, marks
from apps.core.actors import Actor
from apps.core.moves import GuardFailed
from apps.core.text import mend, squeeze
from apps.talents import checks, duplicates, ranking, tenure
from apps.talents.claims import lapse
from apps.talents.content import content_hash
from apps.talents.models import (
    BlockedEmployer,
    Claim,
    Education,
    Experience,
    Talent,
    TalentProject,
    TalentSkill,
    TalentText,
    Visibility,
)
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.talents.signals import confirmed, ranking_switched, residence_changed
from apps.talents.skills import linked
from apps.taxonomy import lookups
from apps.taxonomy.vocabulary import SchoolEntry

Row = TypeVar("Row")


@transaction.atomic
def create(user: User, *, by: Actor, source: str = "self") -> Talent:
    """An empty, unconfirmed profile; the one that is there already, if she has one. Ranking waits for her consent."""
    try:
        with transaction.atomic():
            talent = Talent.objects.create(user=user, source=source, automated_ranking=False)
    except IntegrityError:  # a second tab was faster
        return Talent.objects.get(user=user)
    audit.record(talent, "create", by=by)
    return talent


# ---------------------------------------------------------------- who she is
@transaction.atomic
def save_identity(talent: Talent, data: Identity, *, by: User) -> None:
    row = _clean(data)
    checks.identity(row)
    before, lived_in = (talent.name_zh, talent.family_name, talent.given_name), talent.country
    _update(talent, **asdict(row))
    if before != (row.name_zh, row.family_name, row.given_name):
        lapse(talent, Claim.Kind.IDENTITY, by=by)
    if lived_in != row.country:
        residence_changed.send(sender=Talent, talent=talent)
    _settle(talent, "identity", by)
    duplicates.refresh(talent)


@transaction.atomic
def save_contact(talent: Talent, data: Contact, *, by: User) -> None:
    """Part of it belongs to the account: time zone, discreet mode, private address."""
    row = _clean(data)
    checks.contact(row)
    _update(talent, wechat=row.wechat, whatsapp=row.whatsapp, channel=row.channel)
    user = talent.user
    user.time_zone, user.discreet, user.private_email = row.time_zone, row.discreet, row.private_email
    user.save(update_fields=["time_zone", "discreet", "private_email"])
    _settle(talent, "contact", by)
    duplicates.refresh(talent)


# ---------------------------------------------------------------- what she can do
@transaction.atomic
def save_texts(talent: Talent, rows: Sequence[Text], *, by: User) -> None:
    """Her words, a row a language; an empty row removes that language. Exactly one is the original."""
    kept = [row for row in map(_clean, rows) if row.headline or row.direction or row.about]
    _each(kept, checks.text, "texts")
    if len({row.language for row in kept}) < len(kept):
        raise ValidationError({"texts": [_("One text a language.")]})
    original = next((row for row in kept if row.is_original), kept[0] if kept else None)
    source = _words_hash(original) if original else ""
    talent.texts.all().delete()
    TalentText.objects.bulk_create(
        TalentText(talent=talent, **{**asdict(row), "is_original": row is original}, source_hash="" if row is original else source)
        for row in kept
    )  # fmt: skip
    _settle(talent, "texts", by)


@transaction.atomic
def save_education(talent: Talent, rows: Sequence[Degree], *, by: User) -> None:
    """Rows replaced whole. School, country and discipline are found from her words where she left them open."""
    filled = [_with_codes(_clean(row)) for row in rows]
    _each(filled, checks.degree, "education")
    before = _values(talent.education.all(), Degree)
    if before != filled:
        talent.education.all().delete()
        Education.objects.bulk_create(Education(talent=talent, **asdict(row)) for row in filled)
        lapse(talent, Claim.Kind.DEGREE, by=by)
    _settle(talent, "education", by)
    duplicates.refresh(talent)


@transaction.atomic
def save_experience(talent: Talent, rows: Sequence[Job], *, by: User) -> None:
    """Rows replaced whole. Years of experience are counted anew unless she typed them."""
    cleaned = [_clean(row) for row in rows]
    _each(cleaned, checks.job, "experience")
    if _values(talent.experience.all(), Job) != cleaned:
        talent.experience.all().delete()
        Experience.objects.bulk_create(Experience(talent=talent, **asdict(row)) for row in cleaned)
        lapse(talent, Claim.Kind.EMPLOYMENT, by=by)
    _count_years(talent)
    _settle(talent, "experience", by)


@transaction.atomic
def save_skills(talent: Talent, rows: Sequence[SkillRow], *, by: User) -> None:
    """Rows replaced whole, linked to the vocabulary, each skill once."""
    found = linked(_clean(row) for row in rows)
    _each(found, checks.skill, "skills")
    talent.skills.all().delete()
    TalentSkill.objects.bulk_create(
        TalentSkill(talent=talent, order=order, **asdict(row)) for order, row in enumerate(found)
    )
    _settle(talent, "skills", by)


@transaction.atomic
def save_languages(talent: Talent, rows: Sequence[LanguageRow], *, by: User) -> None:
    _each(rows, checks.language, "languages")
    by_code = {row.code: asdict(row) for row in rows}
    _update(talent, languages=list(by_code.values()))
    _settle(talent, "languages", by)


@transaction.atomic
def save_projects(talent: Talent, rows: Sequence[Project], *, by: User) -> None:
    """Rows with a known `id` are changed, others are new; what is not among them is removed."""
    cleaned = [_clean(row) for row in rows]
    _each(cleaned, checks.project, "projects")
    known = {project.public_id: project for project in talent.projects.all()}
    talent.projects.exclude(public_id__in=[row.id for row in cleaned]).delete()
    for row in cleaned:
        project = known.get(row.id) or TalentProject(talent=talent)
        for field in fields(Project):
            if field.name != "id":
                value = getattr(row, field.name)
                setattr(project, field.name, list(value) if isinstance(value, tuple) else value)
        project.save()
    _settle(talent, "projects", by)


# ---------------------------------------------------------------- what she wants
@transaction.atomic
def save_wishes(talent: Talent, data: Wishes, *, by: User) -> None:
    """Facts and wishes. Empty years are counted from the experience, now and when it changes."""
    row = _clean(data)
    checks.wishes(row)
    columns = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}
    _update(talent, **columns, years_derived=row.years is None)
    _count_years(talent)
    _settle(talent, "wishes", by)


@transaction.atomic
def save_visibility(talent: Talent, visibility: str, *, by: User) -> None:
    if visibility not in Visibility.values:
        raise ValidationError({"visibility": [_("Choose one of the list.")]})
    _update(talent, visibility=visibility)
    _settle(talent, "visibility", by)


@transaction.atomic
def set_ranking(talent: Talent, *, on: bool, by: User, ip_country: str = "") -> None:
    """Switch automated ranking. On is a consent, off withdraws it: her rankings go with the next computation."""
    ranking.record_choice(talent.user, on=on, by=by, ip_country=ip_country)
    _update(talent, automated_ranking=on)
    _settle(talent, "ranking", by)
    ranking_switched.send(Talent, talent=talent, on=on, by=by)


@transaction.atomic
def save_blocked(
    talent: Talent, organisations: Iterable[Organisation], domains: Iterable[str], *, by: User
) -> None:  # fmt: skip
    """Hide from these, whole list: organisations (with all below them) and mail domains."""
    bodies = {row.pk: row for row in organisations}
    names = sorted({checks.domain(written) for written in domains})
    checks.few_enough([*bodies, *names])
    talent.blocked.all().delete()
    BlockedEmployer.objects.bulk_create(
        [BlockedEmployer(talent=talent, organisation=row) for row in bodies.values()]
        + [BlockedEmployer(talent=talent, domain=name) for name in names]
    )
    _settle(talent, "blocked", by)


# ---------------------------------------------------------------- "all correct"
def missing(talent: Talent) -> list[str]:
    """Codes of what a profile needs before she can confirm it: name, background."""
    named = talent.name_zh or talent.family_name or talent.given_name
    background = talent.education.exists() or talent.experience.exists() or talent.skills.exists()
    return [code for code, there in (("name", named), ("background", background)) if not there]


@transaction.atomic
def confirm(talent: Talent, *, by: User) -> None:
    """She says that all is correct: from now on she is found, as far as she allows it.

    Raises GuardFailed while something is missing. Confirming again changes nothing that has not changed.
    """
    locked = Talent.objects.select_for_update().get(pk=talent.pk)
    if missing(locked):
        raise GuardFailed(_("Give your name, and a degree, a post or a skill first."))
    _count_years(locked)
    if locked.confirmed_at is None:
        Talent.objects.filter(pk=locked.pk).update(confirmed_at=timezone.now(), revision=F("revision") + 1)
        audit.record(locked, "confirm", by=by, role="talent")
        marks.touch("talent", [locked.pk], urgent=True)
        confirmed.send(sender=Talent, talent=locked)
    talent.refresh_from_db()
    _settle(talent, "confirm", by)
    duplicates.refresh(talent)


# ---------------------------------------------------------------- common ground
def _settle(talent: Talent, section: str, by: User) -> None:
    """After a save: if what ranking reads has changed, a new revision and a mark."""
    Talent.objects.select_for_update().get(pk=talent.pk)  # two saves of one person follow each other
    digest = content_hash(talent)
    stored = Talent.objects.filter(pk=talent.pk).exclude(content_hash=digest)
    if stored.update(content_hash=digest, revision=F("revision") + 1, updated_at=timezone.now()):
        marks.touch("talent", [talent.pk], urgent=by == talent.user)
        audit.record(talent, "save", by=by, data={"section": section}, public=False)
    talent.drafts.filter(section=section).delete()
    talent.refresh_from_db()


def _update(talent: Talent, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(talent, name, value)
    talent.save(update_fields=[*columns, "updated_at"])


def _count_years(talent: Talent) -> None:
    if talent.years is not None and not talent.years_derived:
        return
    years = tenure.years(talent.experience.all(), timezone.localdate())
    Talent.objects.filter(pk=talent.pk).update(years=years, years_derived=True)
    talent.years, talent.years_derived = years, True


def _clean(row: Row) -> Row:
    """The same row without NUL, lone surrogates and outer white space; single lines without inner runs of it."""
    changed = {}
    for field in fields(row):  # type: ignore[arg-type]
        value = getattr(row, field.name)
        if isinstance(value, str):
            value = mend(value).strip()
            changed[field.name] = value if field.name in ("about", "text", "summary") else squeeze(value)
    return replace(row, **changed)  # type: ignore[type-var]


def _each(rows: Iterable[Any], check: Any, name: str) -> None:
    rows = list(rows)
    checks.few_enough(rows)
    faults = []
    for number, row in enumerate(rows, 1):
        try:
            check(row)
        except ValidationError as error:
            faults += [_("Row %(n)d: %(fault)s") % {"n": number, "fault": fault} for fault in error.messages]
    if faults:
        raise ValidationError({name: faults})


def _values(stored: Iterable[Any], kind: type[Row]) -> list[Row]:
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return [kind(**{name: getattr(row, name) for name in names}) for row in stored]


def _with_codes(row: Degree) -> Degree:
    school = row.school
    if not school and row.school_text and (found := lookups.find_school(row.school_text)):
        school = found.code
    entry = lookups.entry("school", school) if school else None
    discipline = row.discipline
    if not discipline and row.field_text:
        hits = lookups.find_terms_in("discipline", row.field_text)
        discipline = hits[0].value.code if hits else ""
    country = row.country or (entry.country if isinstance(entry, SchoolEntry) else "")
    label = row.school_text or (entry.label if entry else "")
    return replace(row, school=school, school_text=label, discipline=discipline, country=country)


def _words_hash(row: Text) -> str:
    return hashlib.sha256("\x1f".join((row.headline, row.direction, row.about)).encode()).hexdigest()
