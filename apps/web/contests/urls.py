from django.urls import path

from apps.web.contests import judging, mine, promote, public

app_name = "contests"
urlpatterns = [
    path("", public.contests, name="contests"),
    path("mine/", mine.mine, name="mine"),
    path("entries/<str:public_id>/", mine.entry, name="entry"),
    path("entries/<str:public_id>/edit/", mine.edit, name="edit"),
    path("entries/<str:public_id>/step/", mine.act, name="act"),
    path("entries/<str:public_id>/landing/", mine.report, name="landing"),
    path("evidence/<str:public_id>/", mine.evidence, name="evidence"),
    path("problems/<str:public_id>/promote/", promote.promote, name="promote"),
    path("judging/", judging.seats, name="judging"),
    path("judging/<str:public_id>/", judging.seat, name="seat"),
    path("judging/<str:public_id>/answer/", judging.answer, name="answer"),
    path("sheets/<str:public_id>/", judging.sheet, name="sheet"),
    path("sheets/<str:public_id>/take-back/", judging.take_back, name="take-back"),
    path("<str:public_id>/", public.edition, name="edition"),
    path("<str:public_id>/enter/", mine.enter, name="enter"),
]
