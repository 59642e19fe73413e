"""Why an application is not taken further: codes with a message that the employer may edit before it is sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RejectReason(models.TextChoices):
    FIELD = "field", _("other field of work")
    EXPERIENCE = "experience", _("other experience needed")
    DEGREE = "degree", _("degree")
    LANGUAGE = "language", _("language")
    PAY = "pay", _("expected pay")
    START = "start", _("start date")
    FILLED = "filled", _("position filled")
    CLOSED = "closed", _("position closed")
    OTHER = "other", _("other")


MESSAGES = {
    RejectReason.FIELD: _(
        "Thank you for your application. For this position we need somebody from another field of work."
    ),
    RejectReason.EXPERIENCE: _(
        "Thank you for your application. For this position we need other experience than yours."
    ),
    RejectReason.DEGREE: _("Thank you for your application. This position asks for another degree."),
    RejectReason.LANGUAGE: _("Thank you for your application. This position asks for other languages."),
    RejectReason.PAY: _("Thank you for your application. We cannot meet the pay you expect."),
    RejectReason.START: _("Thank you for your application. We need somebody who can start at another time."),
    RejectReason.FILLED: _("Thank you for your application. The position has been filled."),
    RejectReason.CLOSED: _("Thank you for your application. The position has been closed."),
    RejectReason.OTHER: _("Thank you for your application. We have decided not to take it further."),
}
