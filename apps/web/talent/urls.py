from django.urls import path

from apps.web.talent import applications, asked, home

app_name = "talent"
urlpatterns = [
    path("", home.home, name="home"),
    path("why/<str:public_id>/", home.why, name="why"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<str:public_id>/", applications.application, name="application"),
    path("applications/<str:public_id>/step/", applications.act, name="application-act"),
    path("interviews/<str:public_id>/answer/", applications.answer_interview, name="interview-answer"),
    path("apply/<str:public_id>/", applications.apply, name="apply"),
    path("asked/<str:public_id>/", asked.asked, name="asked"),
]
