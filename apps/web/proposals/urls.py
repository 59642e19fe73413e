from django.urls import path

from apps.web.proposals import form_check, keys, members, results, views

app_name = "proposals"
urlpatterns = [
    path("", views.proposals, name="proposals"),
    path("start/<str:challenge_id>/", views.start, name="start"),
    path("join/<str:secret>/", members.join, name="join"),
    path("opening-key/", keys.own_key, name="opening-key"),
    path("<str:public_id>/", views.proposal, name="proposal"),
    path("<str:public_id>/step/", views.act, name="act"),
    path("<str:public_id>/correction/", form_check.correction, name="correction"),
    path("<str:public_id>/appeal/", form_check.appeal, name="appeal"),
    path("<str:public_id>/name/", results.name, name="name"),
    path("<str:public_id>/renounce/", results.renounce, name="renounce"),
    path("<str:public_id>/members/", members.members, name="members"),
    path("<str:public_id>/files/<str:part>/", views.attach, name="attach"),
    path("<str:public_id>/files/<str:attachment_id>/remove/", views.detach, name="detach"),
    path("<str:public_id>/receipts/<str:package_id>/", views.receipt, name="receipt"),
    path("<str:public_id>/write/<str:part>/", views.write, name="write"),
]
