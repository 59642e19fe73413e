"""Data of the same form that nobody here has seen: odd values are unknown, what is no data is told, never a crash or a lie."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

LEXICAL = "apps.matching.engine.encoders.LexicalEncoder"
POSTING = {
    "id": "p1",
    "title": "防腐涂层工程师",
    "text": "负责防腐涂料配方",
    "lang": "zh-Hans",
    "salary_max": 30,
    "years": 3,
}
CHEMIST = {
    "id": "t1",
    "headline": "Coating chemist",
    "text": "I make epoxy coatings",
    "lang": "en",
    "salary_expected": 20,
}
OTHER = {"id": "t2", "headline": "Accountant", "text": "tax", "lang": "en"}


class Folder:
    """A data set in a folder of its own; `talents` and the others replace what it holds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("postings", POSTING)
        self.write("talents", CHEMIST, OTHER)
        self.rows("qrels", "p1\tt1\t3")

    def write(self, name: str, *records: dict[str, Any], before: str = "") -> None:
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (self.root / f"{name}.jsonl").write_text(before + "\n".join(lines), "utf-8", "surrogatepass")

    def rows(self, name: str, *rows: str) -> None:
        (self.root / f"{name}.tsv").write_text("\n".join(rows) + "\n", "utf-8")

    def report(self, *more: object, encoder: str = LEXICAL) -> dict[str, Any]:
        out = self.root / "out.json"
        args = ["--dataset", str(self.root), "--encoder", encoder, "--json", str(out), *map(str, more)]
        call_command("evaluate_matching", *args, stdout=io.StringIO(), stderr=io.StringIO())
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found

    def hard(self, posting: dict[str, Any], talents: list[dict[str, Any]], *rows: str) -> dict[str, Any]:
        """What is said of hard.tsv with these rows; everybody is judged."""
        self.write("postings", POSTING | posting)
        self.write("talents", *talents)
        self.rows("qrels", *[f"p1\t{talent['id']}\t1" for talent in talents])
        self.rows("hard", *rows)
        found: dict[str, Any] = self.report()["hard"]
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


PERFECT = {"ndcg@10": 1.0, "map": 1.0, "recall@50": 1.0, "hit@1": 1.0}


class TestTexts:
    @pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085"])
    def test_a_line_ends_at_a_line_feed_and_nowhere_else(self, folder: Folder, sign: str) -> None:
        folder.write("postings", POSTING | {"text": f"负责{sign}防腐"})
        folder.write("talents", CHEMIST | {"text": f"I make{sign}coatings"}, OTHER)
        assert folder.report()["all"] == PERFECT

    @pytest.mark.parametrize("name", ["postings", "talents"])
    def test_a_byte_order_mark_is_no_content(self, folder: Folder, name: str) -> None:
        folder.write(name, *([POSTING] if name == "postings" else [CHEMIST, OTHER]), before="\ufeff")
        (folder.root / "qrels.tsv").write_text("p1\tt1\t3\r\n", "utf-8-sig", newline="")
        assert folder.report()["all"] == PERFECT

    def test_what_is_no_text_in_utf8_is_told_with_its_file(self, folder: Folder) -> None:
        (folder.root / "talents.jsonl").write_bytes('{"id": "t1", "headline": "涂层"}'.encode("gb18030"))
        with pytest.raises(CommandError, match=r"talents\.jsonl.*UTF-8"):
            folder.report()

    def test_malformed_facts_are_unknown(self, folder: Folder) -> None:
        folder.write("talents", CHEMIST | {"languages": {"en": 1}, "available": f"{10**30}-01", "skills": [1]}, OTHER)
        assert folder.report()["all"] == PERFECT


class TestNumbers:
    @pytest.mark.parametrize(
        "number", ["Infinity", "-Infinity", "NaN", "1e30", "1" + "0" * 400, "1" + "0" * 5000, "-3"]
    )
    @pytest.mark.parametrize("field", ["salary_expected", "years"])
    def test_numbers_nobody_can_mean_are_unknown(self, folder: Folder, field: str, number: str) -> None:
        plain = json.dumps(CHEMIST | {field: None})
        (folder.root / "talents.jsonl").write_text(f"{plain}\n{json.dumps(OTHER)}", "utf-8")
        unknown = folder.report("--run", folder.root / "unknown.trec")["all"]
        odd = plain.replace(f'"{field}": null', f'"{field}": {number}')
        (folder.root / "talents.jsonl").write_text(f"{odd}\n{json.dumps(OTHER)}", "utf-8")
        assert folder.report("--run", folder.root / "odd.trec")["all"] == unknown
        assert (folder.root / "odd.trec").read_text() == (folder.root / "unknown.trec").read_text()

    @pytest.mark.parametrize("number", ["Infinity", "1e30", "1" + "0" * 400])
    @pytest.mark.parametrize("field", ["salary_min", "salary_max", "years", "years_min"])
    def test_so_they_are_in_postings(self, folder: Folder, field: str, number: str) -> None:
        raw = json.dumps(POSTING | {field: None}).replace(f'"{field}": null', f'"{field}": {number}')
        (folder.root / "postings.jsonl").write_text(raw, "utf-8")
        folder.write("talents", CHEMIST | {"years": 4}, OTHER)
        assert folder.report()["all"] == PERFECT


class TestIds:
    @pytest.mark.parametrize("name", ["p 1", "p\u30001", "50%", "p%201"])
    def test_a_run_comes_back_whatever_stands_in_an_id(self, folder: Folder, name: str) -> None:
        folder.write("postings", POSTING | {"id": name})
        folder.write("talents", CHEMIST | {"id": "t 1"}, OTHER)
        folder.rows("qrels", f"{name}\tt 1\t3")
        run = folder.root / "run.trec"
        folder.report("--run", run)
        assert all(len(line.split()) == 6 for line in run.read_text("utf-8").splitlines())
        found = folder.report("--baseline", run)
        assert (found["against_baseline"]["ndcg@10"]["difference"], found["all"]) == (0.0, PERFECT)

    @pytest.mark.parametrize("name", ["postings", "talents"])
    def test_an_id_given_twice_is_told(self, folder: Folder, name: str) -> None:
        record = POSTING if name == "postings" else CHEMIST
        folder.write(name, record, record | {"text": "else"})
        with pytest.raises(CommandError, match=rf"{name}\.jsonl, line 2.*“{record['id']}”.*twice"):
            folder.report()

    @pytest.mark.parametrize("id_", [None, "", "  ", True, ["t1"], "\ud800"])
    def test_what_is_no_id_is_told(self, folder: Folder, id_: object) -> None:
        (folder.root / "talents.jsonl").write_text(json.dumps(CHEMIST | {"id": id_}), "utf-8")
        with pytest.raises(CommandError, match="line 1: no record with an id"):
            folder.report()

    def test_a_number_is_an_id(self, folder: Folder) -> None:
        folder.write("talents", CHEMIST | {"id": 7}, OTHER)
        folder.rows("qrels", "p1\t7\t3")
        assert folder.report()["all"] == PERFECT

    def test_a_baseline_that_names_somebody_twice_is_told(self, folder: Folder) -> None:
        run = folder.root / "run.trec"
        run.write_text("p1 Q0 t1 1 9 x\np1 Q0 t1 2 8 x\n", "utf-8")
        with pytest.raises(CommandError, match=r"run\.trec, line 2.*twice"):
            folder.report("--baseline", run)

    def test_a_baseline_of_other_postings_is_told(self, folder: Folder) -> None:
        run = folder.root / "run.trec"
        run.write_text("p9 Q0 t1 1 9 x\n", "utf-8")
        with pytest.raises(CommandError, match=r"run\.trec ranks none"):
            folder.report("--baseline", run)


class TestJudgements:
    @pytest.mark.parametrize("name", ["postings", "talents"])
    def test_a_file_without_a_record_is_told(self, folder: Folder, name: str) -> None:
        (folder.root / f"{name}.jsonl").write_text("\n", "utf-8")
        with pytest.raises(CommandError, match=rf"{name}\.jsonl has no record"):
            folder.report()

    @pytest.mark.parametrize("rows", ["p1\tt1\t0", "p9\tt1\t3", ""])
    def test_a_set_without_a_judgement_is_told(self, folder: Folder, rows: str) -> None:
        folder.rows("qrels", rows)
        with pytest.raises(CommandError, match=r"qrels\.tsv judges nobody"):
            folder.report()

    @pytest.mark.parametrize("grade", ["3.0", "3", " 3 "])
    def test_a_whole_number_is_a_grade_however_written(self, folder: Folder, grade: str) -> None:
        folder.rows("qrels", "p1\tt2\t1\tnote", f"p1\tt1\t{grade}")
        assert folder.report()["all"] == PERFECT

    @pytest.mark.parametrize("grade", ["2.5", "ideal", "inf", "nan", "1e9", "", "1" * 5000])
    def test_another_text_is_told_with_its_line(self, folder: Folder, grade: str) -> None:
        folder.rows("qrels", "p1\tt2\t1", f"p1\tt1\t{grade}")
        with pytest.raises(CommandError, match=r"qrels\.tsv, line 2.*grade"):
            folder.report()

    def test_two_grades_of_one_pair_are_told(self, folder: Folder) -> None:
        folder.rows("qrels", "p1\tt1\t3", "p1\tt1\t3", "p1\tt1\t1")
        with pytest.raises(CommandError, match=r"qrels\.tsv, line 3.*t1"):
            folder.report()


class TestHardRules:
    @pytest.mark.parametrize("degree", ["Master's", "M.Sc.", "硕士研究生", "碩士", "MSc student", "bachelor", "大专"])
    def test_degrees_are_read_as_everywhere_else(self, folder: Folder, degree: str) -> None:
        talents = [CHEMIST | {"degree": degree}, OTHER | {"degree": "Ph.D."}, OTHER | {"id": "t3", "degree": "some"}]
        assert folder.hard({"degree_min": "PhD"}, talents, "p1\tt1\tdegree")["exact"] is True

    def test_a_posting_asks_for_the_lowest_degree_it_names(self, folder: Folder) -> None:
        talents = [CHEMIST | {"degree": "B.Sc."}, OTHER | {"degree": "master (MSc), doctor (PhD)"}]
        assert folder.hard({"degree_min": "MSc or PhD"}, talents, "p1\tt1\tdegree")["exact"] is True

    def test_a_pair_that_breaks_two_rules_is_asked_for_both(self, folder: Folder) -> None:
        posting, both = {"degree_min": "doctor"}, [CHEMIST | {"degree": "bachelor", "salary_expected": 60}]
        rows = ["p1\tt1\tsalary", "p1\tt1\tdegree"]
        found = folder.hard(posting, both, *rows)
        assert (found["exact"], found["listed"], found["right"]) == (True, 2, 2)
        found = folder.hard(posting, both, rows[0])
        assert (found["exact"], found["missed"], found["wrong"]) == (False, [], ["p1 t1 degree"])
        assert folder.hard(posting, [CHEMIST | {"degree": "bachelor"}], *rows)["missed"] == ["p1 t1 salary"]


@pytest.mark.parametrize(
    "encoder", ["apps.matching.engine.encoders.LexicalEncodr", "lexical", "apps.no.such.Encoder?a=b"]
)
def test_a_misspelt_encoder_is_told_and_not_replaced(folder: Folder, encoder: str) -> None:
    with pytest.raises(CommandError, match="encoder"):
        folder.report(encoder=encoder)


@pytest.mark.parametrize("option", ["--run", "--json"])
def test_a_place_that_cannot_be_written_is_told(folder: Folder, option: str) -> None:
    with pytest.raises(CommandError, match="no-such"):
        folder.report(option, folder.root / "no-such/out")
