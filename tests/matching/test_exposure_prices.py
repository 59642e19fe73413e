"""What spreading exposure costs stands beside the setting: for the weights and the encoder in force, and no others."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.matching import exposure_prices, runs
from apps.matching.engine.encoders import LexicalEncoder
from apps.matching.engine.weights import WEIGHTS
from apps.matching.exposure_prices import Measured, PriceRow
from tests.factories import make_operator, make_talent
from tests.matching.world import encode

LEXICAL = "apps.matching.engine.encoders.LexicalEncoder"
ROW = PriceRow(2.0, 0.8312, -0.0123, -0.0301, 0.0044, 0.5, 0.24, 0.12, 0.02)
PAGE = "admin:matching_exposureday_changelist"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(exposure_prices, "FILE", tmp_path / "prices.json")
    return tmp_path / "prices.json"


def measured(**changes: object) -> Measured:
    return replace(Measured(runs.weights().version, "letters-1", "bilingual", 48, (ROW,)), **changes)  # type: ignore[arg-type]


def dataset(folder: Path) -> Path:
    (folder / "postings.jsonl").write_text('{"id": "p1", "title": "coating"}\n{"id": "p2", "title": "coatings"}')
    people = ["coating", *[f"tax {n}" for n in range(12)]]  # more than a list's first ten
    rows = [json.dumps({"id": f"t{n}", "headline": text}) for n, text in enumerate(people, start=1)]
    (folder / "talents.jsonl").write_text("\n".join(rows))
    (folder / "qrels.tsv").write_text("p1\tt1\t3\np2\tt1\t3\n")
    return folder


def command(folder: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("evaluate_exposure", "--dataset", str(folder), *more, stdout=out)
    return out.getvalue()


def test_the_command_stores_what_it_measured_for_these_weights_and_this_encoder(file: Path, tmp_path: Path) -> None:
    earlier = Measured(1, "letters-1", "bilingual", 48, (ROW,))
    exposure_prices.store(earlier)
    told = command(dataset(tmp_path), "--encoder", LEXICAL, "--store", "--within", "0,100")
    assert "stored for" in told
    found = exposure_prices.measured(WEIGHTS.version, LexicalEncoder.id)
    assert found is not None
    assert (found.dataset, found.postings, [row.within for row in found.rows]) == (tmp_path.name, 2, [0.0, 100.0])
    assert found.rows[0].change == 0.0
    assert found.rows[1].change < 0  # so wide that accountants who are on no list go first
    assert exposure_prices.measured(1, "letters-1") == earlier
    before = file.read_bytes()
    command(tmp_path, "--encoder", LEXICAL, "--store", "--within", "0,100")
    assert file.read_bytes() == before


def test_without_being_asked_nothing_is_stored(file: Path, tmp_path: Path) -> None:
    command(dataset(tmp_path), "--encoder", LEXICAL)
    assert not file.exists()


@pytest.mark.parametrize(
    "more", [("--encoder", "no.such.Encoder"), ("--within", "-1"), ("--within", "nan"), ("--store", "--run", "r.trec")]
)
def test_what_cannot_be_measured_is_refused(file: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        command(dataset(tmp_path), "--encoder", LEXICAL, *more)
    assert not file.exists()


def test_what_the_repository_holds_is_readable() -> None:
    for entry in exposure_prices._read(exposure_prices.FILE):
        found = exposure_prices.measured(entry["weights"], entry["encoder"])
        assert found is not None
        assert all(row.low <= row.change <= row.high for row in found.rows)
        assert found.rows[0].change == 0.0


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_shows_the_price_beside_the_setting(client, file, language) -> None:
    encode(make_talent())
    client.force_login(make_operator())
    client.cookies["django_language"] = language
    exposure_prices.store(measured())
    html = client.get(reverse(PAGE)).content.decode()
    assert html.index('<table class="rv-reasons" id="price">') < html.index('<form method="post" class="rv-set">')
    for words in ("0.831", "-0.012", "-0.030 … +0.004", "bilingual", "letters-1", "48"):
        assert words in html


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"weights": 999}, {"encoder": "letters-2"}])
def test_it_says_so_when_there_is_none_for_what_is_in_force(client, file, other) -> None:
    encode(make_talent())
    client.force_login(make_operator())
    exposure_prices.store(measured(**other))
    html = client.get(reverse(PAGE), headers={"accept-language": "en"}).content.decode()
    assert "has not been measured" in html
    assert "0.831" not in html
