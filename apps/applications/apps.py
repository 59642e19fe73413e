from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "apps.applications"
    label = "applications"

    def ready(self) -> None:
        from apps.applications import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
