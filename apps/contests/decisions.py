"""The buttons of the operators' pages of contests: each with its policy, what it does, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.moves import MoveRefused

May = Callable[[Any, Any], bool]
Act = Callable[[Any, User, HttpRequest], Any]
Decision = tuple[May, Act, str | Promise]


def carry_out(request: HttpRequest, subject: Any, decisions: Mapping[str, Decision]) -> None:
    """Carry out the button that was pressed; refusals become messages. Raises PermissionDenied by the button's policy."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act not in decisions:
        messages.error(request, _("This act is not known."))
        return
    may, run, done = decisions[act]
    if not may(request.user, subject):
        raise PermissionDenied
    try:
        with transaction.atomic():
            run(subject, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, str(done))
