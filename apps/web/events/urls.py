from django.urls import path

from apps.web.events import calendar, calendar_files, door, feeds, mine

app_name = "events"
urlpatterns = [
    path("", calendar.events, name="events"),
    path("mine/", mine.registrations, name="mine"),
    path("mine/feed/", feeds.renew, name="feed-renew"),
    path("feed/<str:secret>.ics", feeds.agenda, name="feed"),
    path("door-worker.js", door.worker, name="door-worker"),
    path("mine/<str:public_id>/", mine.registration, name="registration"),
    path("mine/<str:public_id>/calendar.ics", calendar_files.registration, name="registration-ics"),
    path("mine/<str:public_id>/step/", mine.act, name="act"),
    path("<str:public_id>/", calendar.event, name="event"),
    path("<str:public_id>/calendar.ics", calendar_files.event, name="event-ics"),
    path("<str:public_id>/badges.pdf", door.badge_sheet, name="badges"),
    path("<str:public_id>/door/", door.door, name="door"),
    path("<str:public_id>/door/list/", door.listed, name="door-list"),
    path("<str:public_id>/door/readings/", door.readings, name="door-readings"),
    path("<str:public_id>/register/", mine.register, name="register"),
]
