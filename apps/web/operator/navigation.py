"""What operators find in the side bar and on the start page: their daily lists first, records of the machine last."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        gettext_noop("Daily work"),
        (
            ("employers.Employer", "verified_user"),
            ("positions.Position", "work"),
            ("matching.MatchRun", "join_inner"),
            ("applications.Application", "assignment"),
            ("challenges.Challenge", "flag"),
            ("challenges.Problem", "lightbulb"),
            ("reviews.Opinion", "rate_review"),
            ("matching.CallRun", "groups"),
            ("challenges.CallKey", "key"),
            ("reviews.FormCheck", "checklist"),
            ("reviews.FormAppeal", "balance"),
            ("reviews.ReviewCase", "scoreboard"),
            ("agreements.Contract", "handshake"),
            ("agreements.Agreement", "inventory"),
            ("challenges.Programme", "rule"),
            ("experts.Expert", "psychology_alt"),
            ("reviews.CheckList", "playlist_add_check"),
            ("events.Event", "event_available"),
            ("events.Edition", "date_range"),
            ("events.Series", "event_repeat"),
            ("contests.Edition", "emoji_events"),
            ("contests.Entry", "rocket_launch"),
            ("contests.FollowUp", "track_changes"),
            ("contests.Series", "event_repeat"),
            ("procedures.Publicity", "campaign"),
            ("procedures.Objection", "gavel"),
            ("analytics.CallReport", "bar_chart"),
            ("talents.Claim", "fact_check"),
            ("talents.DuplicateProposal", "content_copy"),
        ),
    ),
    (
        gettext_noop("People and organisations"),
        (
            ("talents.Talent", "person_search"),
            ("accounts.Organisation", "apartment"),
            ("accounts.User", "group"),
            ("accounts.RoleHolding", "badge"),
            ("accounts.Role", "admin_panel_settings"),
        ),
    ),
    (
        gettext_noop("Vocabularies and calendar"),
        (
            ("procedures.CalendarDay", "event"),
            ("procedures.CalendarYear", "calendar_month"),
            ("taxonomy.Scheme", "account_tree"),
            ("taxonomy.Chain", "hub"),
            ("taxonomy.ChainCrosswalk", "swap_horiz"),
            ("taxonomy.Skill", "psychology"),
            ("taxonomy.School", "school"),
            ("taxonomy.Term", "list_alt"),
            ("accounts.NoticeText", "article"),
        ),
    ),
)
REST = gettext_noop("Records")


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """unfold's side bar: groups `{title, items: [{title, icon, link}]}` of the lists that this operator may open.

    A model that no group names stands in the last one, so that a new list is never out of reach.
    """
    apps = admin.site.get_app_list(request)
    open_to_her = {f"{app['app_label']}.{row['object_name']}": row for app in apps for row in app["models"]}
    found = [_group(title, [(open_to_her.pop(n, None), icon) for n, icon in names]) for title, names in GROUPS]
    found.append(_group(REST, [(row, "history") for row in open_to_her.values()]))
    start = {"title": _("Start page"), "icon": "home", "link": reverse_lazy("admin:index")}
    return [{"items": [start]}, *[group for group in found if group["items"]]]


def _group(title: str, rows: list[tuple[dict[str, Any] | None, str]]) -> dict[str, Any]:
    items = [
        {"title": row["name"], "icon": icon, "link": row["admin_url"]} for row, icon in rows if row and row["admin_url"]
    ]
    return {"title": _(title), "separator": True, "items": items}
