"""An expert's panels: asked, declared independent, then one sheet for each proposal. Nothing here names an applicant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.challenges.models import Criterion
from apps.core.moves import possible
from apps.reviews import panels, policies, results, sheets
from apps.reviews.models import Seat, Sheet
from apps.reviews.states import PanelState, SeatState, SheetState
from apps.web import autosave, challenge_cards
from apps.web.files import attachment as as_download
from apps.web.proposals import content
from apps.web.steps import step
from apps.web.who import user_of


class AnswerForm(forms.Form):
    """Taking a seat is a declaration; leaving it for a conflict says which."""

    independent = forms.BooleanField(
        label=gettext_lazy(
            "I have no conflict of interest: I do not belong to the poster or its group, I have no part in a proposal for "
            "this call, and I know of no relative, adviser, student, co-author or team-mate who has."
        ),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )


class SheetForm(forms.Form):
    """A mark for each criterion and two comments."""

    def __init__(self, criteria: list[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"mark_{criterion.pk}"] = forms.CharField(
                label=f"{criterion} ({criterion.weight} %)",
                help_text=_guide(criterion),
                required=False,
                max_length=6,
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.fields["for_applicant"] = forms.CharField(
            label=_("Comment for the applicant"), required=False, max_length=sheets.LONGEST,
            help_text=_("The applicant reads it with the result. Please give reasons, and nothing by which you can be recognised."),
            widget=forms.Textarea({"rows": 6}),
        )  # fmt: skip
        self.fields["for_panel"] = forms.CharField(
            label=_("Comment for the panel"), required=False, max_length=sheets.LONGEST,
            help_text=_("Stays with the panel and the operators."), widget=forms.Textarea({"rows": 4}),
        )  # fmt: skip
        for name, field in self.fields.items():
            field.asked_later = name != "for_panel"  # type: ignore[attr-defined]  # saved without it, not handed in

    def marks(self) -> dict[int, str]:
        return {int(name[5:]): text for name, text in self.cleaned_data.items() if name.startswith("mark_")}


def _guide(criterion: Criterion) -> str:
    from django.utils import translation  # noqa: PLC0415

    return criterion.guide_en if (translation.get_language() or "").startswith("en") else criterion.guide_zh


def own_seat(request: HttpRequest, public_id: str) -> Seat:
    rows = Seat.objects.of(request.user).select_related(
        "panel__challenge__current", "panel__challenge__programme", "panel__challenge__employer__organisation", "expert"
    )
    return get_object_or_404(rows, public_id=public_id)


def seat_title(seat: Seat) -> str:
    current = seat.panel.challenge.current
    return challenge_cards.titles(current)[0] if current else ""


@login_required
@require_GET
def panel(request: HttpRequest, public_id: str) -> HttpResponse:
    """One panel of hers: what is asked, what is due, her sheets."""
    seat = own_seat(request, public_id)
    mine = Sheet.objects.of(request.user).filter(seat=seat).exclude(state=SheetState.VOID)
    rows = [(sheet, sheet.proposal.pseudonym.code) for sheet in mine.select_related("proposal__pseudonym")]
    rows.sort(key=lambda pair: pair[1])
    done = sum(sheet.state != SheetState.DRAFT for sheet, _code in rows)
    context = {
        "seat": seat,
        "panel": seat.panel,
        "challenge": seat.panel.challenge,
        "title": seat_title(seat),
        "form": AnswerForm(),
        "can": _can(seat),
        "sheets": rows,
        "done": done,
        "percent": round(100 * done / len(rows)) if rows else 0,
    }
    return render(request, "expert/panel.html", context)


def _can(seat: Seat) -> dict[str, bool]:
    allowed = possible(seat)
    in_time = seat.answer_by is not None and timezone.now() < seat.answer_by
    return {
        "accept": "accept" in allowed and in_time,
        "decline": "decline" in allowed and in_time,
        "conflict": "withdraw_for_conflict" in allowed and seat.panel.state != PanelState.LOCKED,
    }


@login_required
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    seat = own_seat(request, public_id)
    form = AnswerForm(request.POST)
    if not policies.can_answer(request.user, seat):
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("expert:panel", seat.public_id)
    act, by, reason = request.POST.get("act"), user_of(request), form.cleaned_data["reason"]
    if act == "accept":
        with step(request, _("Thank you: the seat is yours. You are told when the proposals are open to you.")):
            panels.accept(seat, by=by, independent=form.cleaned_data["independent"])
    elif act == "decline":
        with step(request, _("Thank you for answering; somebody else is asked.")):
            panels.decline(seat, by=by, reason=reason)
    elif act == "conflict":
        with step(request, _("Thank you for saying so; somebody else takes the seat.")):
            panels.declare_conflict(seat, by=by, reason=reason)
    return redirect("expert:panel", seat.public_id)


def own_sheet(request: HttpRequest, public_id: str) -> Sheet:
    rows = Sheet.objects.of(request.user).select_related(
        "seat__panel__challenge__current",
        "seat__expert",
        "proposal__challenge__current",
        "proposal__challenge__programme",
        "proposal__pseudonym",
    )
    sheet = get_object_or_404(rows, public_id=public_id)
    if not policies.can_read_sheet(request.user, sheet):
        raise Http404
    return sheet


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The blind part beside the rubric, saved as one goes."""
    found = own_sheet(request, public_id)
    criteria = sheets.criteria(found.proposal.challenge)
    given = {f"mark_{mark.criterion_id}": _shown(mark.value) for mark in found.marks.all()}
    initial = given | {"for_applicant": found.for_applicant, "for_panel": found.for_panel}
    bound = request.POST if request.method == "POST" else None
    form = SheetForm(criteria, bound, initial=initial)
    by_itself = request.headers.get("X-Autosave") == "1"
    if bound is not None and form.is_valid():
        answered = _saved(request, found, form)
        if answered is not None:
            return answered
    if bound is not None and by_itself:
        return HttpResponse(status=422)
    blind_fields, enclosed = results.blind(found.proposal)
    context = {
        "sheet": found,
        "code": found.proposal.pseudonym.code,
        "title": seat_title(found.seat),
        "panel": found.seat.panel,
        "form": form,
        "fields": content.shown(blind_fields),
        "files": list(enumerate(enclosed)),
        "writable": found.state == SheetState.DRAFT and policies.can_score(request.user, found),
        "can_take_back": found.state == SheetState.HANDED_IN and policies.can_score(request.user, found),
        "saves": request.POST.get("saves") or found.saves,
    }
    return render(request, "expert/sheet.html", context, status=422 if bound is not None else 200)


def _saved(request: HttpRequest, found: Sheet, form: SheetForm) -> HttpResponse | None:
    hands_in, by = request.POST.get("act") == "hand_in", user_of(request)

    def store() -> int:
        said = {name: form.cleaned_data[name] for name in ("for_applicant", "for_panel")}
        sheets.save(found, by=by, marks=form.marks(), saves=autosave.saves_read(request), **said)
        if hands_in:
            sheets.hand_in(found, by=by)
        return found.saves

    def done() -> HttpResponse | None:
        if not hands_in:
            return None
        messages.success(request, _("Handed in. You can take it back until the deadline."))
        return redirect("expert:panel", found.seat.public_id)

    return autosave.stored(request, form, store, done)


@login_required
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_sheet(request, public_id)
    with step(request, _("You can change it again.")):
        sheets.take_back(found, by=user_of(request))
    return redirect("expert:sheet", found.public_id)


@login_required
@require_GET
def enclosed(request: HttpRequest, public_id: str, at: int) -> HttpResponse:
    """A file of the blind part, as it was sealed, under a name that tells nothing."""
    found = own_sheet(request, public_id)
    _shown_fields, there = results.blind(found.proposal)
    if not 0 <= at < len(there):
        raise Http404
    suffix = there[at].name.rpartition(".")[2].lower()
    return as_download(there[at].content, f"{found.proposal.pseudonym.code}-{at + 1}.{suffix}", there[at].content_type)


def _shown(value: Any) -> str:
    """80 and not 80.0; 80.5 stays."""
    return f"{value.normalize():f}"


SHOWN_STATES = (SeatState.INVITED, SeatState.ACCEPTED)


def due(user: Any) -> list[dict[str, Any]]:
    """What waits for her: invitations and sheets, for her home."""
    found: list[dict[str, Any]] = []
    seats = Seat.objects.of(user).filter(state__in=SHOWN_STATES).exclude(panel__state=PanelState.LOCKED)
    for seat in seats.select_related("panel__challenge__current").prefetch_related("panel__challenge__current__texts"):
        left = seat.sheets.filter(state=SheetState.DRAFT).count()
        if seat.state == SeatState.INVITED:
            found.append(
                {"seat": seat, "title": seat_title(seat), "what": _("Answer the invitation"), "at": seat.answer_by}
            )
        elif seat.panel.state == PanelState.SCORING and left:
            what = _("Sheets to be handed in: %(n)d") % {"n": left}
            found.append({"seat": seat, "title": seat_title(seat), "what": what, "at": seat.panel.due_at})
    return found
