"""Opinions that an expert is asked for: declared independent first, then the call is read, answered and given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.challenges.models import ChallengeRevision, Programme
from apps.core.moves import possible
from apps.core.texts import text_for_reader
from apps.reviews import appraisal, appraisal_policies
from apps.reviews.appraisal import REMARK, TEXT, Reply
from apps.reviews.appraisal_states import Answer, DeclineReason, OpinionState, Question, Recommendation
from apps.reviews.models import Opinion
from apps.taxonomy.lookups import label
from apps.web import challenge_cards
from apps.web.expert.acting import expert_required
from apps.web.expert.forms import show_errors
from apps.web.steps import step
from apps.web.talent.fields import MendedCharField
from apps.web.who import user_of


class OpinionForm(forms.Form):
    """An answer and a remark for each question, then the recommendation with its reasons."""

    def __init__(self, data: Any = None, *, opinion: Opinion) -> None:
        there = {row.question: row for row in opinion.answers.all()}
        given = {code: row.answer for code, row in there.items()}
        given |= {f"remark_{code}": row.remark for code, row in there.items()}
        super().__init__(data, initial=given | {"recommendation": opinion.recommendation, "text": opinion.text})
        for code, question in Question.choices:
            self.fields[code] = forms.ChoiceField(label=question, choices=Answer.choices, required=False)
            self.fields[f"remark_{code}"] = MendedCharField(
                label=_("Remark: %(question)s") % {"question": question}, required=False, max_length=REMARK,
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip
        self.fields["recommendation"] = forms.ChoiceField(
            label=gettext_lazy("Recommendation"), choices=Recommendation.choices, required=False
        )
        self.fields["text"] = MendedCharField(
            label=gettext_lazy("Reasons"), required=False, max_length=TEXT, widget=forms.Textarea({"rows": 6})
        )

    def replies(self) -> dict[str, Reply]:
        data = self.cleaned_data
        return {code: Reply(data[code], data[f"remark_{code}"]) for code in Question.values}


def own_opinion(request: HttpRequest, public_id: str) -> Opinion:
    rows = Opinion.objects.of_expert(request.user).select_related(
        "expert__user", "challenge__programme", "challenge__draft", "challenge__current",
        "challenge__employer__organisation",
    )  # fmt: skip
    return get_object_or_404(rows, public_id=public_id)


@expert_required
@require_GET
def appraisals(request: HttpRequest) -> HttpResponse:
    """All that she was ever asked for, the newest first."""
    found = Opinion.objects.of_expert(request.user).select_related(
        "expert", "challenge__programme", "challenge__draft", "challenge__current"
    )
    found = found.prefetch_related("challenge__draft__texts", "challenge__current__texts")
    rows = [{"opinion": row, "title": _title(request, row)} for row in found]
    return render(request, "expert/appraisals.html", {"rows": rows})


@expert_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Before she has declared: who posts it. Then the call, and the form until the opinion is given."""
    opinion = own_opinion(request, public_id)
    writes = opinion.state == OpinionState.ACCEPTED
    form = None
    if writes:
        form = OpinionForm(request.POST if request.method == "POST" else None, opinion=opinion)
        if request.method == "POST" and _stored(request, opinion, form):
            return redirect("expert:appraisal", opinion.public_id)
    elif request.method == "POST":
        with step(request):
            appraisal.save(opinion, {}, by=user_of(request))  # says why it cannot be written
        return redirect("expert:appraisal", opinion.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "expert/appraisal.html", _context(request, opinion, form), status=status)


def _stored(request: HttpRequest, opinion: Opinion, form: OpinionForm) -> bool:
    """Whether there is nothing to be mended at a field; a refusal to lock it is told above the page, and what is written stays."""
    if not form.is_valid():
        return False
    data, by = form.cleaned_data, user_of(request)
    gives = request.POST.get("act") == "give"
    try:
        with step(request, "" if gives else _("Saved.")):
            appraisal.save(opinion, form.replies(), by=by, recommendation=data["recommendation"], text=data["text"])
    except ValidationError as error:
        show_errors(form, error)
        return False
    if gives:
        with step(request, _("Given and locked. Thank you.")):
            appraisal.give(opinion, by=by)
    return True


@expert_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Declare to be independent, or decline."""
    opinion, by = own_opinion(request, public_id), user_of(request)
    name = request.POST.get("act", "")
    if name == "declare":
        with step(request, _("Thank you. You can read the call now.")):
            appraisal.declare(opinion, by=by)
    elif name == "decline":
        reason = request.POST.get("reason", "")
        if reason not in DeclineReason.values:
            return HttpResponse(status=400)
        with step(request, _("Thank you for answering; somebody else is asked.")):
            appraisal.decline(opinion, by=by, reason_code=reason)
    else:
        raise Http404
    return redirect("expert:appraisal", opinion.public_id)


def _context(request: HttpRequest, opinion: Opinion, form: OpinionForm | None) -> dict[str, Any]:
    readable = appraisal_policies.can_read_call(request.user, opinion)
    allowed, in_time = possible(opinion), timezone.now() < opinion.due_at
    revision = _revision(opinion)
    return {
        "opinion": opinion,
        "title": _title(request, opinion),
        "employer": opinion.challenge.employer.organisation.name,
        "chain": label("chain", revision.chain) if revision and revision.chain else "",
        "declares": "declare" in allowed and in_time,
        "declines": "decline" in allowed,
        "reasons": DeclineReason.choices,
        "readable": readable and revision is not None,
        "writes": form is not None,
        "form": form,
        "answers": list(opinion.answers.all()) if opinion.state == OpinionState.GIVEN else [],
        **(_call(revision) if readable and revision else {}),
    }


def _revision(opinion: Opinion) -> ChallengeRevision | None:
    """What is judged; once there is a text in force, that one: an amendment being written is not hers to read."""
    return opinion.challenge.current or opinion.challenge.draft


def _call(revision: ChallengeRevision) -> dict[str, Any]:
    texts = list(revision.texts.all())
    return {
        "revision": revision,
        "summary": text_for_reader([text for text in texts if text.summary]),
        "text": text_for_reader([text for text in texts if text.difficulties] or texts),
        "facts": challenge_cards.facts(revision),
        "indicators": challenge_cards.indicators(revision),
        "milestones": challenge_cards.milestones(revision),
    }


def _title(request: HttpRequest, opinion: Opinion) -> str:
    """The call's title once she may read it; until then only the programme's."""
    revision = _revision(opinion)
    if revision is not None and appraisal_policies.can_read_call(request.user, opinion):
        return challenge_cards.titles(revision)[0]
    return _programme(opinion.challenge.programme)


def _programme(programme: Programme) -> str:
    english = (translation.get_language() or "").startswith("en")
    return (english and programme.title_en) or programme.title_zh
