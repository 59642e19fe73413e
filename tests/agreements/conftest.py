import pytest

from tests.agreements.factories import Cast


@pytest.fixture
def cast() -> Cast:
    """Officers who have nothing to do with any party."""
    return Cast()
