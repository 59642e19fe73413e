"""Pictures of the pages a story passes: `STORY_PICTURES=DIR make stories STORY=challenges` keeps them as PNG files."""

from __future__ import annotations

import os
from pathlib import Path

from tests.journeys.watch import Window

FOLDER = "STORY_PICTURES"


def picture(window: Window, name: str) -> None:
    """Keep the whole page as it stands, under its name and language, if anybody asked for pictures."""
    folder = os.environ.get(FOLDER)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.page.screenshot(path=Path(folder) / f"{name}-{window.language}.png", full_page=True)
