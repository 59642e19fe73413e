"""The sides that a judge has to be independent of: each entry with its team and bodies, and the poster of its track."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts import groups
from apps.accounts.models import Membership, Organisation, User
from apps.contests.models import Entry
from apps.experts.models import Expert
from apps.procedures.calendar import today
from apps.procedures.independence import Party, Ties, Verdict, conflicts, verdict
from apps.procedures.likeness import FREE_MAIL, Body, Human
from apps.procedures.persons import Known, human_keys, known_bodies, persons_of
from apps.talents.models import Talent
from apps.talents.names import split_name


def of_entries(entries: Iterable[Entry]) -> list[Party]:
    """One party an entry, and one a poster of their tracks, in a constant number of queries."""
    pks = [entry.pk for entry in entries]
    rows = list(Entry.objects.filter(pk__in=pks).select_related("entrant", "track__poster").prefetch_related("members"))
    accounts = [row.entrant_id for row in rows]
    known = known_bodies({row.credit_code for row in rows if row.credit_code}, accounts)
    talents = {talent.user_id: talent for talent in Talent.objects.filter(user__in=accounts)}
    posters = {row.track.poster for row in rows if row.track and row.track.poster}
    sides = [_party(row, known, talents.get(row.entrant_id)) for row in rows]
    return [*sides, *(_poster(one) for one in sorted(posters, key=lambda one: one.pk))]


def clear_of(experts: list[Expert], sides: list[Party]) -> list[Expert]:
    """Those without any conflict; what is not known is not clear."""
    people = persons_of(experts)
    return [
        expert
        for expert in experts
        if verdict(conflicts(people[expert.pk], sides, on=today())) is Verdict.CLEAR
    ]  # fmt: skip


def reasons(expert: Expert, sides: list[Party]) -> list[str]:
    """Kinds of what stands against her, without whom it is about."""
    person = persons_of([expert])[expert.pk]
    return sorted({str(found.kind) for found in conflicts(person, sides, on=today())})


def is_certain(expert: Expert, sides: list[Party]) -> bool:
    """Whether a conflict is beyond doubt."""
    return verdict(conflicts(persons_of([expert])[expert.pk], sides, on=today())) is Verdict.CONFLICT


def _party(entry: Entry, known: Known, talent: Talent | None) -> Party:
    members = list(entry.members.all())
    people = [_entrant(entry, talent), *(Human(*split_name(m.name), body=m.works_at) for m in members)]
    bodies = [known.body(row) for row in known.by_account[entry.entrant_id]]
    bodies += [Body((name,)) for name in (entry.works_at, *(member.works_at for member in members)) if name]
    if entry.company or entry.credit_code:
        filed = known.by_code.get(entry.credit_code) if entry.credit_code else None
        bodies.append(Body((entry.company,) if entry.company else (), entry.credit_code))
        bodies += [known.body(filed)] if filed else []
    domains = {domain.lower() for row in known.by_account[entry.entrant_id] for domain in row.mail_domains}
    domains.add(_domain(entry.entrant))
    ties = Ties(bodies=tuple(bodies), mail_domains=frozenset(domains) - FREE_MAIL - {""})
    said = [(one.works_at, one.independent) for one in members]
    unknown = not all(where or nowhere for where, nowhere in [(entry.works_at, entry.independent), *said])
    return Party(entry.public_id, tuple(people), ties, unknown=unknown)


def _entrant(entry: Entry, talent: Talent | None) -> Human:
    chinese, family, given = split_name(entry.name)
    if talent is not None:
        chinese = chinese or talent.name_zh
        family, given = family or talent.family_name, given or talent.given_name
    return Human(chinese, family, given, human_keys(account=entry.entrant.public_id), entry.works_at)


def _poster(organisation: Organisation) -> Party:
    team = list(Membership.objects.active().filter(organisation=organisation).select_related("user").order_by("pk"))
    houses = [*groups.above(organisation)]
    known = known_bodies([row.credit_code for row in houses if row.credit_code], [row.user_id for row in team])
    people = tuple(
        Human(*split_name(row.user.display_name), human_keys(account=row.user.public_id), organisation.name)
        for row in team
    )
    domains = {domain.lower() for row in houses for domain in row.mail_domains} | {_domain(row.user) for row in team}
    bodies = tuple(known.body(row) for row in houses)
    return Party(
        organisation.public_id, people, Ties(bodies=bodies, mail_domains=frozenset(domains) - FREE_MAIL - {""})
    )


def _domain(user: User) -> str:
    return (user.email or "").rpartition("@")[2].lower()
