from django.urls import path

from apps.web.meetings import hours, mine, partners

app_name = "meetings"
urlpatterns = [
    path("", mine.meetings, name="mine"),
    path("events/<str:public_id>/", hours.hours, name="hours"),
    path("with/<str:public_id>/", partners.partners, name="partners"),
    path("with/<str:public_id>/<str:other_id>/", partners.partner, name="partner"),
    path("with/<str:public_id>/<str:other_id>/wish/", partners.wish, name="wish"),
    path("with/<str:public_id>/<str:other_id>/propose/", partners.propose, name="propose"),
    path("<str:public_id>/", mine.meeting, name="meeting"),
    path("<str:public_id>/calendar.ics", mine.calendar, name="ics"),
    path("<str:public_id>/step/", mine.act, name="act"),
]
