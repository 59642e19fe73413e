from django.urls import path

from apps.web.contracts import reports, views

app_name = "contracts"
urlpatterns = [
    path("", views.contracts, name="contracts"),
    path("<str:public_id>/", views.contract, name="contract"),
    path("<str:public_id>/step/", views.act, name="act"),
    path("<str:public_id>/scan/", views.scan, name="scan"),
    path("<str:public_id>/milestones/<str:milestone_id>/", reports.report, name="report"),
]
