from django.apps import AppConfig


class TalentsConfig(AppConfig):
    name = "apps.talents"
    label = "talents"
