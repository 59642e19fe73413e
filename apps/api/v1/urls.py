"""Addresses of the API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from apps.api.v1.applications import Applications
from apps.api.v1.positions import Positions

app_name = "v1"
router = SimpleRouter()
router.register("positions", Positions, basename="position")
router.register("applications", Applications, basename="application")
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="v1:schema"), name="docs"),
    path("", include(router.urls)),
]
