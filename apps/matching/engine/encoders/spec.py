"""How an encoder is named: `dotted.path.Class?option=value&option=value`, parsed here and nowhere else.

Options are the keyword arguments of the class. They are converted by its annotations: text, whole numbers, yes or no,
paths and enumerations. `%20`, `%26` … stand for signs that would be lost or misread, as in an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import unquote

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class BadSpec(ValueError):
    """What was given names no encoder; the text says what is wrong with it."""


@dataclass(frozen=True)
class EncoderSpec:
    """path: of the class; options: as written, converted by `arguments`."""

    path: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> EncoderSpec:
        """Raises BadSpec."""
        path, _, query = text.strip().partition("?")
        pairs = [part.partition("=") for part in query.split("&") if part]
        names = [name for name, _, _ in pairs]
        if not all(part.isidentifier() for part in path.split(".")) or "." not in path:
            raise BadSpec(f"“{path}” is no dotted path of a class")
        if wrong := [name for name, sign, _ in pairs if not sign or not name.isidentifier()]:
            raise BadSpec(f"“{wrong[0]}” is no option=value")
        if len(names) != len(set(names)):
            raise BadSpec(f"an option is given twice: {', '.join(names)}")
        return cls(path, tuple((name, unquote(value)) for name, _, value in pairs))

    def load(self) -> type[Any]:
        """The class. Raises BadSpec when there is none."""
        module, _, name = self.path.rpartition(".")
        try:
            found = getattr(import_module(module), name)
        except Exception as error:  # a module may fail in any way while it is imported
            raise BadSpec(f"{self.path} cannot be imported: {error}") from error
        if not isinstance(found, type):
            raise BadSpec(f"{self.path} is no class")
        return found

    def arguments(self, encoder: type[Any]) -> dict[str, Any]:
        """The options as keyword arguments of `encoder`. Raises BadSpec for unknown, missing or unreadable ones."""
        try:
            wanted = {name: p for name, p in signature(encoder).parameters.items() if _is_named(p)}
        except ValueError as error:  # a class of C code that tells nothing
            raise BadSpec(f"{self.path} is no Encoder") from error
        given = dict(self.options)
        if unknown := sorted(set(given) - set(wanted)):
            known = ", ".join(wanted) or "none"
            raise BadSpec(f"{self.path} has no option “{unknown[0]}”; its options: {known}")
        if missing := [name for name, p in wanted.items() if p.default is Parameter.empty and name not in given]:
            raise BadSpec(f"{self.path} needs the option “{missing[0]}”")
        hints = get_type_hints(encoder.__init__)
        return {name: _converted(name, value, hints.get(name, str)) for name, value in given.items()}


def _is_named(parameter: Parameter) -> bool:
    return parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def _converted(name: str, value: str, kind: Any) -> Any:
    if kind is bool:
        if value.lower() not in (*YES, *NO):
            raise BadSpec(f"{name}={value}: 1 or 0 is expected")
        return value.lower() in YES
    if kind in (str, int, Path) or (isinstance(kind, type) and issubclass(kind, Enum)):
        try:
            return kind(value)
        except ValueError as error:
            expected = f" ({', '.join(str(m.value) for m in kind)})" if kind not in (str, int, Path) else ""
            raise BadSpec(f"{name}={value} cannot be read{expected}: {error}") from error
    raise BadSpec(f"the option “{name}” cannot be given as text")
