"""One's own entries: written as one goes, handed in, followed to the prize."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.contests import eligibility, entries, landing, naming, policies
from apps.contests.models import Edition, Entry, Landing
from apps.contests.states import RUNNING, WINNERS, EntryState, SheetState
from apps.core import files
from apps.core.models import File
from apps.web import autosave, timelines
from apps.web.contests.forms import EntryForm, LandingForm
from apps.web.files import attachment
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.who import user_of

HIDDEN = (EntryState.AWARDED,)  # decided, not yet made public: she sees the final until then


def own(request: HttpRequest, public_id: str) -> Entry:
    rows = Entry.objects.filter(entrant=user_of(request)).select_related(
        "edition", "group", "track", "entrant", "award__tier"
    )
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Entry.objects.filter(entrant=user_of(request)).select_related("edition").order_by("-pk"))
    rows = [{"row": row, **_state(row)} for row in page.rows]
    return render(request, "contests/mine.html", {"page": page, "rows": rows})


def _state(row: Entry) -> dict[str, str]:
    code = EntryState.FINAL if row.state in HIDDEN else EntryState(row.state)
    return {"state": str(code), "label": str(code.label)}


@login_required
@require_POST
def enter(request: HttpRequest, public_id: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.public(), public_id=public_id)
    made: list[Entry] = []
    with step(request):
        made.append(entries.start(edition, by=user_of(request)))
    return redirect("contests:edit", made[0].public_id) if made else redirect("contests:edition", public_id)


@login_required
@require_GET
def entry(request: HttpRequest, public_id: str) -> HttpResponse:
    row = own(request, public_id)
    told = row.state not in HIDDEN
    award = getattr(row, "award", None) if told else None
    context = {
        "row": row,
        **_state(row),
        "award": award,
        "may_write": policies.can_write(request.user, row),
        "may_withdraw": policies.can_withdraw(request.user, row),
        "may_land": policies.can_land(request.user, row),
        "landing": Landing.objects.filter(entry=row).first(),
        "may_agree": row.state in (*RUNNING, *WINNERS),
        "agreed": naming.agreed(row),
        "findings": eligibility.findings(row) if row.state in (*RUNNING, EntryState.DRAFT) else [],
        "comments": _comments(row),
        "place": getattr(row, "entitlement", None),
        "timeline": timelines.entries(row),
    }
    return render(request, "contests/entry.html", context)


def _comments(row: Entry) -> list[str]:
    """What judges wrote, of stages whose result she has been told; without their names, in no order of theirs."""
    done = row.sheets.filter(state=SheetState.LOCKED)
    ended = row.state in (EntryState.NOT_ADVANCED, EntryState.CONFIRMED, EntryState.LAPSED, EntryState.PAID)
    shown = done if ended else done.filter(judge__stage__state="cut_confirmed")
    return sorted(shown.values_list("comment", flat=True))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form, saved as one goes (the page's autosave wants no page in the answer)."""
    row = own(request, public_id)
    if not policies.can_write(request.user, row):
        return redirect("contests:entry", public_id)
    bound = request.POST if request.method == "POST" else None
    form = EntryForm(bound, instance=row)
    by_itself = request.headers.get("X-Autosave") == "1"
    if bound is not None and form.is_valid():
        answered = _saved(request, row, form)
        if answered is not None:
            return answered
    if bound is not None and by_itself:
        return HttpResponse(status=422)
    context = {"row": row, "form": form, "saves": request.POST.get("saves") or row.saves}
    return render(request, "contests/edit.html", context, status=422 if bound is not None else 200)


def _saved(request: HttpRequest, row: Entry, form: EntryForm) -> HttpResponse | None:
    submits, by = request.POST.get("act") == "submit", user_of(request)

    def store() -> int:
        entries.save(row, form.values(), by=by, saves=autosave.saves_read(request))
        if submits:
            entries.submit(row, by=by)
        return row.saves

    def done() -> HttpResponse | None:
        if not submits:
            return None
        messages.success(request, _("Your entry is handed in."))
        return redirect("contests:entry", row.public_id)

    return autosave.stored(request, form, store, done)


@login_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    row, by, name = own(request, public_id), user_of(request), request.POST.get("act", "")
    if name == "withdraw":
        if not policies.can_withdraw(by, row):
            raise PermissionDenied
        with step(request, _("Your entry is withdrawn.")):
            entries.withdraw(row, by=by)
    elif name == "agree":
        with step(request, _("Your name may be shown with an award.")):
            naming.agree(row, by=by)
    elif name == "disagree":
        with step(request, _("Your name is not shown.")):
            naming.disagree(row, by=by)
    return redirect("contests:entry", public_id)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The landing with its evidence, and amended until it is checked."""
    row = own(request, public_id)
    if not policies.can_land(request.user, row):
        return redirect("contests:entry", public_id)
    there = Landing.objects.filter(entry=row).first()
    names = ("company", "credit_code", "registered_on", "contract_on")
    initial: dict[str, Any] = {name: getattr(there, name) for name in names} if there else {"company": row.company, "credit_code": row.credit_code}  # fmt: skip
    form = LandingForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with step(request, _("Thank you: the district's office checks it.")) as outcome:
                (landing.amend if there else landing.begin)(row, form.shown(), form.uploads(), by=user_of(request))
            if outcome.done:
                return redirect("contests:entry", public_id)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
    context = {"row": row, "form": form, "landing": there}
    return render(request, "contests/landing.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_GET
def evidence(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(File, public_id=public_id, data_class=File.DataClass.LANDING)
    if not files.may_read(request.user, found):
        raise Http404
    return attachment(files.read(found), found.name, found.content_type)
