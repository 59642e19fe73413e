from django.urls import path

from apps.web.events import calendar, calendar_files, mine

app_name = "events"
urlpatterns = [
    path("", calendar.events, name="events"),
    path("mine/", mine.registrations, name="mine"),
    path("mine/<str:public_id>/", mine.registration, name="registration"),
    path("mine/<str:public_id>/calendar.ics", calendar_files.registration, name="registration-ics"),
    path("mine/<str:public_id>/step/", mine.act, name="act"),
    path("<str:public_id>/", calendar.event, name="event"),
    path("<str:public_id>/calendar.ics", calendar_files.event, name="event-ics"),
    path("<str:public_id>/register/", mine.register, name="register"),
]
