"""Without the vocabularies no world is made: a file of its own, since the fixture loads them for a whole file."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from apps.accounts.models import Role, User


@pytest.mark.django_db
def test_not_without_vocabularies(settings: LazySettings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="load_taxonomy"):
        call_command("load_sample")
    assert not User.objects.exists()
    assert not Role.objects.exists()
