"""Credit codes that hold, of nobody."""

from apps.core.credit_code import check_character


def make_code(number: int) -> str:
    first = f"91370200MA3X{number:05d}"
    return first + check_character(first)
