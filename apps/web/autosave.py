"""Storing a form that saves as one goes: the same answers whether a person presses a button or the page saves by itself."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.core.moves import LostRace, MoveRefused


def saves_read(request: HttpRequest) -> int | None:
    """The number of the last save that the page has read, so that two tabs do not mix."""
    given = request.POST.get("saves", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def stored(
    request: HttpRequest, form: forms.BaseForm, store: Callable[[], int], done: Callable[[], HttpResponse | None]
) -> HttpResponse | None:
    """The answer to a stored form; None where a field is wrong or another window was faster, told in the form.

    `store` keeps it and carries out the step of the button, and says how often the row has been saved. `done` is the
    answer where the button was a step, with its message; None where it only saved.
    """
    by_itself = request.headers.get("X-Autosave") == "1"
    try:
        saves = store()
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
        return None
    except MoveRefused as refused:
        if by_itself:
            return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
        if isinstance(refused, LostRace):  # what she typed stays before her; what the other window stored stays stored
            form.add_error(None, str(refused))
            return None
        messages.error(request, str(refused))
        return redirect(request.path)
    if by_itself:
        return HttpResponse(status=204, headers={"X-Saves": str(saves)})
    answer = done()
    if answer is None:
        messages.success(request, _("Saved."))
        answer = redirect(request.path)
    return answer
