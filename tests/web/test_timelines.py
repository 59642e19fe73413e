"""A timeline says who took each step, whatever role the step was taken in."""

import re
from pathlib import Path

from django.conf import settings

from apps.web.timelines import WHO

ROLE = re.compile(r'role="([a-z_]+)"')


def test_every_role_in_which_a_step_is_taken_has_its_words():
    sources = [
        path for path in (Path(settings.BASE_DIR) / "apps").rglob("*.py") if path.parts[-2] not in ("web", "api")
    ]
    taken = {role for path in sources for role in ROLE.findall(path.read_text(encoding="utf-8"))}
    assert {"district", "department", "finance"} <= taken
    assert taken - set(WHO) - {"img"} == set()
