"""A translator keeps the catalogues complete, on a machine without gettext."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from talentplatform import messages
from talentplatform.messages import CatalogueError, Message

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
TITLE = gettext_lazy("Titel" " of two parts")
def say(count, name, chosen):
    print(_("Hello %(name)s") % {"name": name}, _(chosen), translation.gettext("By attribute"))
    print(ngettext("%(count)s person", "%(count)s people", count), pgettext("verb", "Post"))
"""
TEMPLATE = """{% load i18n %}{# translate "no" #}
<p title="{% translate "A 'quoted' word" %}">{% translate "Post" context "noun" %}{{ _("In a variable") }}</p>
{% blocktranslate trimmed with name=user.name %}
  Dear {{ name }},
  100% yours
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} place{% plural %}{{ n }} places{% endblocktranslate %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "apps" / "x").mkdir(parents=True)
    (tmp_path / "talentplatform").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "apps" / "x" / "say.py").write_text(PYTHON)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


SAID = {
    Message("Titel of two parts"),
    Message("Hello %(name)s"),
    Message("By attribute"),
    Message("%(count)s person", "%(count)s people"),
    Message("Post", context="verb"),
    Message("A 'quoted' word"),
    Message("Post", context="noun"),
    Message("In a variable"),
    Message("Dear %(name)s, 100%% yours"),
    Message("%(n)s place", "%(n)s places"),
}


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def translate(root: Path, language: str) -> None:
    """Fill in every entry: the source's own words between brackets."""
    path = catalogue(root, language)
    file = messages.read(path)
    for entry in file:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"[{entry.msgid_plural}]"}
        else:
            entry.msgstr = f"[{entry.msgid}]"
    file.save(str(path))


def test_every_way_of_saying_something_is_seen(root: Path) -> None:
    assert messages.of_sources(root) == SAID


def test_a_source_that_cannot_be_read_is_named(root: Path) -> None:
    (root / "apps" / "x" / "broken.py").write_text("\n\ndef (")
    with pytest.raises(CatalogueError, match=r"^apps/x/broken\.py:3: "):
        messages.of_sources(root)


def test_a_catalogue_from_nothing_to_complete(root: Path) -> None:
    assert messages.complaints(root) == [
        "zh_Hans: no catalogue at locale/zh_Hans/LC_MESSAGES/django.po",
        "zh_Hant: no catalogue at locale/zh_Hant/LC_MESSAGES/django.po",
    ]
    assert messages.update(root) == {"zh_Hans": (len(SAID), 0), "zh_Hant": (len(SAID), 0)}
    assert len(messages.complaints(root)) == 2 * len(SAID)
    translate(root, "zh_Hans")
    translate(root, "zh_Hant")
    assert messages.complaints(root) == []
    assert messages.update(root) == {"zh_Hans": (0, 0), "zh_Hant": (0, 0)}
    assert messages.complaints(root) == []


def test_each_fault_is_named(root: Path) -> None:
    messages.update(root)
    translate(root, "zh_Hans")
    translate(root, "zh_Hant")
    path = catalogue(root, "zh_Hant")
    file = messages.read(path)
    file.find("In a variable").msgid = "Said before"
    file.find("By attribute").msgstr = ""
    file.find("Hello %(name)s").msgstr = "你好 %(nam)s"
    file.find("Titel of two parts").flags.append("fuzzy")
    file.find("%(n)s place").msgstr_plural = {0: "個"}
    file.save(str(path))
    assert messages.complaints(root) == [
        "zh_Hant: missing: 'In a variable'",
        "zh_Hant: said nowhere: 'Said before'",
        "zh_Hant: other placeholders: '%(n)s place'",
        "zh_Hant: not translated: 'By attribute'",
        "zh_Hant: other placeholders: 'Hello %(name)s'",
        "zh_Hant: marked as doubtful: 'Titel of two parts'",
    ]


def test_what_is_compiled_is_what_gettext_reads(root: Path) -> None:
    messages.update(root)
    translate(root, "zh_Hans")
    assert messages.compile_all(root / "locale") == 2
    found = gettext.translation("django", root / "locale", languages=["zh_Hans"])
    assert found.gettext("By attribute") == "[By attribute]"
    assert found.pgettext("verb", "Post") == "[Post]"
    assert found.ngettext("%(n)s place", "%(n)s places", 1) == "[%(n)s places]"


def test_only_what_changed_is_compiled_again(root: Path) -> None:
    messages.update(root)
    assert messages.compile_all(root / "locale") == 2
    assert messages.compile_all(root / "locale") == 0
    path = catalogue(root, "zh_Hans")
    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    assert messages.compile_all(root / "locale") == 1


def test_a_broken_catalogue_is_named(root: Path) -> None:
    messages.update(root)
    path = catalogue(root, "zh_Hans")
    path.write_text(path.read_text() + '\nmsgid "no word after this"\nnonsense\n')
    with pytest.raises(CatalogueError, match=r"zh_Hans/LC_MESSAGES/django.po"):
        messages.compile_all(root / "locale")
