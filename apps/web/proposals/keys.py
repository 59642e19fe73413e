"""A holder's own opening key: made once, its passphrase known to her alone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.policies import districts_for
from apps.challenges import keys
from apps.core.moves import MoveRefused
from apps.web.proposals.forms import ChangeKeyForm, NewKeyForm
from apps.web.who import user_of


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def own_key(request: HttpRequest) -> HttpResponse:
    if districts_for(request.user, "challenges.open") is None:
        raise PermissionDenied
    user = user_of(request)
    key = keys.own(user)
    form = (ChangeKeyForm if key else NewKeyForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                if key:
                    keys.change_passphrase(user, data["old"], data["passphrase"])
                else:
                    keys.make(user, data["passphrase"])
            messages.success(request, _("Stored. Your passphrase is known to nobody but you."))
            return redirect("proposals:opening-key")
        except ValidationError as error:
            form.add_error("passphrase", error)
        except MoveRefused as refused:
            form.add_error("old" if key else "passphrase", str(refused))
    context = {"form": form, "key": key}
    return render(request, "proposals/opening_key.html", context, status=422 if form.errors else 200)
