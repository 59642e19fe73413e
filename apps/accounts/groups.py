"""Groups of organisations: whoever belongs to the same one, over any number of levels, does not judge its cases."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.expressions import RawSQL

from apps.accounts.models import Organisation

# `up` holds those asked for and all above them, `whole` everything below any of these; UNION ends circles as well
_WHOLE = """
WITH RECURSIVE up(id, parent_id) AS (
    SELECT id, parent_id FROM accounts_organisation WHERE id = ANY(%s)
    UNION SELECT above.id, above.parent_id FROM accounts_organisation above JOIN up ON above.id = up.parent_id
), whole(id) AS (
    SELECT id FROM up
    UNION SELECT below.id FROM accounts_organisation below JOIN whole ON below.parent_id = whole.id
)
SELECT id FROM whole
"""


def whole(organisations: Iterable[int]) -> RawSQL:
    """Keys of everybody in the groups of these organisations, by key; for a filter `pk__in` or one of a foreign key."""
    return RawSQL(_WHOLE, [list(organisations)])  # noqa: S611  the keys are bound, the text is ours


def above(organisation: Organisation) -> list[Organisation]:
    """Itself and everything it belongs to, the nearest first."""
    found = [organisation]
    while (parent := found[-1].parent) is not None and parent not in found:
        found.append(parent)
    return found
