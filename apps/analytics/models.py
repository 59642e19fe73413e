"""Reports keep no rows of their own: what they say is computed when somebody asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.challenges.models import Challenge


class CallReport(Challenge):
    """The calls of a report, as the operators' navigation names it; no table of its own."""

    class Meta:
        proxy = True
        verbose_name = _("report of calls")
        verbose_name_plural = _("reports of calls")
