from django.apps import AppConfig


class TalentsConfig(AppConfig):
    name = "apps.talents"
    label = "talents"

    def ready(self) -> None:
        from apps.talents import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
