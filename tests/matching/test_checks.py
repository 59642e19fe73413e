"""A missing file or package of the encoder stops a start, and not a process that runs."""

import logging
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from apps.matching import checks, encoding
from apps.matching.engine.encoders.lexical import LexicalEncoder

ONNX = "apps.matching.engine.encoders.onnx.OnnxEncoder"


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize("spec", ["", "tests.matching.world.LetterEncoder"])
def test_what_works_is_not_complained_about(settings, spec):
    settings.MATCHING_ENCODER = spec
    assert checks.encoder_is_there() == checks.encoder_works() == []


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (f"{ONNX}?folder=/no/such/folder", "/no/such/folder does not exist"),
        (f"{ONNX}?colour=red", "no option “colour”"),
        ("tests.matching.world.NoEncoder", "NoEncoder"),
    ],
)
def test_what_is_missing_is_named(settings, spec, words):
    settings.MATCHING_ENCODER = spec
    (found,) = checks.encoder_is_there()
    assert (found.id, found.is_serious()) == ("matching.E001", True)
    assert words in found.msg
    assert checks.encoder_works() == []  # said once


def test_it_stops_a_command_that_looks(settings):
    settings.MATCHING_ENCODER = f"{ONNX}?folder=/no/such/folder"
    with pytest.raises(SystemCheckError, match=r"matching\.E001.*/no/such/folder"):
        call_command("check")


def test_what_cannot_be_loaded_is_told_before_going_live(settings, caplog):
    settings.MATCHING_ENCODER = "tests.engine.test_encoders.Broken"
    with caplog.at_level(logging.CRITICAL):
        assert (ids(checks.encoder_is_there()), ids(checks.encoder_works())) == ([], ["matching.E002"])


def test_a_process_that_runs_goes_on_with_basic_matching(settings, caplog):
    settings.MATCHING_ENCODER = f"{ONNX}?folder=/no/such/folder"
    encoding.forget()
    with caplog.at_level(logging.CRITICAL):
        assert (encoding.wanted().basic, encoding.wanted().encoder.id) == (True, LexicalEncoder.id)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "encoder", "code"),
    [
        (["-c", "import talentplatform.wsgi"], f"{ONNX}?folder=/no/such/folder", 1),
        (["-c", "import talentplatform.asgi"], f"{ONNX}?folder=/no/such/folder", 1),
        (["-c", "import talentplatform.wsgi"], "", 0),
        (["-m", "celery", "-A", "talentplatform", "worker", "-Q", "bulk", "--pool", "solo"], f"{ONNX}?folder=/no/such", 1),
    ],
)  # fmt: skip
def test_a_server_or_worker_does_not_start_without_its_encoder(program, encoder, code):
    env = os.environ | {
        "MATCHING_ENCODER": encoder,
        "SECRET_KEY": "of-a-test",
        "DJANGO_SETTINGS_MODULE": "talentplatform.settings",
        "CELERY_BROKER_URL": "memory://",
    }
    done = subprocess.run([sys.executable, *program], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == code
    assert ("matching.E001" in done.stdout + done.stderr) is bool(code)
