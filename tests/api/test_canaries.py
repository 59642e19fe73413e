"""Words planted in a talent's profile stay hers until she consents, whoever asks and by whatever route."""

import pytest

from apps.matching.models import Match
from tests.api import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture(autouse=True)
def only_the_card(here):
    """The applicant has opened herself, so she is not here."""
    here.application.delete()


def leaks(client, here) -> list[tuple[str, str]]:
    found = []
    for path, view in world.routes().values():
        if "get" not in world.methods(view):
            continue
        for address in world.addresses(path, here.ids()):
            text = client.call("get", address).content.decode()
            found += [(address, word) for word in world.TALENT_CANARIES if word in text]
    return found


def test_the_employer_reads_no_word_of_hers_before_she_consents(here, api):
    client = api(here.owner)
    assert len(client.ok("get", f"positions/{here.position.public_id}/shortlist/")["results"]) == 1
    assert client.ok("get", f"positions/{here.position.public_id}/preview/")["cards"] != []
    assert leaks(client, here) == []
    answers = [client.call("post", f"matches/{here.match.card_id}/interest/"), client.call("get", "me/messages/")]
    assert [word for word in world.TALENT_CANARIES for answer in answers if word in answer.content.decode()] == []
    assert leaks(client, here) == []


def test_once_she_agrees_the_employer_reads_it(here, api):
    """The control: the same words do come through the door that consent opens."""
    api(here.owner).ok("post", f"matches/{here.match.card_id}/interest/")
    application = api(here.talent.user).ok("post", f"matches/{here.match.public_id}/agree/")["application"]
    text = api(here.owner).call("get", f"applications/{application}/talent/").content.decode()
    hidden = {"Canaryletter", "canaryblocked.example", "canary.talent@example.test"}
    assert {word for word in world.TALENT_CANARIES if word in text} == set(world.TALENT_CANARIES) - hidden


def test_the_reviewing_operator_reads_words_but_no_name(here, api):
    text = api(here.operator).call("get", f"positions/{here.position.public_id}/matches/").content.decode()
    assert "Canaryheadline" in text
    kept = (*world.TALENT_WORDS.values(), "Canaryschool", "Canaryfirm", "canaryblocked.example", "canary.talent@")
    assert [word for word in kept if word in text] == []


def test_one_person_has_another_card_on_every_list(here):
    cards = Match.objects.filter(talent=here.talent).values_list("card_id", "public_id")
    names = [name for row in cards for name in row] + [here.talent.public_id]
    assert len(set(names)) == len(names)
