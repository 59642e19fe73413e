"""Codes and their labels, for everybody: small lists, chains, and search in the long lists of skills and schools."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.fields import PlainTextField
from apps.api.views import whole_list
from apps.taxonomy import vocabulary
from apps.taxonomy.names import name_key
from apps.taxonomy.vocabularies import VOCABULARIES
from apps.taxonomy.vocabulary import Entry, Vocabulary

FOUND = 50  # hits of a search
LABELS = ("label_zh_hans", "label_zh_hant", "label_en")
Q = OpenApiParameter("q", str, description="part of a name in any of the languages; without it the list begins")


class TermOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField(help_text="in the reader's language")
    label_zh_hans = serializers.CharField()
    label_zh_hant = serializers.CharField()
    label_en = serializers.CharField()


class GroupedTermOut(TermOut):
    parent = serializers.CharField(help_text="code of its group; may be empty")
    attributes = serializers.DictField(help_text="further columns of this list")
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class ChainOut(TermOut):
    scheme = serializers.CharField(help_text="the list it belongs to")
    group = serializers.CharField()
    parent = serializers.CharField()


class SkillTermOut(TermOut):
    chain = serializers.CharField()
    kind = serializers.CharField()
    broader = serializers.CharField()


class SchoolOut(TermOut):
    kind = serializers.CharField()
    country = serializers.CharField()
    band = serializers.CharField()


class VocabularyOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()


def listed(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The schema of a list that comes whole."""
    fields = {
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": shape(many=True),
    }
    return type(shape.__name__.replace("Out", "ListOut"), (serializers.Serializer,), fields)


class PublicList(APIView):
    permission_classes = (AllowAny,)


class Vocabularies(PublicList):
    @extend_schema(responses=listed(VocabularyOut), operation_id="vocabularies_list")
    def get(self, request: Request) -> Response:
        """The names of the small lists."""
        known = vocabulary.current().terms
        return whole_list(
            [{"name": n, "title": str(spec.title), "count": len(known.get(n, {}))} for n, spec in VOCABULARIES.items()]
        )


class OneVocabulary(PublicList):
    @extend_schema(responses=listed(GroupedTermOut), operation_id="vocabularies_retrieve")
    def get(self, request: Request, name: str) -> Response:
        """One small list, in its order."""
        if name not in VOCABULARIES:
            raise NotFound
        rows = vocabulary.current().terms.get(name, {}).values()
        return whole_list(GroupedTermOut(list(rows), many=True).data)


class Chains(PublicList):
    @extend_schema(
        responses=listed(ChainOut),
        parameters=[OpenApiParameter("scheme", str, description="code of one list; all lists unless given")],
    )
    def get(self, request: Request) -> Response:
        """Industry chains of all lists, in their order."""
        known = vocabulary.current()
        scheme = request.query_params.get("scheme", "")
        if scheme and scheme not in known.schemes:
            raise serializers.ValidationError({"scheme": _("Choose one of the list.")})
        rows = [row for row in known.chains.values() if scheme in ("", row.scheme)]
        return whole_list(ChainOut(rows, many=True).data)


class WordsIn(serializers.Serializer[Any]):
    q = PlainTextField(max_length=80, required=False, allow_blank=True, default="")


class Skills(PublicList):
    @extend_schema(responses=listed(SkillTermOut), parameters=[Q])
    def get(self, request: Request) -> Response:
        """Skills by name: the whole name first, then those that begin with it, then those that contain it."""
        return whole_list(SkillTermOut(search("skill", _words(request)), many=True).data)


class Schools(PublicList):
    @extend_schema(responses=listed(SchoolOut), parameters=[Q])
    def get(self, request: Request) -> Response:
        """Universities and institutes by name, in the same order."""
        return whole_list(SchoolOut(search("school", _words(request)), many=True).data)


def _words(request: Request) -> str:
    form = WordsIn(data=request.query_params)
    form.is_valid(raise_exception=True)
    return str(form.validated_data["q"])


def search(kind: str, words: str) -> list[Entry]:
    """At most FOUND rows of `skill` or `school`, by labels and other names in any language."""
    known = vocabulary.current()
    rows: list[Entry] = list(known.skills.values() if kind == "skill" else known.schools.values())
    key = name_key(words)
    if not key:
        return [] if words.strip() else rows[:FOUND]
    scored = [(_nearness(key, keys), place) for place, keys in enumerate(_keys(known, kind))]
    return [rows[place] for near, place in sorted(row for row in scored if row[0] is not None)[:FOUND]]


def _nearness(key: str, names: tuple[str, ...]) -> int | None:
    """0 the whole name, 1 its beginning, 2 within; None for another one."""
    found = [0 if name == key else 1 if name.startswith(key) else 2 for name in names if key in name]
    return min(found, default=None)


@lru_cache(maxsize=4)
def _keys(known: Vocabulary, kind: str) -> list[tuple[str, ...]]:
    """Names of each row as they are compared; made once a state of the vocabularies."""
    rows: list[Entry] = list(known.skills.values() if kind == "skill" else known.schools.values())
    aliases = known.aliases[kind]
    return [
        tuple(
            name_key(name)
            for name in {
                *(getattr(row, column) for column in LABELS),
                *(text for text, _exact in aliases.get(row.code, ())),
            }
        )
        for row in rows
    ]
