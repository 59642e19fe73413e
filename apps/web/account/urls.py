from django.urls import path

from apps.web.account import closing, home, invitations, mailbox, messages, own_data, settings

app_name = "account"
urlpatterns = [
    path("me/", home.me, name="me"),
    path("me/act-for/", home.act_for, name="act-for"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/data/", own_data.download, name="own-data"),
    path("settings/close/", closing.close, name="close"),
    path("settings/keep/", closing.keep, name="keep"),
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.read_all, name="messages-read"),
    path("messages/<str:public_id>/", messages.open_message, name="message"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("join/<str:secret>/", invitations.join, name="join"),
]
