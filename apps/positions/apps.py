from django.apps import AppConfig


class PositionsConfig(AppConfig):
    name = "apps.positions"
    label = "positions"

    def ready(self) -> None:
        from apps.core import files  # noqa: PLC0415  (models are not loaded before)
        from apps.positions import policies, receivers  # noqa: PLC0415

        files.register_policy("import", policies.can_read_import_file)
        receivers.connect()
