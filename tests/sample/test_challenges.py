"""Calls and problems of the sample world: whole, public in both languages, the tour's firm among them."""

import tomllib

from apps.sample.challenges import DATA
from apps.sample.loading import PARTS


def test_every_call_that_goes_out_is_written_whole():
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    out = [row for row in rows["call"] if row["step"] != "draft"]
    assert out[0]["firm"] == "cast"
    for row in out:
        assert all([*row["title"], *row["summary"]]), row["title"]
        assert sum(int(share) for *_rest, share in row["milestones"]) == 100, row["title"]
        assert row["own_money"] + row["grant"] >= row["bounty"]
    assert list(PARTS).index("challenges") > list(PARTS).index("employers")


def test_one_call_of_the_tours_firm_was_answered_by_nobody():
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    assert [row["firm"] for row in rows["call"] if row["step"] == "failed"] == ["cast"]
