"""The operators' page of skills that the vocabulary does not know, and of two skills that are one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.core.actors import Actor
from apps.core.moves import GuardFailed, MoveRefused
from apps.core.text import mend, squeeze
from apps.taxonomy import choices, merging
from apps.taxonomy.models import Chain, Skill
from apps.taxonomy.unknown import unknown_skills

SHOWN = 50  # words on the page, the most frequent first


def context() -> dict[str, Any]:
    return {
        "rows": unknown_skills(SHOWN),
        "chains": choices.chain_list(),
        "kinds": Skill.Kind.choices,
        "title": _("Skills to place"),
    }


def decide(request: HttpRequest) -> None:
    """Carry out the button that was pressed; what is refused is told and changes nothing."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, _("This act is not known."))
        return
    try:
        messages.success(request, act(request, cast("Actor", request.user)))
    except MoveRefused as refused:
        messages.error(request, str(refused))


def _sent(request: HttpRequest, name: str, limit: int = 200) -> str:
    return squeeze(mend(request.POST.get(name, "")))[:limit]


def _add_name(request: HttpRequest, by: Actor) -> str:
    code = _sent(request, "other_code") or _sent(request, "code")
    text = _sent(request, "text")
    row = merging.add_name(text, code, by=by)
    return _("“%(name)s” is now another name of %(skill)s.") % {"name": text, "skill": row.label}


def _add_skill(request: HttpRequest, by: Actor) -> str:
    chain = Chain.objects.filter(code=_sent(request, "chain")).first()
    if chain is None:
        raise GuardFailed(_("Choose an industry chain."))
    labels = {name: _sent(request, name) for name in ("label_zh_hans", "label_zh_hant", "label_en")}
    if not all(labels.values()):
        raise GuardFailed(_("A new skill needs its three labels."))
    row = Skill(code=_sent(request, "code"), chain=chain, kind=_sent(request, "kind"), **labels)
    merging.add_skill(_sent(request, "text"), row, by=by)
    return _("%(skill)s is now a skill of the vocabulary.") % {"skill": row.label}


def _dismiss(request: HttpRequest, by: Actor) -> str:
    text = _sent(request, "text")
    merging.dismiss(text, by=by)
    return _("“%(name)s” is not shown again.") % {"name": text}


def _merge(request: HttpRequest, by: Actor) -> str:
    source = _sent(request, "source")
    target = merging.merge(source, _sent(request, "target"), by=by)
    return _("%(code)s is now another name of %(skill)s.") % {"code": source, "skill": target.label}


ACTS: dict[str, Callable[[HttpRequest, Actor], str]] = {
    "name": _add_name,
    "skill": _add_skill,
    "dismiss": _dismiss,
    "merge": _merge,
}
