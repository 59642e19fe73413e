from django.urls import path

from apps.web.employer import candidates, members, pipeline

app_name = "employer"
urlpatterns = [
    path("positions/<str:public_id>/candidates/", candidates.candidates, name="candidates"),
    path("positions/<str:public_id>/preview/", candidates.draft_preview, name="preview"),
    path("candidates/<str:card_id>/", candidates.card, name="card"),
    path("candidates/<str:card_id>/answer/", candidates.answer_card, name="card-answer"),
    path("applications/<str:public_id>/match/", candidates.application_match, name="application-match"),
    path("members/", members.members, name="members"),
    path("members/<str:public_id>/role/", members.change_role, name="member-role"),
    path("members/<str:public_id>/end/", members.end, name="member-end"),
    path("members/invitations/<str:public_id>/revoke/", members.revoke, name="invitation-revoke"),
    path("positions/<str:public_id>/pipeline/", pipeline.pipeline, name="pipeline"),
    path("applications/<str:public_id>/", pipeline.application, name="application"),
    path("applications/<str:public_id>/move/", pipeline.drop, name="application-move"),
    path("applications/<str:public_id>/undo/", pipeline.undo, name="application-undo"),
    path("applications/<str:public_id>/step/", pipeline.act, name="application-act"),
    path("applications/<str:public_id>/note/", pipeline.note, name="application-note"),
]
