"""A CV comes in, is read by a worker, and is confirmed or thrown away. Reading needs her consent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import consents
from apps.accounts.models import User
from apps.core import audit, files, marks
from apps.core.models import File
from apps.core.moves import GuardFailed
from apps.notifications.send import tell
from apps.talents import duplicates
from apps.talents.cv.extract import CHARACTERS, tidy
from apps.talents.cv.facts import CvFacts
from apps.talents.models import CvReading, Talent

CONSENT = "cv_reading"
MARK = "cv"
ACCEPTED = (".pdf", ".docx", ".txt")
SHORTEST = 40  # characters of a pasted CV
PROBLEMS: dict[str, Promise] = {
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one, or paste the text."),
    "broken": gettext_lazy("The file is damaged. Save it again, for instance as PDF, or paste the text."),
    "scanned": gettext_lazy("The file holds pictures of pages and no text. Upload the original file, or paste the text."),
    "too_long": gettext_lazy("The file is too long for a CV: at most 40 pages. Upload a shorter one, or paste the text."),
    "too_large": gettext_lazy("The file takes too much memory to read. Save it again as PDF, or paste the text."),
    "empty": gettext_lazy("There is no text in the file. Upload another one, or paste the text."),
}  # fmt: skip
HIDDEN: dict[str, Promise] = {
    "invisible": gettext_lazy("text marked as hidden"),
    "tiny": gettext_lazy("text too small to be read"),
    "transparent": gettext_lazy("transparent text"),
    "off_page": gettext_lazy("text outside of the page"),
    "clipped": gettext_lazy("text cut off by its frame"),
    "same_colour": gettext_lazy("text in the colour of the paper"),
    "covered": gettext_lazy("text beneath something else"),
    "metadata": gettext_lazy("long descriptions in the properties of the file"),
    "annotation": gettext_lazy("long notes and comments"),
    "attachment": gettext_lazy("files inside of the file"),
    "invisible_characters": gettext_lazy("characters that show nothing"),
}
Step = CvReading.Step


@transaction.atomic
def upload(talent: Talent, content: bytes, *, name: str, by: User) -> CvReading:
    """Store a CV file and ask a worker to read it. Raises ValidationError for a file that cannot be one."""
    _need_consent(by)
    content_type = files.check_upload(name, content[:16], len(content), ACCEPTED)
    file = files.store(
        content, name=name, content_type=content_type, data_class=File.DataClass.CV, owner_ref=by.public_id
    )
    return _begin(talent, by, file=file)


@transaction.atomic
def paste(talent: Talent, text: str, *, by: User) -> CvReading:
    """The same for pasted text. Raises ValidationError when it is too long or too short to be a CV."""
    _need_consent(by)
    tidied = tidy(text[: 2 * CHARACTERS])
    if len(text) > CHARACTERS:
        raise ValidationError(
            _("This is too long for a CV: at most %(limit)s characters.") % {"limit": f"{CHARACTERS:,}"}
        )
    if len(tidied.strip()) < SHORTEST:
        raise ValidationError(_("This is too short for a CV."))
    return _begin(talent, by, text=tidied)


def _need_consent(user: User) -> None:
    if not consents.agreed(user, CONSENT):
        raise GuardFailed(_("A CV is read only with your consent."))


def _begin(talent: Talent, by: User, *, file: File | None = None, text: str = "") -> CvReading:
    """The newest CV counts: earlier ones that were never confirmed are thrown away."""
    for reading in talent.readings.filter(step__in=[Step.WAITING, Step.READ, Step.FAILED]):
        discard(reading, by=by)
    reading = CvReading.objects.create(talent=talent, file=file, text=text)
    audit.record(talent, "cv_received", by=by, data={"reading": reading.public_id})
    marks.touch(MARK, [reading.pk], urgent=True)
    return reading


def kind_of(file: File) -> str:
    return PurePath(file.name.lower()).suffix.lstrip(".")


def store_facts(reading: CvReading, text: str, facts: CvFacts, *, hidden: Iterable[str] = ()) -> None:
    """What a worker has read. Before she has confirmed anything, it serves her own recommendations.

    `hidden` are codes of HIDDEN: how words were hidden that were not read.
    """
    reading.text, reading.facts, reading.hidden = text, facts.as_json(), sorted(hidden)
    _finish(reading, Step.READ, "")
    if reading.talent.confirmed_at is None:
        marks.touch("talent", [reading.talent_id], urgent=True)
    duplicates.refresh(reading.talent)
    _tell(reading, "cv_read")


def store_problem(reading: CvReading, code: str) -> None:
    """Why it could not be read: a code of PROBLEMS."""
    _finish(reading, Step.FAILED, code)
    _tell(reading, "cv_failed")


def _finish(reading: CvReading, step: str, problem: str) -> None:
    reading.step, reading.problem, reading.read_at = step, problem, timezone.now()
    reading.save(update_fields=["text", "facts_json", "hidden", "step", "problem", "read_at"])


def _tell(reading: CvReading, kind: str) -> None:
    url = f"/talent/start/reading/{reading.public_id}/"
    tell(reading.talent.user, kind, url=url, key=reading.public_id, channels=())  # she is waiting on the page


@transaction.atomic
def confirm(reading: CvReading, *, by: User) -> None:
    """Its facts have gone into the profile: the file stays as her CV, the facts are no longer needed."""
    if reading.step != Step.READ:
        raise GuardFailed(_("This CV has not been read."))
    CvReading.objects.filter(pk=reading.pk).update(step=Step.CONFIRMED)
    reading.step = Step.CONFIRMED
    audit.record(reading.talent, "cv_confirmed", by=by, data={"reading": reading.public_id})


@transaction.atomic
def discard(reading: CvReading, *, by: User) -> None:
    """Throw a CV away: file, text and facts. Doing it twice changes nothing."""
    file = reading.file
    reading.file, reading.text, reading.facts, reading.step = None, "", {}, Step.DISCARDED
    reading.save(update_fields=["file", "text", "facts_json", "step"])
    if file is not None:
        files.remove(file)
    audit.record(reading.talent, "cv_discarded", by=by, data={"reading": reading.public_id})


def hidden_ways(reading: CvReading) -> list[str]:
    """In the reader's words, how parts of the file were hidden; empty for a file that shows all it holds."""
    return [str(HIDDEN[code]) for code in reading.hidden if code in HIDDEN]


def hidden_of(talent: Talent) -> list[str]:
    """The same over the CVs that she keeps here."""
    kept = talent.readings.exclude(step=Step.DISCARDED).values_list("hidden", flat=True)
    codes = {code for codes in kept for code in codes}
    return [str(words) for code, words in HIDDEN.items() if code in codes]


def problem_text(reading: CvReading) -> str:
    return str(PROBLEMS.get(reading.problem, PROBLEMS["broken"]))
