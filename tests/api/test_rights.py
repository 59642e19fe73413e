"""Every route, every method, everybody who has no business there: refused or empty, never data."""

import pytest
from django.test import Client
from knox.models import AuthToken

from apps.accounts.models import AccessEntry, Grant, Membership
from apps.core.models import AuditEntry
from apps.employers import lifecycle as employers
from apps.matching.models import Match
from apps.positions.models import Position
from apps.talents.models import Talent
from tests.api import world
from tests.api.conftest import ROOT
from tests.factories import make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

PUBLIC, OWN, CLOSED = "for everybody", "shows only one's own", "for those concerned"
# One row a route and method, no default: a new route fails the first test until it stands here.
TABLE = {
    ("schema", "get"): PUBLIC,
    ("docs", "get"): PUBLIC,
    ("token", "post"): PUBLIC,
    ("logout", "post"): OWN,
    ("me", "get"): OWN,
    ("my-profile", "get"): OWN,
    ("my-profile", "patch"): OWN,
    ("my-profile-confirm", "post"): OWN,
    ("my-cv", "get"): OWN,
    ("my-cv", "post"): OWN,
    ("my-cv-confirm", "post"): OWN,
    ("my-expert", "get"): OWN,
    ("my-expert", "patch"): OWN,
    ("my-undertakings", "get"): OWN,
    ("my-undertakings", "post"): OWN,
    ("my-undertakings-take-back", "post"): OWN,
    **{(f"my-expert-{step}", "post"): OWN for step in ("pause", "resume", "leave")},
    ("my-recommendations", "get"): OWN,
    ("my-calls", "get"): OWN,
    ("my-requests", "get"): OWN,
    ("message-list", "get"): OWN,
    ("message-read", "post"): CLOSED,
    ("access-log-list", "get"): OWN,
    ("vocabularies", "get"): PUBLIC,
    ("vocabulary", "get"): PUBLIC,
    ("chains", "get"): PUBLIC,
    ("skills", "get"): PUBLIC,
    ("schools", "get"): PUBLIC,
    ("position-list", "get"): PUBLIC,
    ("position-list", "post"): OWN,
    ("position-detail", "get"): PUBLIC,
    ("position-detail", "patch"): CLOSED,
    **{(f"position-{step}", "post"): CLOSED for step in (
        "submit", "recall", "pause", "resume", "renew", "close", "publish", "return", "take-down", "reinstate")},
    ("position-timeline", "get"): CLOSED,
    ("position-list-matches", "get"): CLOSED,
    ("position-list-pair", "get"): CLOSED,
    ("position-list-shortlist", "get"): CLOSED,
    ("position-list-preview", "get"): CLOSED,
    ("position-list-release", "post"): CLOSED,
    ("position-list-unranked", "get"): CLOSED,
    ("position-list-placements", "post"): CLOSED,
    **{(f"match-{step}", "post"): CLOSED for step in (
        "approve", "hold", "reject", "reorder", "take-out", "interest", "pass", "agree", "refuse")},
    ("application-list", "get"): OWN,
    ("application-list", "post"): OWN,
    ("application-detail", "get"): CLOSED,
    ("application-talent", "get"): CLOSED,
    **{(f"application-{step}", "post"): CLOSED for step in (
        "view", "shortlist", "invite", "offer", "reject", "choose-time", "refuse-times", "accept", "decline",
        "withdraw", "arrange", "hire")},
    ("challenge-list", "get"): PUBLIC,
    ("challenge-list", "post"): OWN,
    ("challenge-detail", "get"): PUBLIC,
    ("challenge-detail", "patch"): CLOSED,
    ("challenge-timeline", "get"): PUBLIC,
    **{(f"challenge-{step}", "post"): CLOSED for step in (
        "submit", "discard", "postpone", "cancel", "check", "approve", "reject", "return", "publish", "amend")},
    **{(f"solving-{name}", "get"): CLOSED for name in ("solvers", "reach", "pair")},
    **{("recovery-recovery", method): CLOSED for method in ("get", "post")},
    **{(f"recovery-{name}", "post"): CLOSED for name in ("fail", "invite-near")},
    ("solving-invite", "post"): CLOSED,
    ("paper-annexes", "get"): PUBLIC,
    ("paper-annexes", "post"): CLOSED,
    ("paper-undertaking", "post"): OWN,
    ("paper-readers", "get"): CLOSED,
    **{(f"paper-{step}", "post"): CLOSED for step in ("admit", "refuse", "license")},
    ("annex-detail", "get"): PUBLIC,
    ("annex-detail", "delete"): CLOSED,
    ("programme-list", "get"): PUBLIC,
    ("programme-list", "post"): CLOSED,
    ("programme-detail", "get"): PUBLIC,
    **{(f"programme-{step}", "post"): CLOSED for step in ("open", "end")},
    ("case-begin-review", "post"): CLOSED,
    ("problem-list", "get"): PUBLIC,
    ("problem-list", "post"): OWN,
    ("problem-sheet", "post"): OWN,
    ("problem-detail", "get"): PUBLIC,
    ("problem-detail", "patch"): CLOSED,
    **{(f"problem-{step}", "post"): CLOSED for step in (
        "submit", "renew", "withdraw", "solve", "promote", "promote-to-track", "enlist", "return")},
    ("publicity-list", "get"): PUBLIC,
    ("publicity-detail", "get"): PUBLIC,
    ("objection-list", "get"): OWN,
    ("objection-list", "post"): OWN,
    ("objection-detail", "get"): CLOSED,
    ("objection-file", "get"): CLOSED,
    **{(f"objection-{step}", "post"): CLOSED for step in ("accept", "refuse", "investigate", "uphold", "dismiss", "answer")},
    ("call-key", "get"): CLOSED,
    ("call-key", "post"): CLOSED,
    ("call-proposals", "get"): CLOSED,
    ("call-open", "post"): CLOSED,
    ("opening-key", "get"): OWN,
    ("opening-key", "post"): OWN,
    ("opening-key", "patch"): OWN,
    ("proposal-list", "get"): OWN,
    ("proposal-list", "post"): OWN,
    ("proposal-join", "post"): OWN,
    ("proposal-detail", "get"): CLOSED,
    ("proposal-detail", "patch"): CLOSED,
    ("proposal-members", "put"): CLOSED,
    **{(f"proposal-{step}", "get"): CLOSED for step in ("undertaking", "check", "receipts", "timeline")},
    **{(f"proposal-{step}", "post"): CLOSED for step in ("sign", "leave", "files", "confirm", "seal", "withdraw")},
    ("proposal-file-detail", "get"): CLOSED,
    ("proposal-file-detail", "delete"): CLOSED,
    ("sealed-part-detail", "get"): CLOSED,
    ("sealed-part-sealed", "get"): CLOSED,
    ("sealed-part-file", "get"): CLOSED,
    ("form-check-form-check", "get"): CLOSED,
    **{(f"form-check-{step}", "post"): CLOSED for step in ("form-check", "appeal", "appeal-decision")},
    **{("naming-naming", method): CLOSED for method in ("get", "post", "delete")},
    ("my-panel-list", "get"): OWN,
    ("my-panel-detail", "get"): CLOSED,
    **{(f"my-panel-{step}", "post"): CLOSED for step in ("accept", "decline", "conflict")},
    ("my-sheet-detail", "get"): CLOSED,
    ("my-sheet-detail", "patch"): CLOSED,
    ("my-sheet-file", "get"): CLOSED,
    **{(f"my-sheet-{step}", "post"): CLOSED for step in ("submit", "take-back")},
    ("case-draw", "get"): PUBLIC,
    **{(f"case-{name}", "get"): CLOSED for name in ("panel", "results", "determination")},
    **{(f"case-{step}", "post"): CLOSED for step in (
        "panel", "begin-scoring", "extend", "excuse", "lock", "determination", "announce", "take-effect", "overturn")},
    ("result-result", "get"): CLOSED,
    **{(f"result-{step}", "post"): CLOSED for step in ("renounce", "disqualify")},
    ("appraisal-list", "get"): OWN,
    ("appraisal-list", "post"): OWN,
    ("appraisal-detail", "get"): CLOSED,
    ("appraisal-detail", "patch"): CLOSED,
    **{(f"appraisal-{step}", "post"): CLOSED for step in ("declare", "decline", "give", "call-off")},
    ("call-report", "get"): OWN,
    ("call-report-cases", "get"): OWN,
    ("contract-list", "get"): OWN,
    ("contract-list", "post"): OWN,
    ("contract-detail", "get"): CLOSED,
    ("contract-detail", "patch"): CLOSED,
    **{(f"contract-{name}", "get"): CLOSED for name in ("paper", "scan", "timeline")},
    **{(f"contract-{step}", "post"): CLOSED for step in (
        "scan", "public-name", "file-side", "return-scan", "lapse", "renounce", "begin", "checkpoint", "acceptance", "user-word", "accept",
        "rectify", "not-met", "ending", "statement", "ending-decision", "recovery-book", "recovery-confirm",
        "recovery-refuse", "evaluation")},
    ("contract-milestone-detail", "get"): CLOSED,
    ("contract-milestone-file", "get"): CLOSED,
    **{(f"contract-milestone-{step}", "post"): CLOSED for step in (
        "start", "report", "confirm", "do-without", "send-back", "pass", "waive")},
    ("contract-payment-detail", "get"): CLOSED,
    **{(f"contract-payment-{step}", "post"): CLOSED for step in ("order", "release", "refuse")},
    ("record-list", "get"): OWN,
    ("record-list", "post"): OWN,
    **{(f"record-{name}", "get"): CLOSED for name in ("detail", "scan", "timeline")},
    **{(f"record-{step}", "post"): CLOSED for step in (
        "draft", "enter-force", "fulfil", "lapse", "break", "scan", "file-side")},
    ("expert-list", "get"): OWN,
    ("expert-list", "post"): OWN,
    ("expert-sheet", "post"): OWN,
    **{(f"expert-{name}", "get"): CLOSED for name in ("detail", "notes")},
    **{(f"expert-{step}", "post"): CLOSED for step in (
        "pause", "resume", "end", "send-again", "invite-again", "notes")},
    ("event-list", "get"): PUBLIC,
    ("event-detail", "get"): PUBLIC,
    ("event-register", "post"): OWN,
    ("registration-list", "get"): OWN,
    ("registration-detail", "get"): CLOSED,
    **{(f"registration-{step}", "post"): CLOSED for step in ("confirm", "withdraw", "approve", "reject", "cancel")},
    ("employer-list", "get"): PUBLIC,
    ("employer-detail", "get"): PUBLIC,
    **{(f"employer-{step}", "post"): CLOSED for step in ("verify", "return", "reject", "suspend", "reinstate")},
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete", "options")


def spoken(answer) -> list[str]:
    """Planted words in an answer: body and headers."""
    text = answer.content.decode() + str(answer.headers)
    return [word for word in (*world.TALENT_CANARIES, *world.EMPLOYER_CANARIES) if word in text]


def fingerprint(here) -> tuple:
    """What has happened to the planted things; onlookers may begin profiles of their own."""
    own = Talent.objects.filter(user__in=[user for user in here.onlookers.values() if user]).values("public_id")
    states = Match.objects.order_by("id").values_list("state", "override_rank", "released_at")
    return AuditEntry.objects.exclude(subject_ref__in=own).count(), Grant.objects.count(), tuple(states)


def test_every_route_has_a_row():
    found = {(name, method) for name, (_path, view) in world.routes().items() for method in world.methods(view)}
    assert found == set(TABLE)


def expected(kind: str | None, who: str) -> set[int]:
    if kind is None:
        return {401, 403, 404, 405}
    if kind == PUBLIC:
        return {200, 400, 404}
    if who == "anonymous":
        return {401}
    return {403, 404} if kind == CLOSED else {200, 204, 400, 403, 404, 409}


def test_nobody_sees_or_moves_what_is_not_hers(here, api):
    faults = []
    before = fingerprint(here)
    for who, user in here.onlookers.items():
        if who == "switched off":
            continue
        client = api(user)
        for name, (path, view) in world.routes().items():
            client = api(user) if name == "me" else client  # signing out ended the token
            for address in world.addresses(path, here.ids()):
                for method in METHODS if who == "stranger" else sorted(world.methods(view)):
                    answer = client.call(method, address, {} if method != "get" else None)
                    kind = TABLE.get((name, method))
                    if answer.status_code not in expected(kind, who) or spoken(answer):
                        faults.append((who, method, address, answer.status_code, spoken(answer)))
    assert faults == []
    assert fingerprint(here) == before


def test_a_hidden_thing_answers_like_a_missing_one(here, api):
    """Same status, same body, for every verb: nobody learns that it is there."""
    faults = []
    hidden = {
        "positions": [here.draft.public_id],
        "matches": [here.match.public_id, here.match.card_id],
        "applications": [here.application.public_id],
        "employers": [here.unverified.public_id],
        "publicities": [],
        "objections": [here.objection.public_id],
        "me/messages": [here.message.public_id],
        "vocabularies": [],
        "challenges": [here.call.public_id],
        "proposals": [here.proposal.public_id, here.sealed.public_id, here.checked.public_id],
        "proposal-files": here.ids()["proposal-files"],
        "sealed-parts": here.ids()["sealed-parts"],
        "annexes": [here.papers[0].public_id],
        "agreements": here.ids()["agreements"],
        "experts": here.ids()["experts"],
        "programmes": [],
        "problems": [here.problem.public_id],
        "appraisals": [here.opinion.public_id],
        "me/panels": [here.seat.public_id],
        "me/sheets": [here.sheet.public_id],
        "contracts": here.ids()["contracts"],
        "contract-milestones": here.ids()["contract-milestones"],
        "contract-payments": here.ids()["contract-payments"],
        "events": [here.event.public_id],
        "registrations": [here.registration.public_id],
    }
    missing = {noun: ["zzzzzzzzzzzz"] for noun in hidden}
    client = api(here.onlookers["other employer"])
    for name, (path, view) in world.routes().items():
        if "{id}" not in path or not hidden[path.split("/{id}")[0]]:
            continue
        for method in world.methods(view):
            (gone,) = (client.call(method, address, {}) for address in world.addresses(path, missing))
            for address in world.addresses(path, hidden):
                answer = client.call(method, address, {})
                if (answer.status_code, answer.content) != (404, gone.content):
                    faults.append((name, method, answer.status_code, answer.content))
    assert faults == []


def test_the_lists_of_others_are_empty(here, api):
    for who in ("stranger", "other employer", "other talent", "operator elsewhere"):
        client = api(here.onlookers[who])
        assert client.ok("get", "applications/")["results"] == []
        assert client.ok("get", "me/messages/")["results"] == []
        assert client.ok("get", "me/access-log/")["results"] == []
        assert here.draft.public_id not in str(client.ok("get", "positions/?state=draft"))
        assert client.ok("get", "employers/?state=submitted")["results"] == []


def test_an_account_that_was_closed_has_no_token(here):
    _row, token = AuthToken.objects.create(user=here.onlookers["switched off"])
    answer = Client().get(ROOT + "me/", headers={"authorization": f"Token {token}"})
    assert answer.status_code == 401


def test_a_member_of_a_suspended_employer_sees_no_cards(here, api):
    client = api(here.owner)
    assert len(client.ok("get", f"positions/{here.position.public_id}/shortlist/")["results"]) == 1
    employers.suspend(here.employer, by=here.operator, reason="complaint")
    for route in ("shortlist", "preview"):
        assert client.call("get", f"positions/{here.position.public_id}/{route}/").status_code == 403
    assert client.call("post", f"matches/{here.match.card_id}/interest/").status_code == 403


def test_hiring_managers_read_and_do_not_decide(here, api):
    manager = make_user()
    Membership.objects.create(user=manager, organisation=here.employer.organisation, role="hiring_manager")
    client = api(manager)
    assert len(client.ok("get", f"positions/{here.position.public_id}/shortlist/")["results"]) == 1
    assert client.ok("get", f"applications/{here.application.public_id}/")["letter"] == "Canaryletter"
    for path in (
        f"matches/{here.match.card_id}/interest/",
        f"applications/{here.application.public_id}/shortlist/",
        f"positions/{here.position.public_id}/pause/",
    ):
        assert client.call("post", path, {}).status_code == 403


def test_a_signed_in_browser_needs_the_csrf_token(here):
    """Sessions count too; without the token every writing route is closed to them and nothing changes."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(here.owner)
    before = fingerprint(here)
    faults = []
    for name, (path, view) in world.routes().items():
        for address in world.addresses(path, here.ids()):
            for method in world.methods(view) - {"get"}:
                if name == "token":
                    continue  # reads no session and sets none
                answer = getattr(browser, method)(ROOT + address, {}, content_type="application/json")
                if answer.status_code not in ({401} if name == "logout" else {403}):
                    faults.append((name, answer.status_code))
    assert faults == []
    assert fingerprint(here) == before


def test_looking_changes_nothing(here, api):
    """No GET by anybody concerned moves anything; reading who an applicant or an expert is is noted, and that is all."""
    before = fingerprint(here)
    for user in (here.owner, here.operator, here.talent.user, here.applicant.user):
        client = api(user)
        for path, view in world.routes().values():
            if "get" in world.methods(view):
                for address in world.addresses(path, here.ids()):
                    assert client.call("get", address).status_code < 500
    assert fingerprint(here) == before
    seen = {here.applicant.user_id, here.expert.user_id}
    assert set(AccessEntry.objects.values_list("person_id", flat=True)) == seen


def test_operators_of_the_paperwork_read_neither_letter_nor_profile(here, api):
    client = api(make_operator(verbs=["applications.review"]))
    one = f"applications/{here.application.public_id}/"
    assert client.ok("get", one)["letter"] == ""
    assert client.call("get", one + "talent/").status_code == 404
    assert api(here.owner).ok("get", one)["letter"] == "Canaryletter"


def test_a_profile_that_was_merged_is_closed(here, api):
    Talent.objects.filter(pk=here.talent.pk).update(merged_into=here.applicant)
    client = api(here.talent.user)
    for method, path in (("patch", "me/profile/"), ("post", "me/profile/confirm/"), ("post", "me/cv/")):
        assert client.call(method, path, {"text": "word " * 20}).status_code == 403


def test_reviewers_of_matching_see_the_list_of_a_paused_position(here, api):
    Position.objects.filter(pk=here.position.pk).update(state="paused")
    route = f"positions/{here.position.public_id}/matches/"
    assert len(api(make_operator(verbs=["matching.review"])).ok("get", route)["results"]) > 0
    assert api(make_operator(verbs=["matching.review"], district=world.ELSEWHERE)).call("get", route).status_code == 404
