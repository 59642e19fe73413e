"""The operator's page of one list of solvers: read it, and invite."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.core.moves import MoveRefused
from apps.matching import call_runs, cards, explain, invitations, pair, policies, runs, solvers
from apps.matching.pair import RULES
from apps.talents.models import Talent


def context(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    """The call left, who could solve it right, the teams above."""
    found = solvers.solver_list(challenge)
    by_hand = [row for row in solvers.for_a_persons_hand(challenge) if row.user_id != request.user.pk]
    facts = cards.facts_of(by_hand)
    revision = challenge.current
    return {
        "challenge": challenge,
        "revision": revision,
        "texts": list(revision.texts.all()) if revision else [],
        "list": found,
        "run": found.run if found else None,
        "excluded": _excluded(found.run.excluded) if found else [],
        "relaxed": _excluded(found.run.relaxed) if found else [],
        "asked": pair.looked_up(
            request.GET.get("pair", ""),
            policies.explainable_for_call(request.user, challenge),
            lambda talent: pair.explain_call(challenge, talent),
        ),
        "people": _shown(found.people) if found else [],
        "projects": _shown(found.projects) if found else [],
        "by_hand": [{"talent": row, "facts": facts[row.pk], "texts": list(row.texts.all())} for row in by_hand],
        "invited": invitations.invited(challenge),
        "is_open": call_runs.open_calls().filter(pk=challenge.pk).exists(),
        "me": request.user.pk,
    }


def _excluded(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(RULES.get(rule, rule)), n) for rule, n in counts.items() if rule != "total"]


def _shown(rows: tuple[solvers.Listed, ...]) -> list[dict[str, Any]]:
    weights = {str(factor): points for factor, points in runs.weights().points.items()}
    return [
        {
            "row": row,
            "texts": list(row.solver.talent.texts.all()),
            "bars": explain.bars(row.solver.points, row.solver.values, weights),
        }
        for row in rows
    ]


def decide(request: HttpRequest, challenge: Challenge) -> None:
    """Invite the chosen people, each in a transaction of its own; refusals become messages."""
    assert isinstance(request.user, User)
    chosen = Talent.objects.filter(public_id__in=request.POST.getlist("talent")).select_related("user")
    if request.POST.get("act") != "invite":
        messages.error(request, _("This act is not known."))
        return
    if not chosen:
        messages.warning(request, _("Choose at least one person."))
        return
    done = 0
    for talent in chosen:
        try:
            with transaction.atomic():
                invitations.invite(challenge, talent, by=request.user)
            done += 1
        except MoveRefused as refused:
            messages.error(request, f"{talent.public_id}: {refused}")
    if done:
        text = ngettext("%(count)s person invited.", "%(count)s people invited.", done) % {"count": done}
        messages.success(request, text)
