"""Foreign keys and migrations follow the floors, as imports do."""

import ast
from pathlib import Path

from django.apps import apps

FLOORS = [
    {"core"},
    {"taxonomy"},
    {"accounts"},
    {"notifications"},
    {"employers", "talents", "experts"},
    {"procedures"},
    {"events"},
    {"positions", "challenges", "contests"},
    {"applications", "proposals"},
    {"matching"},
    {"reviews", "meetings"},
    {"agreements"},
    {"analytics"},
    {"web", "api"},
    {"sample"},
]
HEIGHT = {app: height for height, floor in enumerate(FLOORS) for app in floor}


def test_every_app_of_ours_stands_on_a_floor():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
    assert ours == set(HEIGHT)


def test_foreign_keys_point_down():
    wrong = []
    for model in apps.get_models():
        here = model._meta.app_label
        for field in model._meta.get_fields():
            there = getattr(field.related_model, "_meta", None) if field.is_relation and field.concrete else None
            if here not in HEIGHT or there is None or there.app_label not in HEIGHT:
                continue
            same = there.app_label == here
            if not same and HEIGHT[there.app_label] >= HEIGHT[here]:
                wrong.append(f"{model._meta.label}.{field.name} -> {there.label}")
    assert wrong == []


def dependencies(path: Path) -> list[str]:
    """Labels of apps that a migration names in `dependencies`."""
    lists = [
        node.value.elts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "dependencies" for t in node.targets)
    ]
    return [pair.elts[0].value for pairs in lists for pair in pairs if isinstance(pair, ast.Tuple)]


def test_migrations_depend_downwards():
    wrong = [
        f"{app}/{path.name} -> {other}"
        for app, height in HEIGHT.items()
        for path in Path(apps.get_app_config(app).path).glob("migrations/0*.py")
        for other in dependencies(path)
        if HEIGHT.get(other, -1) > height
    ]
    assert wrong == []
