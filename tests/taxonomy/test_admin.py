"""Vocabularies and the calendar as operators keep them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core.marks import epoch
from apps.core.models import AuditEntry
from apps.procedures.models import CalendarDay
from apps.taxonomy import lookups
from apps.taxonomy.models import School, Skill, Term

pytestmark = pytest.mark.usefixtures("taxonomy")


@pytest.fixture
def editor(taxonomy) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("editor@example.test", "correct-horse-battery"))
    return client


@pytest.fixture
def reader(taxonomy) -> Client:
    """Staff without the right to edit."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_user("reader@example.test", "correct-horse-battery", is_staff=True))
    return client


def address(row: Term | Skill | School) -> str:
    return reverse(f"admin:taxonomy_{row._meta.model_name}_change", args=[row.pk])


def form_of(row, **changes: object) -> dict[str, object]:
    """What the page of a row sends, its other names included."""
    columns = ("label_zh_hans", "label_zh_hant", "label_en", "rank")
    sent: dict[str, object] = {name: getattr(row, name) for name in columns}
    aliases = list(row.aliases.order_by("pk"))
    sent |= {"aliases-TOTAL_FORMS": len(aliases), "aliases-INITIAL_FORMS": len(aliases)}
    for i, alias in enumerate(aliases):
        sent |= {f"aliases-{i}-id": alias.pk, f"aliases-{i}-text": alias.text, f"aliases-{i}-language": alias.language}
        sent |= {f"aliases-{i}-exact_only": "on"} if alias.exact_only else {}
    return sent | changes


def district() -> Term:
    return Term.objects.get(vocabulary="district", code="370212")


def skill() -> Skill:
    return Skill.objects.get(code="cathodic_protection")


def skill_form(row: Skill, **changes: object) -> dict[str, object]:
    return form_of(row, chain=row.chain_id, kind=row.kind, **changes)


@pytest.mark.parametrize(
    "page", ["scheme", "chain", "chaincrosswalk", "term", "skill", "school"]
)  # fmt: skip
def test_lists_and_searches_open(editor, reader, page):
    for client in (editor, reader):
        answer = client.get(
            reverse(f"admin:taxonomy_{page}_changelist"), {"q": "" if page == "chaincrosswalk" else "a"}
        )
        assert answer.status_code == 200
    assert editor.get(reverse(f"admin:taxonomy_{page}_add")).status_code == 200
    assert reader.get(reverse(f"admin:taxonomy_{page}_add")).status_code == 403


def test_a_search_in_traditional_script_finds_the_row(editor):
    answer = editor.get(reverse("admin:taxonomy_skill_changelist"), {"q": "陰極保護"})
    assert [row.code for row in answer.context["cl"].queryset] == ["cathodic_protection"]


def test_an_edit_is_seen_audited_and_announced_once(editor):
    row, before = district(), epoch("vocabulary")
    columns = '{"kind": "district"}'
    sent = form_of(row, label_en="Mount Lao", attributes=columns, **{"initial-attributes": columns})
    answer = editor.post(address(row), sent)
    assert answer.status_code == 302, answer.context["errors"]
    assert lookups.label("district", "370212", "en") == "Mount Lao"
    assert epoch("vocabulary") == before + 1
    entry = AuditEntry.objects.get(subject_kind="taxonomy.term")
    assert (entry.act, entry.data, entry.public) == ("edited", {"row": "370212", "columns": ["label_en"]}, False)


def test_staff_without_the_right_cannot_edit(reader):
    row = district()
    assert reader.get(address(row)).status_code == 200
    assert reader.post(address(row), form_of(row, label_en="Mount Lao")).status_code == 403
    assert district().label_en == "Laoshan"


def test_a_new_name_leads_to_its_skill_and_moves_the_rankings(editor):
    row, before = skill(), epoch("taxonomy")
    n = row.aliases.count()
    sent = skill_form(
        row, **{"aliases-TOTAL_FORMS": n + 1, f"aliases-{n}-text": "galvanic rescue", f"aliases-{n}-language": "en"}
    )
    answer = editor.post(address(row), sent)
    assert answer.status_code == 302, answer.context["errors"]
    found = lookups.find_skill("Galvanic rescue")
    assert found is not None
    assert found.code == "cathodic_protection"
    assert epoch("taxonomy") == before + 1
    assert "galvanic rescue" in skill().search_text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("深海防腐塗層", "is already a name of deep_sea_anticorrosion_coating"),
        ("阴极保护", ""),  # its own label does no harm
        ("!!!", "This cannot serve as a name."),
    ],
)
def test_a_name_of_another_skill_is_refused_at_the_field(editor, name, message):
    row = skill()
    n = row.aliases.count()
    sent = skill_form(row, **{"aliases-TOTAL_FORMS": n + 1, f"aliases-{n}-text": name, f"aliases-{n}-language": "zh"})
    answer = editor.post(address(row), sent)
    if not message:
        assert answer.status_code == 302
        return
    assert answer.status_code == 200
    assert message in str(answer.context["inline_admin_formsets"][0].formset[n].errors["text"])
    assert skill().aliases.count() == n


def test_a_label_of_another_skill_is_refused_at_the_field(editor):
    row = skill()
    answer = editor.post(address(row), skill_form(row, label_zh_hant="深海防腐塗層"))
    assert list(answer.context["adminform"].form.errors) == ["label_zh_hant"]


@pytest.mark.parametrize(
    "attributes", ['{"level": "high"}', "{}", '{"level": 4, "height": 3}', "[1]", '{"level": true}']
)
def test_further_columns_that_code_relies_on_are_checked(editor, attributes):
    row = Term.objects.get(vocabulary="degree", code="doctor")
    answer = editor.post(address(row), form_of(row, attributes=attributes))
    assert list(answer.context["adminform"].form.errors) == ["attributes"]
    row.refresh_from_db()
    assert row.attributes == {"level": 4}


def test_codes_stand_and_rows_are_not_deleted(editor):
    row = skill()
    editor.post(address(row), skill_form(row, code="renamed"))
    assert Skill.objects.filter(pk=row.pk, code="cathodic_protection").exists()
    assert editor.post(reverse("admin:taxonomy_skill_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ranking": "Some list", "ranking_year": ""}, "__all__"),
        ({"band": "", "band_is_sample": "on"}, "__all__"),
        ({"ranking": "Some list", "ranking_year": "1066"}, "ranking_year"),
    ],
)
def test_a_band_of_a_school_says_where_it_is_from(editor, changes, field):
    row = School.objects.get(code="tohoku_university")
    sent = form_of(row, kind=row.kind, country=row.country, city_zh=row.city_zh, city_en=row.city_en, band="top200")
    answer = editor.post(address(row), sent | changes)
    assert list(answer.context["adminform"].form.errors) == [field]
    answer = editor.post(address(row), sent | {"ranking": "Some list", "ranking_year": "2026"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.ranking, row.ranking_year, row.band_is_sample) == ("Some list", 2026, False)


def test_the_calendar_is_kept_here_too(editor, reader):
    sent = {"date": "2030-10-01", "is_workday": "", "note": "国庆节"}
    assert reader.post(reverse("admin:procedures_calendarday_add"), sent).status_code == 403
    assert editor.post(reverse("admin:procedures_calendarday_add"), sent).status_code == 302
    row = CalendarDay.objects.get()
    assert (row.date, row.is_workday) == (date(2030, 10, 1), False)
    editor.post(reverse("admin:procedures_calendarday_delete", args=[row.pk]), {"post": "yes"})
    acts = AuditEntry.objects.filter(subject_kind="procedures.calendarday").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["added", "deleted"]
