"""Operators place the skills that the vocabulary does not know, and merge two that are one."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.core.marks import epoch
from apps.core.models import AuditEntry, Mark
from apps.core.moves import GuardFailed
from apps.positions.content import read
from apps.positions.models import PositionSkill
from apps.talents.models import TalentSkill
from apps.taxonomy import lookups, merging, unknown
from apps.taxonomy.models import DismissedSkill, Skill, SkillAlias
from tests.factories import make_operator, make_position, make_talent

pytestmark = pytest.mark.usefixtures("taxonomy")
PAGE = "admin:taxonomy_skill_unknown_page"
SOURCE, TARGET = "electrochemical_impedance", "cathodic_protection"


@pytest.fixture
def editor(taxonomy) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_operator(verbs=["taxonomy.edit"]))
    return client


def typed(text: str) -> None:
    """One talent and one position name a skill that has no code."""
    TalentSkill.objects.create(talent=make_talent(), text=text)
    PositionSkill.objects.create(revision=make_position().current, text=text)


def marked(kind: str) -> set[int]:
    return set(Mark.objects.filter(kind=kind).values_list("object_id", flat=True))


def test_what_people_typed_is_counted_with_near_terms():
    typed("Cathodic protektion")
    typed("cathodic  PROTEKTION")
    row = unknown.unknown_skills(10)[0]
    assert row.counts == {"talents": 2, "positions": 2}
    assert row.near[0].code == "cathodic_protection"


def test_a_name_is_added_and_who_typed_it_has_the_skill(editor):
    typed("galvanic rescue")
    before = epoch("taxonomy")
    sent = {"act": "name", "text": "galvanic rescue", "code": TARGET}
    assert editor.post(reverse(PAGE), sent, follow=True).status_code == 200
    assert TalentSkill.objects.get().code == PositionSkill.objects.get().code == TARGET
    assert lookups.find_skill("Galvanic Rescue").code == TARGET
    assert marked("talent") == {TalentSkill.objects.get().talent_id}
    assert marked("position") == {PositionSkill.objects.get().revision.position_id}
    assert epoch("taxonomy") > before
    assert AuditEntry.objects.filter(act="named").count() == 1
    assert unknown.unknown_skills(10) == []


def test_a_new_skill_is_added(editor):
    typed("basalt winding")
    sent = {
        "act": "skill", "text": "basalt winding", "code": "basalt_winding", "chain": "materials", "kind": "process",
        "label_zh_hans": "玄武岩缠绕", "label_zh_hant": "玄武岩纏繞", "label_en": "Basalt fibre winding",
    }  # fmt: skip
    editor.post(reverse(PAGE), sent)
    assert TalentSkill.objects.get().code == "basalt_winding"
    assert lookups.find_skill("basalt winding").code == "basalt_winding"


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "name", "text": "galvanic rescue", "code": "no_such"},
        {"act": "name", "text": "阴极保护", "code": SOURCE},  # another skill's name
        {"act": "name", "text": "()", "code": TARGET},
        {"act": "skill", "text": "x y", "code": "x_y", "chain": "", "kind": "process"},
        {"act": "skill", "text": "x y", "code": "x y", "chain": "ai", "kind": "process", "label_zh_hans": "某", "label_zh_hant": "某", "label_en": "Some"},
        {"act": "skill", "text": "x y", "code": TARGET, "chain": "ai", "kind": "process", "label_zh_hans": "某", "label_zh_hant": "某", "label_en": "Some"},
        {"act": "merge", "source": TARGET, "target": TARGET},
        {"act": "merge", "source": "no_such", "target": TARGET},
        {"act": "fly"},
        {},
    ],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(editor, sent):
    before = (Skill.objects.count(), SkillAlias.objects.count(), epoch("vocabulary"), AuditEntry.objects.count())
    page = editor.post(reverse(PAGE), sent, follow=True)
    assert page.status_code == 200
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert before == (
        Skill.objects.count(), SkillAlias.objects.count(), epoch("vocabulary"), AuditEntry.objects.count()
    )  # fmt: skip


def test_dismissed_words_are_shown_no_more(editor):
    typed("knitting")
    editor.post(reverse(PAGE), {"act": "dismiss", "text": "Knitting"})
    assert unknown.unknown_skills(10) == []
    assert DismissedSkill.objects.get().key == "knitting"
    assert TalentSkill.objects.get().text == "knitting"


@pytest.mark.parametrize(("verbs", "status"), [(["taxonomy.edit"], 200), (["positions.review"], 403)])
def test_only_who_may_edit_the_vocabulary_sees_and_uses_the_page(verbs, status):
    client = Client()
    client.force_login(make_operator(verbs=verbs))
    assert client.get(reverse(PAGE)).status_code == status
    client.post(reverse(PAGE), {"act": "merge", "source": SOURCE, "target": TARGET})
    assert Skill.objects.filter(code=SOURCE, merged_into=None).exists() == (status == 403)


def test_a_merge_moves_every_use():
    by = make_operator()
    both, one = make_talent(skills=(SOURCE, TARGET)), make_talent(skills=(SOURCE,))
    TalentSkill.objects.filter(talent=both, code=SOURCE).update(level=4)
    position = make_position(skills=(SOURCE, TARGET))
    before = epoch("taxonomy")
    merging.merge(SOURCE, TARGET, by=by)
    assert list(both.skills.values_list("code", "level")) == [(TARGET, 4)]
    assert list(one.skills.values_list("code", flat=True)) == [TARGET]
    revision = position.current
    revision.refresh_from_db()
    assert list(revision.skills.values_list("code", flat=True)) == [TARGET]
    assert revision.content_hash == read(revision).content_hash()
    assert marked("talent") >= {both.pk, one.pk}
    assert position.pk in marked("position")
    assert epoch("taxonomy") > before
    assert set(AuditEntry.objects.filter(actor_ref=by.public_id).values_list("act", flat=True)) == {
        "merged",
        "took_over",
    }


def test_a_merged_skill_lives_on_as_names_of_the_other():
    old = Skill.objects.get(code=SOURCE)
    merging.merge(SOURCE, TARGET, by=make_operator())
    assert lookups.find_skill(old.label_en).code == TARGET
    assert lookups.label("skill", SOURCE, "en") == Skill.objects.get(code=TARGET).label_en
    assert not Skill.objects.filter(related__contains=[SOURCE], merged_into=None).exists()
    assert not Skill.objects.filter(broader__code=SOURCE).exists()


def test_loading_again_keeps_a_merge_and_is_idempotent(capsys):
    merging.merge(SOURCE, TARGET, by=make_operator())
    call_command("load_taxonomy")
    first = capsys.readouterr().out
    assert "2 kept as edited" in first
    assert first.startswith("0 new, 0 changed, ")
    copies = epoch("vocabulary")
    call_command("load_taxonomy")
    assert capsys.readouterr().out == first
    assert epoch("vocabulary") == copies
    assert Skill.objects.get(code=SOURCE).merged_into.code == TARGET


def test_a_broader_skill_can_be_merged_into_a_narrower_one():
    narrow = Skill.objects.filter(broader__isnull=False, broader__broader__isnull=False).first()
    top = narrow.broader.broader
    merging.merge(top.code, narrow.code, by=make_operator())
    row, seen = Skill.objects.get(pk=narrow.pk), set()
    while row is not None:
        assert row.pk not in seen
        seen.add(row.pk)
        row = row.broader


def test_a_merge_that_fails_half_way_leaves_nothing(monkeypatch):
    talent = make_talent(skills=(SOURCE,))

    def fail(**_kwargs):
        raise GuardFailed("no")

    monkeypatch.setattr(merging.skill_merged, "send", fail)
    with pytest.raises(GuardFailed):
        merging.merge(SOURCE, TARGET, by=make_operator())
    assert Skill.objects.get(code=SOURCE).merged_into is None
    assert SkillAlias.objects.filter(skill__code=SOURCE).exists()
    assert talent.skills.get().code == SOURCE
