"""One pair on demand: for calls as for positions, and for people who are not ranked by their own wish."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.applications import lifecycle as applications
from apps.challenges.content import SkillContent
from apps.challenges.terms import ExportControl
from apps.matching import encoding, pair, policies
from apps.matching.models import DocumentVectors, Solver
from apps.talents.models import BlockedEmployer
from tests.challenges.content import make_challenge
from tests.factories import make_member, make_notice, make_operator, make_position, make_talent
from tests.matching.world import encode, rank, rank_call

pytestmark = pytest.mark.django_db
CHEMIST = {"headline": "Resin chemist", "about": "For years I did resin synthesis at sea."}


@pytest.fixture
def operator(taxonomy):
    return make_operator(verbs=["matching.review", "talents.review"])


def call(**changes):
    return make_challenge(
        state="published", **{"skills": (SkillContent("resin synthesis"),), "indicators": (), **changes}
    )


def page_of(challenge):
    return reverse("admin:matching_callrun_change", args=[challenge.pk])


class TestCalls:
    def test_the_pair_scores_as_on_the_list(self, taxonomy):
        challenge, talent = call(), make_talent(**CHEMIST)
        encode(talent)
        rank_call(challenge)
        found, row = pair.explain_call(challenge, talent), Solver.objects.get()
        assert (found.score, {bar.factor: bar.points for bar in found.bars}) == (row.score, row.points)
        assert (found.kept_off, bool(found.reasons)) == ([], True)

    @pytest.mark.parametrize(
        "facts", [{"degree": "below_bachelor"}, {"salary_expected": 9_000_000}, {"years": 0}, {"country": "BR"}]
    )
    def test_no_fact_about_a_person_is_a_rule(self, taxonomy, facts):
        assert pair.explain_call(call(), make_talent(**CHEMIST, **facts)).kept_off == []

    @pytest.mark.parametrize(
        ("control", "country", "kept_off"),
        [
            (ExportControl.CHINA_ONLY, "BR", True),
            (ExportControl.CHINA_ONLY, "CN", False),
            (ExportControl.CHINA_ONLY, "", False),  # unknown passes
            (ExportControl.LICENCE, "BR", False),  # a licence opens it
            (ExportControl.NONE, "BR", False),
        ],
    )
    def test_the_law_on_exports_is_told_with_both_facts(self, taxonomy, control, country, kept_off):
        found = pair.explain_call(call(export_control=control), make_talent(**CHEMIST, country=country))
        assert [row.rule for row in found.kept_off] == (["export_control"] if kept_off else [])
        if kept_off:
            assert (found.kept_off[0].posting_text, found.kept_off[0].talent_text) == (
                str(ExportControl.CHINA_ONLY.label),
                "Brazil",
            )
        assert found.score is not None  # it moves no score and no list

    def test_what_she_wishes_is_told(self, taxonomy):
        challenge, talent = call(), make_talent(**CHEMIST, open_to_work=False)
        BlockedEmployer.objects.create(talent=talent, organisation=challenge.employer.organisation)
        assert [row.rule for row in pair.explain_call(challenge, talent).kept_off] == ["blocked_employer", "not_open"]

    @pytest.mark.parametrize(("language", "words"), [("en", "not open to offers"), ("zh-hans", "机会")])
    def test_the_page_tells_the_pair_and_what_a_rule_costs(self, client, operator, language, words):
        challenge, shut = call(), make_talent(**CHEMIST, open_to_work=False)
        encode(shut, make_talent(**CHEMIST))
        assert rank_call(challenge).relaxed == {"not_open": 1}
        client.force_login(operator)
        client.cookies["django_language"] = language
        html = client.get(page_of(challenge)).content.decode()
        assert f"{words}" in html[: html.index("+1")]
        html = client.get(page_of(challenge), {"pair": shut.public_id}).content.decode()
        asked = html[html.index("rv-asked") : html.index('id="solvers"')]
        assert words in asked
        html = client.get(page_of(challenge), {"pair": "nobody"}).content.decode()
        assert 'role="alert"' in html[: html.index('id="solvers"')]

    def test_the_api_tells_the_same(self, client, operator):
        challenge = call(export_control=ExportControl.CHINA_ONLY)
        talent = make_talent(**CHEMIST, country="BR", open_to_work=False)
        encode(talent)
        rank_call(challenge)
        client.force_login(operator)
        address = f"/api/v1/challenges/{challenge.public_id}"
        found = client.get(f"{address}/pair/", {"talent": talent.public_id}).json()
        assert [row["rule"] for row in found["kept_off"]] == ["export_control", "not_open"]
        assert found["score"] == pytest.approx(sum(reason["points"] for reason in found["reasons"]))
        assert client.get(f"{address}/pair/").status_code == 400
        assert client.get(f"{address}/pair/", {"talent": "nobody"}).status_code == 404
        assert client.get(f"{address}/solvers/").json()["relaxed"] == {"not_open": 1}

    def test_nobody_else_may_ask(self, client, taxonomy):
        challenge, talent = call(), make_talent(**CHEMIST)
        reviewer = make_operator(verbs=["matching.review"])
        assert talent not in policies.explainable_for_call(reviewer, challenge)  # may not see her, she is on no list
        assert talent in policies.explainable_for_call(make_operator(), challenge)
        encode(talent)
        rank_call(challenge)
        assert talent in policies.explainable_for_call(reviewer, challenge)
        assert talent not in policies.explainable_for_call(talent.user, challenge)
        for user in (make_member(challenge.employer.organisation), make_operator(verbs=["positions.review"])):
            client.force_login(user)
            address = f"/api/v1/challenges/{challenge.public_id}/pair/"
            assert client.get(address, {"talent": talent.public_id}).status_code in (403, 404)


class TestNotRankedByHerWish:
    """She gets the rules she breaks and nothing else: no text of hers is encoded, no score exists."""

    @pytest.fixture(autouse=True)
    def nothing_is_encoded(self, monkeypatch):
        def refuse(doc, encoder):
            raise AssertionError("a text was encoded")

        monkeypatch.setattr(encoding, "encode", refuse)

    def her(self, **facts):
        return make_talent(automated_ranking=False, **facts)

    def test_for_a_position(self, taxonomy):
        position = make_position(degree_min="doctor", salary_max=300_000, salary_min=200_000)
        found = pair.explain_pair(position, self.her(degree="master", salary_expected=900_000))
        assert (found.score, found.bars, found.reasons) == (None, [], [])
        assert [row.rule for row in found.kept_off] == ["degree", "salary", "opt_out"]
        assert found.kept_off[1].talent_text == "900000"

    def test_for_a_call(self, taxonomy):
        found = pair.explain_call(call(export_control=ExportControl.CHINA_ONLY), self.her(country="BR"))
        assert (found.score, found.bars, found.reasons) == (None, [], [])
        assert [row.rule for row in found.kept_off] == ["export_control", "opt_out"]
        assert not DocumentVectors.objects.exists()

    @pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
    def test_pages_and_api_show_the_rules_and_no_number(self, client, operator, language, monkeypatch):
        monkeypatch.undo()
        position, talent = make_position(degree_min="doctor"), self.her(degree="master")
        run = rank(position)
        client.force_login(operator)
        client.cookies["django_language"] = language
        page = client.get(reverse("admin:matching_matchrun_change", args=[run.pk]), {"pair": talent.public_id})
        html = page.content.decode()
        asked = html[html.index("rv-asked") : html.index('id="review"')]
        assert "<progress" not in asked
        assert "rv-score" not in asked
        assert asked.count("<tr>") == 3  # a head, the degree, her wish
        found = client.get(f"/api/v1/positions/{position.public_id}/pair/", {"talent": talent.public_id}).json()
        assert (found["score"], found["factors"], found["reasons"]) == (None, [], [])
        assert [row["rule"] for row in found["kept_off"]] == ["degree", "opt_out"]

    def test_the_employer_she_applied_to_reads_the_rules(self, client, taxonomy):
        position = make_position(degree_min="doctor")
        make_notice("share_application")
        talent = self.her(degree="master")
        application = applications.start(talent, position, by=talent.user)
        applications.submit(application, by=talent.user)
        client.force_login(make_member(application.position.employer.organisation))
        address = reverse("employer:application-match", args=[application.public_id])
        html = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "the degree asked for" in html
        assert "switched automated ranking off" in html
        assert "<progress" not in html
