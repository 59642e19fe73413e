from django.urls import path

from apps.web.expert import appraisals, home, panels, profile, ties, undertakings

app_name = "expert"
urlpatterns = [
    path("", home.home, name="home"),
    path("step/", home.act, name="act"),
    path("join/<str:secret>/", home.join, name="join"),
    path("profile/", profile.profile, name="profile"),
    path("fields/", profile.fields, name="fields"),
    path("ties/", ties.ties, name="ties"),
    path("ties/confirm/", ties.confirm, name="ties-confirm"),
    path("ties/add/<str:kind>/", ties.add, name="tie-add"),
    path("ties/<str:public_id>/", ties.edit, name="tie"),
    path("ties/<str:public_id>/remove/", ties.remove, name="tie-remove"),
    path("appraisals/", appraisals.appraisals, name="appraisals"),
    path("appraisals/<str:public_id>/", appraisals.one, name="appraisal"),
    path("appraisals/<str:public_id>/step/", appraisals.act, name="appraisal-act"),
    path("panels/<str:public_id>/", panels.panel, name="panel"),
    path("panels/<str:public_id>/answer/", panels.answer, name="panel-answer"),
    path("sheets/<str:public_id>/", panels.sheet, name="sheet"),
    path("sheets/<str:public_id>/take-back/", panels.take_back, name="sheet-take-back"),
    path("sheets/<str:public_id>/files/<int:at>/", panels.enclosed, name="sheet-file"),
    path("undertakings/", undertakings.undertakings, name="undertakings"),
    path("undertakings/<str:kind>/", undertakings.act, name="undertaking-act"),
]
