from django.urls import path

from apps.web.employer import candidates, pipeline

app_name = "employer"
urlpatterns = [
    path("positions/<str:public_id>/candidates/", candidates.candidates, name="candidates"),
    path("positions/<str:public_id>/preview/", candidates.draft_preview, name="preview"),
    path("candidates/<str:card_id>/", candidates.card, name="card"),
    path("candidates/<str:card_id>/answer/", candidates.answer_card, name="card-answer"),
    path("applications/<str:public_id>/match/", candidates.application_match, name="application-match"),
    path("positions/<str:public_id>/pipeline/", pipeline.pipeline, name="pipeline"),
    path("applications/<str:public_id>/", pipeline.application, name="application"),
    path("applications/<str:public_id>/move/", pipeline.drop, name="application-move"),
    path("applications/<str:public_id>/undo/", pipeline.undo, name="application-undo"),
    path("applications/<str:public_id>/step/", pipeline.act, name="application-act"),
    path("applications/<str:public_id>/note/", pipeline.note, name="application-note"),
]
