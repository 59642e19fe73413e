"""The ranking watch: whether people are selected alike whatever their school, region or language.

What groups people is read here, from profiles, after the lists are made; the engine knows nothing of it. A person counts
once in each stage, however many lists she is on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.matching import exposure, policies
from apps.matching.engine.rates import Count, Standing, fell, standings
from apps.matching.labels import LabelKind
from apps.matching.models import Label, Match, MatchResult, WatchAlarm, WatchDay
from apps.notifications.send import tell
from apps.positions.models import Position
from apps.talents.facts import card_facts, with_card_rows
from apps.talents.models import Talent
from apps.taxonomy import lookups, vocabulary
from apps.taxonomy.filters import chains_under
from apps.taxonomy.models import School

PERIOD = timedelta(days=90)  # in which sending and interest count
BEFORE = timedelta(days=28)  # drift is a fall against what was measured so long ago
OLDEST = timedelta(days=56)
KEPT = timedelta(days=730)


class Attribute(TextChoices):
    SCHOOL = "school", gettext_lazy("Band of the school of the highest degree")
    REGION = "region", gettext_lazy("Region of residence")
    LANGUAGE = "language", gettext_lazy("Language of the profile")


class Stage(TextChoices):
    LISTED = "listed", pgettext_lazy("watch", "in a top ten, of all who can be found")
    SENT = "sent", pgettext_lazy("watch", "sent to an employer, of those on a list")
    INTEREST = "interest", pgettext_lazy("watch", "an employer is interested, of those sent")


Key = tuple[str, str, str]  # attribute, stage, group


@dataclass(frozen=True)
class Table:
    """One comparison: the groups of an attribute in a stage."""

    attribute: Attribute
    stage: Stage
    rows: tuple[Standing, ...]


def measure(chain: str = "") -> list[Table]:
    """Every attribute in every stage, as of now; groups in the order of their size.

    With a chain: people who name it in their profile, on lists of positions that stand in it.
    """
    groups = _groups(chain)
    found = []
    for stage in Stage:
        considered, were_selected = _stage(stage, set(groups), chain)
        for attribute in Attribute:
            of = {pk: row[attribute] for pk, row in groups.items()}
            could, were = Counter(of[pk] for pk in considered), Counter(of[pk] for pk in were_selected)
            counts = {group: Count(n, were[group]) for group, n in could.most_common()}
            found.append(Table(attribute, stage, tuple(standings(counts))))
    return sorted(found, key=lambda table: (list(Attribute).index(table.attribute), list(Stage).index(table.stage)))


def behind(attribute: Attribute, stage: Stage, group: str, chain: str = "") -> dict[int, bool]:
    """The people whom one row of `measure` counts: talent key -> whether she was selected; the selected come first."""
    groups = _groups(chain)
    considered, were = _stage(stage, set(groups), chain)
    found = {pk: pk in were for pk in considered if groups[pk][attribute] == group}
    return dict(sorted(found.items(), key=lambda pair: (not pair[1], pair[0])))


def selected(stage: Stage, chain: str = "") -> QuerySet[Match]:
    """The pairs by which people are selected in a stage."""
    since = timezone.now() - PERIOD
    if stage == Stage.LISTED:
        # the conditions on results must hold for one and the same row, hence one look at results
        return _pairs(chain).filter(pk__in=_current().filter(place__lte=exposure.TOP).values("match"))
    if stage == Stage.SENT:
        return _pairs(chain).filter(released_at__gte=since)
    interest = Label.objects.filter(kind=LabelKind.EMPLOYER_INTEREST, at__gte=since)
    return _pairs(chain).filter(pk__in=interest.values("match"))


def _pairs(chain: str) -> QuerySet[Match]:
    return Match.objects.filter(position__current__chain__in=chains_under(chain)) if chain else Match.objects.all()


def _current() -> QuerySet[MatchResult]:
    return MatchResult.objects.filter(run__current=True, reserve=False, run__position__in=Position.objects.live())


def _groups(chain: str) -> dict[int, dict[Attribute, str]]:
    """Everybody who can be found, with her group in each attribute; an empty code is "not known"."""
    people = with_card_rows(Talent.objects.rankable()).prefetch_related("texts")
    wanted = chains_under(chain) if chain else set()
    with vocabulary.pinned():  # else each look-up asks whether it is still the newest
        return {talent.pk: _groups_of(talent) for talent in people if not chain or wanted & set(talent.chains)}


def _groups_of(talent: Talent) -> dict[Attribute, str]:
    facts = card_facts(talent)
    return {
        Attribute.SCHOOL: facts.school_band,
        Attribute.REGION: facts.country_group,
        Attribute.LANGUAGE: _language(row.language for row in talent.texts.all()),
    }


def _language(languages: Iterable[str]) -> str:
    found = {"zh" if code.startswith("zh") else "en" for code in languages}
    return "both" if len(found) == 2 else next(iter(found), "")


def _stage(stage: Stage, people: set[int], chain: str) -> tuple[set[int], set[int]]:
    """Who could be selected in a stage, and who was."""
    were = _who(selected(stage, chain)) & people
    if stage == Stage.LISTED:
        return people, were
    listed = _pairs(chain).filter(pk__in=_current().values("match"))
    could = _who(listed if stage == Stage.SENT else selected(Stage.SENT, chain)) & people
    return could | were, were


def _who(pairs: QuerySet[Match]) -> set[int]:
    return set(pairs.values_list("talent_id", flat=True))


@transaction.atomic
def keep_day() -> list[Table]:
    """Today's measurement in place of an earlier one of today, and alarms as they follow from it."""
    today, tables = timezone.localdate(), measure()
    counts = dict(_counts(tables))
    WatchDay.objects.filter(on=today).delete()
    WatchDay.objects.filter(on__lt=today - KEPT).delete()
    WatchDay.objects.bulk_create(
        WatchDay(on=today, attribute=a, stage=s, group=g, considered=count.considered, selected=count.selected)
        for (a, s, g), count in counts.items()
    )
    wrong = {(*key, str(WatchAlarm.Kind.RATIO)): ratio for key, ratio in _below(tables)}
    wrong |= {(*key, str(WatchAlarm.Kind.DRIFT)): ratio for key, ratio in _fallen(counts, today)}
    _settle(wrong, today)
    return tables


def _counts(tables: Iterable[Table]) -> Iterator[tuple[Key, Count]]:
    for table in tables:
        for row in table.rows:
            yield (str(table.attribute), str(table.stage), row.group), row.count


def _below(tables: Iterable[Table]) -> Iterator[tuple[Key, float]]:
    for table in tables:
        for row in table.rows:
            if row.below:
                yield (str(table.attribute), str(table.stage), row.group), row.ratio or 0.0


def _fallen(counts: dict[Key, Count], today: date) -> Iterator[tuple[Key, float]]:
    """Groups whose rate fell against four weeks ago, unless everybody's did."""
    then = (
        WatchDay.objects.filter(on__range=(today - OLDEST, today - BEFORE)).order_by("-on").values_list("on", flat=True)
    )
    if not (day := then.first()):
        return
    rows = WatchDay.objects.filter(on=day)
    before = {(row.attribute, row.stage, row.group): Count(row.considered, row.selected) for row in rows}
    for key, now in counts.items():
        if (old := before.get(key)) and fell(old, now) and not fell(_all(before, key), _all(counts, key)):
            yield key, now.rate / old.rate


def _all(counts: dict[Key, Count], key: Key) -> Count:
    """Every group but this one, in the same attribute and stage."""
    rest = [count for other, count in counts.items() if other[:2] == key[:2] and other != key]
    return Count(sum(count.considered for count in rest), sum(count.selected for count in rest))


def _settle(wrong: Mapping[tuple[str, str, str, str], float], today: date) -> None:
    """One open alarm for each thing that is wrong; those that are no longer end. Raised again, they are told again."""
    known = set()
    for alarm in WatchAlarm.objects.select_for_update().filter(ended_on=None):
        key = (alarm.attribute, alarm.stage, alarm.group, alarm.kind)
        known.add(key)
        if key not in wrong:
            alarm.ended_on = today
            alarm.save(update_fields=["ended_on"])
    for (attribute, stage, group, kind), ratio in sorted(wrong.items()):
        if (attribute, stage, group, kind) in known:
            continue
        alarm = WatchAlarm.objects.create(
            attribute=attribute, stage=stage, group=group, kind=kind, ratio=ratio, raised_on=today
        )
        for user in holders(policies.TUNE):
            facts = {"group": group_labels(attribute, group), "share": round(100 * ratio)}
            tell(
                user,
                "ranking_alarm",
                context=facts,
                url=reverse("admin:matching_watchday_changelist"),
                key=str(alarm.pk),
            )


def open_alarms() -> list[WatchAlarm]:
    return list(WatchAlarm.objects.filter(ended_on=None).select_related("answered_by"))


@transaction.atomic
def answer(alarm: WatchAlarm, *, by: User, text: str) -> None:
    """Say what was made of it. Raises GuardFailed without the right or without words."""
    if not policies.can_answer_alarm(by):
        raise GuardFailed(_("You may not answer this alarm."))
    if not text.strip():
        raise GuardFailed(_("Please say what you found or did."))
    alarm.answer, alarm.answered_by, alarm.answered_at = text.strip()[:500], by, timezone.now()
    alarm.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(alarm, "answer_alarm", by=by, role="operator", reason=alarm.answer, public=False)


# ---------------------------------------------------------------- words
LANGUAGES = {
    "zh": pgettext_lazy("watch", "Chinese"),
    "en": pgettext_lazy("watch", "English"),
    "both": pgettext_lazy("watch", "Chinese and English"),
}


def group_label(attribute: str, group: str) -> str:
    """Of a group, in the reader's language."""
    if attribute == Attribute.SCHOOL:
        return str(School.Band(group).label) if group else _("school not in the list")
    if not group:
        return _("not known")
    return str(LANGUAGES[group]) if attribute == Attribute.LANGUAGE else lookups.label("country_group", group)


def group_labels(attribute: str, group: str) -> dict[str, str]:
    """In each language: the reader of a notice is not known when it is written."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = group_label(attribute, group)
    return found
