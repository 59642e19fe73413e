from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"

    def ready(self) -> None:
        from apps.matching import receivers  # noqa: PLC0415  models exist only from here on

        receivers.connect()
