"""The working-day calendar as operators keep it, beside the one that a package knows."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year whose exceptions are all entered as `CalendarDay` rows; until then its days are provisional."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2200)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("the notice it was entered from"))

    class Meta:
        verbose_name = _("entered year")
        verbose_name_plural = _("entered years")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """An exception: a holiday on a weekday, or a make-up day at a weekend. It overrides everything else."""

    date = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()
