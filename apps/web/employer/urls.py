from django.urls import path

from apps.web.employer import pipeline

app_name = "employer"
urlpatterns = [
    path("positions/<str:public_id>/pipeline/", pipeline.pipeline, name="pipeline"),
    path("applications/<str:public_id>/", pipeline.application, name="application"),
    path("applications/<str:public_id>/move/", pipeline.drop, name="application-move"),
    path("applications/<str:public_id>/undo/", pipeline.undo, name="application-undo"),
    path("applications/<str:public_id>/step/", pipeline.act, name="application-act"),
    path("applications/<str:public_id>/note/", pipeline.note, name="application-note"),
]
