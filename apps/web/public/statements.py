"""Statements for everybody: privacy and accessibility.

Their words are notices like those that people agree to: versioned, in three languages, kept by administrators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts import consents
from apps.accounts.models import NoticeText
from apps.web.talent.consents import PURPOSES


@dataclass
class Block:
    """A paragraph, or a list where it has items."""

    text: str = ""
    items: list[str] = field(default_factory=list)


@dataclass
class Section:
    """A heading (empty before the first) with its paragraphs and lists, in order."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)


def sections(text: str) -> list[Section]:
    """A notice in parts: a line with `## ` begins a section, lines with `- ` are a list, any other is a paragraph."""
    found = [Section()]
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("## "):
            found.append(Section(line.removeprefix("## ")))
        elif line.startswith("- "):
            blocks = found[-1].blocks
            if not blocks or not blocks[-1].items:
                blocks.append(Block())
            blocks[-1].items.append(line.removeprefix("- "))
        else:
            found[-1].blocks.append(Block(line))
    return [section for section in found if section.title or section.blocks]


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens to personal data; beside it the notices that people agree to, word by word."""
    agreed = [{"label": label, "notice": notice} for code, label in PURPOSES.items() if (notice := _notice(code))]
    return _statement(request, "privacy", title=_("Privacy statement"), agreed=agreed)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return _statement(request, "accessibility", title=_("Accessibility statement"))


def _statement(request: HttpRequest, purpose: str, **context: Any) -> HttpResponse:
    notice = _notice(purpose)
    if notice is None:
        raise Http404
    return render(request, "public/statement.html", {"notice": notice, "sections": sections(notice.text), **context})


def _notice(purpose: str) -> NoticeText | None:
    """None where `load_reference` has not run yet."""
    try:
        return consents.current_notice(purpose)
    except ObjectDoesNotExist:
        return None
