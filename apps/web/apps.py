from django.apps import AppConfig

from apps.web.operator import unnamed


class WebConfig(AppConfig):
    name = "apps.web"
    label = "web"

    def ready(self) -> None:
        unnamed.name_all()
