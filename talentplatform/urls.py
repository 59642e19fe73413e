"""Addresses of the whole platform; each area keeps its own list."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from apps.core.health import healthz, readyz
from apps.web.account.language import set_language
from apps.web.operator import recovery
from apps.web.public.home import favicon
from apps.web.styleguide import styleguide

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon, name="favicon"),
    path("readyz", readyz, name="readyz"),
    path("", include("apps.web.public.urls")),
    path("", include("apps.web.account.urls")),
    path("talent/", include("apps.web.talent.urls")),
    path("employer/", include("apps.web.employer.urls")),
    path("expert/", include("apps.web.expert.urls")),
    path("proposals/", include("apps.web.proposals.urls")),
    path("contracts/", include("apps.web.contracts.urls")),
    path("events/", include("apps.web.events.urls")),
    path("meetings/", include("apps.web.meetings.urls")),
    path("contests/", include("apps.web.contests.urls")),
    path("api/v1/", include("apps.api.v1.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("admin/login/", secure_admin_login(admin.site.login)),  # operators come in by the same door as everybody
    path("admin/recovery/<str:public_id>/", admin.site.admin_view(recovery.page), name="operator-recovery"),
    path("admin/", admin.site.urls),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
