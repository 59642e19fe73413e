"""Addresses of online meetings: which service it is, and whether it can be reached from mainland China."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Service:
    """`reachable`: from mainland China; None where nobody can say for sure."""

    code: str
    name: Promise | str
    hosts: tuple[str, ...]
    reachable: bool | None


TENCENT = Service(
    "tencent", pgettext_lazy("meeting service", "Tencent Meeting / VooV"),
    ("meeting.tencent.com", "voovmeeting.com", "wemeet.qq.com"), True,
)  # fmt: skip
SERVICES = (
    TENCENT,
    Service("teams", "Microsoft Teams", ("teams.microsoft.com", "teams.live.com"), True),
    Service("zoom", "Zoom", ("zoom.us", "zoom.com"), None),
    Service("feishu", pgettext_lazy("meeting service", "Feishu"), ("vc.feishu.cn",), True),
    Service("dingtalk", pgettext_lazy("meeting service", "DingTalk"), ("meeting.dingtalk.com",), True),
    Service("google", "Google Meet", ("meet.google.com",), False),
    Service("webex", "Webex", ("webex.com",), None),
    Service("jitsi", "Jitsi Meet", ("meet.jit.si",), False),
)
OTHER = Service("other", pgettext_lazy("meeting service", "Another service"), (), None)


def service_of(link: str) -> Service:
    """By the host of the address, whole names only: `zoom.us.example.com` is not Zoom."""
    host = (urlsplit(link).hostname or "").rstrip(".").lower()
    for service in SERVICES:
        if any(host == name or host.endswith(f".{name}") for name in service.hosts):
            return service
    return OTHER


def allowed(link: str) -> bool:
    """Whether an address may be given to the other side: https to some host, or none at all."""
    if not link:
        return True
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def warning(link: str) -> Promise | str:
    """What has to be said about an address when somebody joins from mainland China; empty if nothing."""
    if not link:
        return ""
    found = service_of(link)
    if found.reachable:
        return ""
    if found.reachable is False:
        return _("This service cannot be reached from mainland China. Please use Tencent Meeting (VooV) or Teams.")
    if found is OTHER:
        return _("We do not know this service. Please make sure that it can be reached from mainland China.")
    return _("This service works in mainland China with some accounts only. Please agree on a phone number as well.")
