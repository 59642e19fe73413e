"""load_taxonomy: again and again, beside what operators edit, all or nothing."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.core.marks import epoch
from apps.taxonomy import lookups, vocabulary
from apps.taxonomy.chains import chain_distance
from apps.taxonomy.management.commands.load_taxonomy import DATA
from apps.taxonomy.models import Chain, Scheme, School, Skill, SkillAlias, Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the repository with the skills of two chains only, to be changed freely."""
    root = tmp_path / "data"
    shutil.copytree(
        DATA, root, ignore=lambda _dir, names: [n for n in names if n.endswith(".csv") and _dir.endswith("skills")]
    )
    for chain in ("marine_equip", "smart_home"):
        shutil.copy(DATA / "skills" / f"{chain}.csv", root / "skills")
    among_themselves(root / "skills")
    return root


def among_themselves(skills: Path) -> None:
    """Take out what the files say of skills of other chains."""
    paths = sorted(skills.glob("*.csv"))
    codes = set()
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            codes |= {row["code"] for row in csv.DictReader(file)}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                row | {"broader": row["broader"] if row["broader"] in codes else ""} for row in csv.DictReader(file)
            ]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, [c for c in rows[0] if c != "related"], extrasaction="ignore", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)


def load(folder: Path, capsys) -> str:
    capsys.readouterr()
    call_command("load_taxonomy", data=folder)
    return capsys.readouterr().out


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), "utf-8")


def count() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Scheme, Chain, Term, Skill, SkillAlias, School))


def test_a_second_run_changes_nothing(folder, capsys):
    assert load(folder, capsys).endswith("0 changed, 0 the same, 0 kept as edited, 0 in no file.\n")
    rows, ranking, copies = count(), epoch("taxonomy"), epoch("vocabulary")
    out = load(folder, capsys)
    assert out.startswith("0 new, 0 changed, ")
    assert (count(), epoch("taxonomy"), epoch("vocabulary")) == (rows, ranking, copies)


def test_the_repository_loads(capsys):
    call_command("load_taxonomy")
    assert capsys.readouterr().out.endswith(" new, 0 changed, 0 the same, 0 kept as edited, 0 in no file.\n")


def test_a_changed_file_changes_untouched_rows(folder, capsys):
    load(folder, capsys)
    edit(folder / "terms" / "district.csv", "Laoshan District", "Laoshan District|Mount Lao")
    assert load(folder, capsys).startswith("0 new, 1 changed, ")
    row = lookups.find_term("district", "mount lao")
    assert row is not None
    assert row.code == "370212"
    assert "mount lao" in Term.objects.get(vocabulary="district", code="370212").search_text.split("\n")


def test_what_an_operator_edited_stays(folder, capsys):
    load(folder, capsys)
    row = Term.objects.get(vocabulary="district", code="370212")
    row.label_en = "Laoshan by the sea"
    row.save()
    skill = Skill.objects.get(code="cathodic_protection")
    skill.aliases.create(text="galvanic rescue", language="en")
    edit(folder / "terms" / "district.csv", "Laoshan District", "Mount Lao")
    out = load(folder, capsys)
    assert "2 kept as edited" in out
    assert "kept: term district/370212" in out
    assert "kept: skill cathodic_protection" in out
    row.refresh_from_db()
    assert row.label_en == "Laoshan by the sea"
    found = lookups.find_skill("Galvanic Rescue")
    assert found is not None
    assert found.code == "cathodic_protection"


def test_an_edit_taken_back_follows_the_file_again(folder, capsys):
    load(folder, capsys)
    row = Term.objects.get(vocabulary="district", code="370212")
    before, row.label_en = row.label_en, "Something else"
    row.save()
    row.label_en = before
    row.save()
    edit(folder / "terms" / "district.csv", "Laoshan District", "Mount Lao")
    assert load(folder, capsys).startswith("0 new, 1 changed, ")


def test_a_new_version_needs_files_only(folder, capsys, tmp_path):
    load(folder, capsys)
    new = tmp_path / "v2028"
    new.mkdir()
    (new / "schemes.csv").write_text(
        "code,zh_hans,zh_hant,en,official,default,valid_from\nv2028,新,新,New list,yes,no,2028-01-01\n", "utf-8"
    )
    (new / "chains.csv").write_text(
        "scheme,code,zh_hans,zh_hant,en,group,parent\nv2028,x28_sea,蓝海,藍海,Blue sea,advantage,\n", "utf-8"
    )
    (new / "crosswalk.csv").write_text(
        "source,target_scheme,target,relation\nmarine_equip,v2028,x28_sea,exact\n", "utf-8"
    )
    assert load(new, capsys).startswith("3 new, 0 changed, ")
    assert chain_distance("marine_equip", "x28_sea") == 0.1
    assert load(folder, capsys).startswith("0 new, 0 changed, ")


def test_the_default_list_can_move(folder, capsys):
    load(folder, capsys)
    edit(folder / "schemes.csv", "no,yes,2022-01-01", "no,no,2022-01-01")
    edit(folder / "schemes.csv", "no,no,2025-01-01", "no,yes,2025-01-01")
    assert load(folder, capsys).startswith("0 new, 2 changed, ")
    assert Scheme.objects.get(is_default=True).code == "v2025"


def test_only_ranked_vocabularies_move_the_rankings(folder, capsys):
    load(folder, capsys)
    ranking, copies = epoch("taxonomy"), epoch("vocabulary")
    edit(folder / "terms" / "organisation_kind.csv", "club,俱乐部,俱樂部,Club", "club,俱乐部,俱樂部,Club house")
    load(folder, capsys)
    assert (epoch("taxonomy"), epoch("vocabulary")) == (ranking, copies + 1)
    edit(folder / "terms" / "degree.csv", "higher diploma", "higher diploma of arts")
    load(folder, capsys)
    assert (epoch("taxonomy"), epoch("vocabulary")) == (ranking + 1, copies + 2)


WRONG = [
    ("terms/district.csv", "370202,市南区", "370203,市南区", "terms/district.csv, line 3, column code: 'district/370203'"),
    ("terms/district.csv", "370202,市南区", "37 02,市南区", "terms/district.csv, line 2, column code: '37 02' is not a code"),
    ("terms/district.csv", "370202,市南区", "370202,", "terms/district.csv, line 2, column zh_hans: is empty"),
    ("terms/district.csv", "kind,aliases", "kind,alias", "terms/district.csv, line 1, column aliases: the column is missing"),
    ("terms/district.csv", "Laoshan District", "Chengyang", "terms/district.csv, line 7, column en: the name 'chengyang'"),
    ("terms/district.csv", "崂山|", "崂山|,", "terms/district.csv, line 5: 7 cells, the header has 6"),
    ("terms/zone.csv", "370281", "999999", "terms/zone.csv, line 3, column parent: 'district/999999' is unknown"),
    ("terms/pay_bucket.csv", "600000,,", "sixty,,", "terms/pay_bucket.csv, line 8, column min_yuan: 'sixty'"),
    ("terms/degree.csv", "Doctorate,4,", "Doctorate,,", "terms/degree.csv, line 5, column level: is empty"),
    ("terms/country.csv", "south_asia,yes,Bharat", "south_asia,perhaps,Bharat", "column overseas: 'perhaps'"),
    ("schemes.csv", "2025-01-01", "2025-13-01", "schemes.csv, line 4, column valid_from: '2025-13-01' is not a day"),
    ("schemes.csv", "2021-01-01,2022-01-01", "2021-01-01,2020-01-01", "column valid_to: is not after valid_from"),
    ("schemes.csv", "no,no,2025", "no,yes,2025", "schemes.csv, line 4, column default: v2022 is the default already"),
    ("chains.csv", "future,x25_future,\nv2025,x25_future_quantum", "future,nowhere,\nv2025,x25_future_quantum", "column parent: 'nowhere'"),
    ("chains.csv", "Future industries (8+X),future,,", "Future industries (8+X),future,x25_future,", "column parent: leads back to itself"),
    ("crosswalk.csv", "ai,v2025,x25_ai,exact", "ai,v2025,,exact", "crosswalk.csv, line 2, column target: must be empty"),
    ("crosswalk.csv", "ai,v2025,x25_ai,exact", "ai,v2025,x25_ai,like", "crosswalk.csv, line 2, column relation: 'like'"),
    ("schools.csv", "JP,仙台", "Japan,仙台", "column country: more than 2 characters"),
    ("schools.csv", "Tohoku University,", "Osaka University,", "the name 'osaka university' belongs already"),
    ("schools.csv", "Sendai,university,top200", "Sendai,university,top7", "column band: 'top7' is not one of"),
    ("schools.csv", "Sendai,university,top200,,", "Sendai,university,top200,Some list,", "column ranking_year: a ranking"),
    ("skills/marine_equip.csv", "\ncathodic_protection,", "\nvapor_compression_refrigeration,", "stands already in skills/"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "message"), WRONG)
def test_a_wrong_row_is_named_and_nothing_is_loaded(folder, file, before, after, message):
    edit(folder / file, before, after)
    with pytest.raises(CommandError) as refused:
        call_command("load_taxonomy", data=folder)
    assert str(refused.value).startswith("Nothing was loaded. ")
    assert message in str(refused.value)
    assert count() == (0, 0, 0, 0, 0, 0)
    assert epoch("vocabulary") == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "line 1: is not UTF-8"),
        (b"code\n\n\xe4", "line 3: is not UTF-8"),
        (b"code\n\x00", "line 2: contains a NUL character"),
        (b"", "line 1, column code: the column is missing"),
        (b'code,zh_hans\n"a', "line 1, column zh_hant: the column is missing"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder, content, message):
    (folder / "terms" / "district.csv").write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("load_taxonomy", data=folder)
    assert message in str(refused.value)
    assert count() == (0, 0, 0, 0, 0, 0)


def test_a_missing_folder_and_skills_of_an_unknown_chain(folder, tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_taxonomy", data=tmp_path / "nowhere")
    (folder / "skills" / "smart_home.csv").rename(folder / "skills" / "smart_hut.csv")
    with pytest.raises(CommandError, match=r"skills/smart_hut\.csv, line 2, column file name: 'smart_hut' is unknown"):
        call_command("load_taxonomy", data=folder)


def test_a_name_that_an_operator_gave_away_is_refused(folder, capsys):
    load(folder, capsys)
    Skill.objects.get(code="cathodic_protection").aliases.create(text="galvanic rescue", language="en")
    edit(folder / "skills" / "smart_home.csv", "R290|", "R290|Galvanic Rescue|")
    with pytest.raises(CommandError, match="belongs already to cathodic_protection"):
        call_command("load_taxonomy", data=folder)
    assert not SkillAlias.objects.filter(text="Galvanic Rescue").exists()


def with_related(folder: Path, related: str, *, code: str = "cathodic_protection") -> None:
    """Set the cell `related` of one skill; the column is added where it is absent."""
    path = folder / "skills" / "marine_equip.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["related"] = related if row["code"] == code else ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_related_skills_are_loaded_and_the_column_may_be_absent(folder, capsys):
    for path in (folder / "skills").glob("*.csv"):
        without_column(path, "related")
    load(folder, capsys)
    assert Skill.objects.exclude(related=[]).count() == 0
    with_related(folder, "electrochemical_impedance|deep_sea_anticorrosion_coating")
    assert load(folder, capsys).startswith("0 new, 1 changed, ")
    related = ["deep_sea_anticorrosion_coating", "electrochemical_impedance"]
    assert Skill.objects.get(code="cathodic_protection").related == related
    assert vocabulary.current().skills["cathodic_protection"].related == related
    with_related(folder, "deep_sea_anticorrosion_coating|electrochemical_impedance")
    assert load(folder, capsys).startswith("0 new, 0 changed, ")


def without_column(path: Path, name: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column for column in rows[0] if column != name], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("related", "message"),
    [
        ("no_such_skill", "column related: 'no_such_skill' is unknown"),
        ("cathodic_protection", "column related: names the skill itself"),
        ("electrochemical_impedance|electrochemical_impedance", "column related: names a skill twice"),
    ],
)
def test_wrong_related_skills_are_refused(folder, related, message):
    with_related(folder, related)
    with pytest.raises(CommandError, match=message):
        call_command("load_taxonomy", data=folder)
    assert Skill.objects.count() == 0


def test_a_ring_of_broader_skills_is_refused(folder):
    path = folder / "skills" / "marine_equip.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ring = {"cathodic_protection": "electrochemical_impedance", "electrochemical_impedance": "cathodic_protection"}
    for row in rows:
        row["broader"] = ring.get(row["code"], row["broader"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(CommandError, match="column broader: leads back to itself"):
        call_command("load_taxonomy", data=folder)


def test_rows_of_no_file_stay(folder, capsys):
    load(folder, capsys)
    Term.objects.create(
        vocabulary="zone", code="own", label_zh_hans="自建区", label_zh_hant="自建區", label_en="Own zone"
    )
    assert load(folder, capsys).endswith("1 in no file.\n")
    assert Term.objects.filter(code="own").exists()
