"""An operator joins two skills, or gives words that people typed a place in the vocabulary. All or nothing, audited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed
from apps.taxonomy import epochs
from apps.taxonomy.loading.contents import digest
from apps.taxonomy.models import DismissedSkill, Skill, SkillAlias
from apps.taxonomy.names import name_key
from apps.taxonomy.signals import skill_merged, skill_named


@transaction.atomic
def merge(source_code: str, target_code: str, *, by: Actor) -> Skill:
    """`source` becomes another name of `target`: its names, narrower skills, relations and all uses of its code move.

    Raises GuardFailed for the same skill twice, an unknown one, or one that was merged already.
    """
    source, target = _both(source_code, target_code)
    was_above = _is_above(source, target)
    with epochs.gathered():
        for row in _rows_that_name(source):
            _rename_in(row, source, target)
        target.refresh_from_db()
        if was_above:  # else it would become broader than itself
            target.broader = source.broader
        _hand_over(source, target)
        source.merged_into = target
        source.save()
        Skill.objects.filter(merged_into=source).update(merged_into=target)
        target.save()
    audit.record(source, "merged", by=by, data={"row": source.code, "into": target.code}, public=False)
    audit.record(target, "took_over", by=by, data={"row": target.code, "from": source.code}, public=False)
    skill_merged.send(sender=Skill, source=source.code, target=target.code)
    return target


def _both(source_code: str, target_code: str) -> tuple[Skill, Skill]:
    if source_code == target_code:
        raise GuardFailed(_("Choose two different skills."))
    rows = {row.code: row for row in Skill.objects.select_for_update().order_by("pk").filter(merged_into=None)}
    if source_code not in rows or target_code not in rows:
        raise GuardFailed(_("This skill is not in the vocabulary, or it was merged already."))
    return rows[source_code], rows[target_code]


def _rows_that_name(source: Skill) -> Iterator[Skill]:
    yield from Skill.objects.filter(broader=source)
    yield from Skill.objects.filter(related__contains=[source.code]).exclude(broader=source)


def _rename_in(row: Skill, source: Skill, target: Skill) -> None:
    """In a row that names `source`; one that nobody has edited goes on following its file."""
    untouched = _content(row) == row.source_hash
    if row.broader_id == source.pk:
        row.broader = source.broader if row.pk == target.pk else target
    row.related = sorted({target.code if code == source.code else code for code in row.related} - {row.code})
    if untouched and row.pk != target.pk:
        row.source_hash = _content(row)
    row.save()


def _content(row: Skill) -> str:
    columns = (
        "label_zh_hans",
        "label_zh_hant",
        "label_en",
        "rank",
        "valid_from",
        "valid_to",
        "note",
        "kind",
        "related",
    )
    values: dict[str, Any] = {column: getattr(row, column) for column in columns}
    values |= {"chain": row.chain.code, "broader": row.broader.code if row.broader else ""}
    return digest(values, [(alias.language, alias.text, alias.exact_only) for alias in row.aliases.all()])


def _hand_over(source: Skill, target: Skill) -> None:
    target.related = sorted({*target.related, *source.related} - {target.code, source.code})
    names = [(alias.text, alias.language, alias.exact_only) for alias in source.aliases.all()]
    names += [(source.label_zh_hans, "zh", False), (source.label_zh_hant, "zh", False), (source.label_en, "en", False)]
    source.aliases.all().delete()
    known = {name_key(text) for text in (target.label_zh_hans, target.label_zh_hant, target.label_en)}
    known |= set(target.aliases.values_list("folded", flat=True))
    for text, language, exact_only in names:
        if (key := name_key(text)) not in known:
            known.add(key)
            SkillAlias.objects.create(skill=target, text=text, language=language, exact_only=exact_only)


def _is_above(one: Skill, other: Skill) -> bool:
    row, seen = other.broader, set()
    while row is not None and row.pk not in seen:
        if row.pk == one.pk:
            return True
        seen.add(row.pk)
        row = row.broader
    return False


@transaction.atomic
def add_name(text: str, code: str, *, by: Actor) -> Skill:
    """Words that people typed become another name of a skill; who typed them has the skill from now on."""
    row = Skill.objects.select_for_update().filter(code=code, merged_into=None).first()
    if row is None:
        raise GuardFailed(_("This skill is not in the vocabulary, or it was merged already."))
    with epochs.gathered():
        _free(text)
        language = "en" if text.isascii() else "zh"
        SkillAlias.objects.create(skill=row, text=text, language=language)
        row.save()
    audit.record(row, "named", by=by, data={"row": code, "name": text}, public=False)
    _now_known(text, code)
    return row


@transaction.atomic
def add_skill(text: str, row: Skill, *, by: Actor) -> Skill:
    """Words that people typed become a skill of their own; `row` is unsaved. Raises GuardFailed where it cannot stand."""
    with epochs.gathered():
        for name in dict.fromkeys((row.label_zh_hans, row.label_zh_hant, row.label_en, text)):
            _free(name)
        try:
            row.full_clean()
            with transaction.atomic():
                row.save()
        except (ValidationError, IntegrityError) as error:
            messages = error.messages if isinstance(error, ValidationError) else [_("This code is taken.")]
            raise GuardFailed(" ".join(messages)) from None
        if name_key(text) not in {name_key(label) for label in (row.label_zh_hans, row.label_zh_hant, row.label_en)}:
            SkillAlias.objects.create(skill=row, text=text, language="en" if text.isascii() else "zh")
            row.save()
    audit.record(row, "added", by=by, data={"row": row.code, "name": text}, public=False)
    _now_known(text, row.code)
    return row


def dismiss(text: str, *, by: Actor) -> None:
    """The words are shown to no operator again; they stay where they were typed."""
    if not name_key(text):
        raise GuardFailed(_("This cannot serve as a name."))
    with transaction.atomic():
        row, is_new = DismissedSkill.objects.get_or_create(key=name_key(text), defaults={"text": text[:80]})
        if is_new:
            audit.record(row, "dismissed", by=by, data={"name": row.text}, public=False)


def _free(text: str) -> None:
    """Raises GuardFailed where a name leads to another skill already, or to nothing."""
    key = name_key(text)
    if not key or len(text) > 200:
        raise GuardFailed(_("This cannot serve as a name."))
    live = Skill.objects.filter(merged_into=None)
    owner = live.filter(aliases__folded=key).first() or next(
        (
            row
            for row in live.only("code", "label_zh_hans", "label_zh_hant", "label_en")
            if key in {name_key(label) for label in (row.label_zh_hans, row.label_zh_hant, row.label_en)}
        ),
        None,
    )
    if owner is not None:
        raise GuardFailed(_("“%(name)s” is already a name of %(code)s.") % {"name": text, "code": owner.code})


def _now_known(text: str, code: str) -> None:
    DismissedSkill.objects.filter(key=name_key(text)).delete()
    skill_named.send(sender=Skill, key=name_key(text), code=code)
