"""The ranking watch: a planted difference is told once, few people are not judged, and the ranking knows no groups."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed
from apps.matching import tasks, watch, watch_people
from apps.matching.engine.types import TalentDoc
from apps.matching.models import Match, MatchResult, MatchRun, WatchAlarm, WatchDay
from apps.notifications.models import Message
from apps.talents.models import Education, Talent
from tests.factories import make_operator, make_position, make_talent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
TUNER = ["matching.review", "matching.tune"]
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def people() -> dict[str, list[Talent]]:
    """Forty of a school of the first band, forty of one that is in no list, three of another band."""
    schools = {"top50": "university_of_melbourne", "": "", "top200": "tu_wien"}
    found = {band: [make_talent() for _ in range(3 if band == "top200" else 40)] for band in schools}
    Education.objects.filter(talent__in=[t for rows in found.values() for t in rows]).delete()
    for band, rows in found.items():
        Education.objects.bulk_create(
            Education(talent=talent, school=schools[band], school_text="A school", degree="doctor") for talent in rows
        )
    return found


@pytest.fixture
def run(people) -> MatchRun:
    return MatchRun.objects.create(
        position=make_position(), generation=1, posting_revision="x", weights_version=3, encoder_id="x"
    )


def listed(run: MatchRun, *talents: Talent, place: int = 1) -> None:
    for talent in talents:
        match = Match.objects.create(position=run.position, talent=talent, card_id=f"{run.pk}-{talent.pk}")
        MatchResult.objects.create(
            run=run, match=match, rank=place, place=place, score=1, values={}, points={}, talent_revision=1
        )


def table(attribute: watch.Attribute, stage: watch.Stage) -> dict[str, watch.Standing]:
    (found,) = [table for table in watch.measure() if (table.attribute, table.stage) == (attribute, stage)]
    return {row.group: row for row in found.rows}


def test_people_are_counted_once_by_the_school_of_their_highest_degree(people, run) -> None:
    listed(run, *people["top50"][:20], *people[""][:2])
    other = MatchRun.objects.create(
        position=make_position(), generation=1, posting_revision="x", weights_version=3, encoder_id="x"
    )
    listed(other, *people["top50"][:5])
    listed(run, people["top50"][30], place=11)  # on the list, not in the top ten
    rows = table(watch.Attribute.SCHOOL, watch.Stage.LISTED)
    assert {group: (row.count.considered, row.count.selected) for group, row in rows.items()} == {
        "top50": (40, 20),
        "": (40, 2),
        "top200": (3, 0),
    }
    assert [group for group, row in rows.items() if row.below] == [""]


def test_sent_and_asked_for_count_of_those_before(people, run) -> None:
    listed(run, *people["top50"][:20], *people[""][:10])
    Match.objects.filter(talent__in=people["top50"][:8]).update(released_at=timezone.now())
    Match.objects.filter(talent__in=people[""][:1]).update(released_at=timezone.now() - watch.PERIOD * 2)
    rows = table(watch.Attribute.SCHOOL, watch.Stage.SENT)
    assert (rows["top50"].count.considered, rows["top50"].count.selected) == (20, 8)
    assert (rows[""].count.considered, rows[""].count.selected) == (10, 0)
    assert not [row for row in rows.values() if row.below]  # ten are too few to judge
    assert table(watch.Attribute.SCHOOL, watch.Stage.INTEREST)["top50"].count.considered == 8


def test_an_alarm_is_raised_once_told_once_and_ends_by_itself(people, run) -> None:
    tuner = make_operator(verbs=TUNER)
    make_operator(verbs=["matching.review"])
    listed(run, *people["top50"][:20], *people[""][:2])
    for _day in range(3):
        watch.keep_day()
    alarm = WatchAlarm.objects.get()
    assert (alarm.attribute, alarm.stage, alarm.group, alarm.kind) == ("school", "listed", "", "ratio")
    message = Message.objects.get(kind="ranking_alarm")
    assert (message.recipient, message.context["share"]) == (tuner, 10)
    assert message.context["group"]["zh-hans"] == "院校未列入词表"
    listed(run, *people[""][2:20])
    watch.keep_day()
    assert watch.open_alarms() == []
    MatchResult.objects.filter(match__talent__in=people[""]).delete()
    watch.keep_day()
    assert WatchAlarm.objects.count() == 2  # it fell again: told again
    assert Message.objects.filter(kind="ranking_alarm").count() == 2


def test_groups_selected_alike_raise_nothing(people, run) -> None:
    listed(run, *people["top50"][:20], *people[""][:18])
    watch.keep_day()
    assert not WatchAlarm.objects.exists()


def test_a_group_that_fell_alone_is_drift(people, run) -> None:
    then = timezone.localdate() - timedelta(days=30)
    for group, selected in (("top50", 20), ("", 22)):
        WatchDay.objects.create(
            on=then, attribute="school", stage="listed", group=group, considered=40, selected=selected
        )
    listed(run, *people["top50"][:18], *people[""][:8])
    watch.keep_day()
    assert {(a.kind, a.group) for a in WatchAlarm.objects.all()} >= {("drift", "")}
    assert not WatchAlarm.objects.filter(kind="drift", group="top50").exists()
    MatchResult.objects.all().delete()  # now nobody is on any list: everybody's fall is no group's
    watch.keep_day()
    assert watch.open_alarms() == []


def test_a_day_is_kept_once_and_old_ones_go(people, run) -> None:
    WatchDay.objects.create(
        on=timezone.localdate() - timedelta(days=800), attribute="school", stage="listed", considered=1, selected=0
    )
    tasks.tidy()
    rows = WatchDay.objects.count()
    tasks.tidy()
    assert WatchDay.objects.count() == rows > 0
    assert set(WatchDay.objects.values_list("on", flat=True)) == {timezone.localdate()}


def test_measuring_takes_the_same_queries_for_any_number_of_people(people, run, django_assert_max_num_queries) -> None:
    watch.measure()
    with django_assert_max_num_queries(12):
        watch.measure()


def test_the_page_hides_small_groups_and_takes_answers_from_those_who_may(client, people, run) -> None:
    listed(run, *people["top50"][:20], *people[""][:2])
    watch.keep_day()
    alarm, address = WatchAlarm.objects.get(), reverse("admin:matching_watchday_changelist")
    reader, tuner = make_operator(verbs=["matching.review"]), make_operator(verbs=TUNER)
    client.force_login(reader)
    page = client.get(address, headers=ENGLISH).content.decode()
    assert "fewer than 5 people" in page
    assert "below four fifths" in page
    assert "No alarm is open" not in page
    assert client.post(address, {"alarm": alarm.pk, "answer": "x"}).status_code == 403
    client.force_login(tuner)
    client.post(address, {"alarm": alarm.pk, "answer": " "})
    assert WatchAlarm.objects.get().answer == ""
    assert client.post(address, {"alarm": "\x00"}).status_code == 404
    client.post(address, {"alarm": alarm.pk, "answer": "The schools are being added to the list."})
    alarm.refresh_from_db()
    assert (alarm.answered_by, alarm.answer) == (tuner, "The schools are being added to the list.")
    assert AuditEntry.objects.get(act="answer_alarm").actor_ref == tuner.public_id
    client.force_login(make_operator(verbs=["positions.review"]))
    assert client.get(address).status_code == 403
    with pytest.raises(GuardFailed):
        watch.answer(alarm, by=reader, text="x")


def test_the_command_prints_the_same_table(people, run, capsys) -> None:
    listed(run, *people["top50"][:20], *people[""][:2])
    call_command("ranking_watch")
    told = capsys.readouterr().out
    assert "20 of     40  50.0%" in told
    assert told.count("BELOW FOUR FIFTHS") == 1


def test_the_engine_has_no_field_for_what_groups_people() -> None:
    fields = {field.name for field in dataclasses.fields(TalentDoc)}
    assert not fields & {"school", "school_band", "band", "country", "region", "country_group", "nationality"}


# ---------------------------------------------------------------- one chain, and the people behind a figure
def figure(group: str, **more: str) -> dict[str, str]:
    return {"attribute": "school", "stage": "listed", "group": group, **more}


def test_one_chain_is_its_people_on_its_lists(people, run) -> None:
    run.position.current.__class__.objects.filter(pk=run.position.current_id).update(chain="vr")
    Talent.objects.update(chains=[])
    Talent.objects.filter(pk__in=[t.pk for t in people["top50"][:10]]).update(chains=["vr"])
    listed(run, *people["top50"][:4], *people["top50"][20:25], people["top50"][9], place=1)
    other = MatchRun.objects.create(
        position=make_position(chain="logistics"),
        generation=1,
        posting_revision="x",
        weights_version=3,
        encoder_id="x",
    )
    listed(other, *people["top50"][4:8])
    [found] = [t for t in watch.measure("vr") if (t.attribute, t.stage) == ("school", "listed")]
    assert [(row.group, row.count.considered, row.count.selected) for row in found.rows] == [("top50", 10, 5)]
    assert sum(watch.behind(watch.Attribute.SCHOOL, watch.Stage.LISTED, "top50", "vr").values()) == 5


def test_each_figure_opens_just_its_people(client, people, run) -> None:
    listed(run, *people["top50"][:20], *people[""][:2])
    Match.objects.filter(talent__in=people["top50"][:3]).update(released_at=timezone.now())
    address = reverse("admin:matching_watchday_changelist")
    client.force_login(make_operator(verbs=["matching.review"]))
    page = client.get(address, headers=ENGLISH).content.decode()
    for table_ in watch.measure():
        for row in table_.rows:
            named = {"attribute": str(table_.attribute), "stage": str(table_.stage), "group": row.group}
            answer = client.get(address, named, headers=ENGLISH)
            if row.count.considered < 5:
                assert answer.status_code == 404
                continue
            told = answer.context
            assert (told["considered"], told["selected"]) == (row.count.considered, row.count.selected)
            assert watch_people.address(table_.attribute, table_.stage, row.group, "").replace("&", "&amp;") in page
    chosen = client.get(address, figure("top50", only="selected"))
    assert {row["talent"] for row in chosen.context["rows"]} == set(people["top50"][:20])
    [(name, link)] = chosen.context["rows"][0]["lists"]
    assert (name, link) == (str(run.position), reverse("admin:matching_matchrun_change", args=[run.pk]))


def test_profiles_and_lists_only_for_those_who_may_see_them(client, people, run) -> None:
    listed(run, *people["top50"][:20])
    address = reverse("admin:matching_watchday_changelist")

    def first(operator):
        client.force_login(operator)
        row = client.get(address, figure("top50", only="selected")).context["rows"][0]
        return bool(row["profile"]), [bool(link) for _name, link in row["lists"]]

    assert first(make_operator(verbs=["audit.read"])) == (False, [])
    assert first(make_operator(verbs=["matching.review"])) == (False, [True])
    assert first(make_operator(verbs=["matching.review", "talents.review"])) == (True, [True])
    own = make_operator(verbs=["matching.review"])
    run.position.employer.organisation.memberships.create(user=own, role="owner")
    assert first(own) == (False, [])
    client.force_login(make_operator(verbs=["positions.review"]))
    assert client.get(address, figure("top50")).status_code == 403


@pytest.mark.parametrize(
    "given",
    [{"chain": "nonsense"}, {"attribute": "x", "stage": "listed"}, figure("top50", stage="x"), figure("top200"), figure("\x00")],
)  # fmt: skip
def test_an_address_that_names_nothing_is_no_page(client, people, run, given) -> None:
    client.force_login(make_operator(verbs=["matching.review"]))
    assert client.get(reverse("admin:matching_watchday_changelist"), given).status_code == 404


def test_opening_a_figure_takes_the_same_queries_for_any_number_of_people(client, people, run) -> None:
    client.force_login(make_operator(verbs=["matching.review"]))
    address, taken = reverse("admin:matching_watchday_changelist"), []
    for more in (slice(0, 5), slice(5, 5), slice(5, 30)):
        listed(run, *people["top50"][more])
        with CaptureQueriesContext(connection) as queries:
            client.get(address, figure("top50", only="selected"))
        taken.append(len(queries))
    assert taken[1] == taken[2]  # the first fills what the process keeps
