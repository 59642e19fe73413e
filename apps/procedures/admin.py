"""The working-day calendar in the admin."""

from __future__ import annotations

from django.contrib import admin

from apps.procedures.models import CalendarDay, CalendarYear
from apps.taxonomy.audited import AuditedAdmin


@admin.register(CalendarDay)
class CalendarDayAdmin(AuditedAdmin):
    list_display = ("date", "is_workday", "note")
    list_filter = ("is_workday",)
    date_hierarchy = "date"
    search_fields = ("note",)


@admin.register(CalendarYear)
class CalendarYearAdmin(AuditedAdmin):
    list_display = ("year", "note")
