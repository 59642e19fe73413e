"""From a posting or a person to what is compared: one whole text, at most eight units, and the words in them.

The whole text is everything at once. Units are the title, groups of sentences, and the skills as one line; each has the
script of its own text, since people write in two languages. Of a person, up to MAX_LACKS sentences that tell what she
has not done are units too, of a kind of their own: they are compared as a lack, never as a claim. Terms are the distinct meaningful words, the skills and the
fields of study among them; a term that stands only in clauses about what somebody lacks is marked as a gap.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Self

from apps.matching.engine.channels import CLAIM, GAP, SAID, WORK
from apps.matching.engine.copies import prints_of
from apps.matching.engine.encoders.base import Encoder, TextKind
from apps.matching.engine.fold import fold
from apps.matching.engine.gaps import tells_gap
from apps.matching.engine.prose import told
from apps.matching.engine.types import TITLE, WORK_FIELDS, Passage, PostingDoc, TalentDoc, content_hash
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.words import Span, clauses, han_characters, script_of, sentences, squeezed, terms

MAX_UNITS = 8
MAX_TERMS = 200
MAX_LACKS = 3
MAX_READ = 20_000
"""Characters of a document that are read. The longest honest CV has about half of that."""

_GROUP_CHARS = 60


ENOUGH_WORK = 120
"""Characters told of work, a Han one counting twice, from which on the rest is only said: about two sentences."""

_CLAIM_UNITS = 2
_BEST_FIRST = (WORK, SAID, CLAIM, GAP)


class UnitKind(StrEnum):
    WHOLE = "whole"
    TOLD = "told"
    TITLE = "title"
    PASSAGE = "passage"
    SKILLS = "skills"
    LACK = "lack"

    @property
    def centred_as(self) -> UnitKind:
        """The kind whose mean is taken off: what is told is a whole text like any other."""
        return UnitKind.WHOLE if self is UnitKind.TOLD else self


WHOLES = (UnitKind.WHOLE, UnitKind.TOLD)
MEAN_KINDS = tuple(kind for kind in UnitKind if kind.centred_as is kind)


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the document that has a vector: `field` and [start, end) tell where it stands as written.

    The whole text, the line of skills and groups over several fields stand nowhere in particular: their field is
    empty and their span (0, 0). claim: a person says it of herself instead of telling of work.
    """

    kind: UnitKind
    script: str
    field: str = ""
    start: int = 0
    end: int = 0
    claim: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A document taken apart, before anything is encoded. texts[i] is the folded text of units[i]."""

    units: tuple[Unit, ...]
    texts: tuple[str, ...]
    terms: tuple[tuple[str, int], ...]
    skills: tuple[str, ...]
    disciplines: tuple[str, ...]
    prints: tuple[int, ...]


@dataclass(frozen=True)
class EncodedDoc:
    """A document as stored: the units with their vectors (the whole text first), and the terms as folded text.

    prints: fingerprints of what a person tells, by which copies are found. terms: (text, level) pairs, the levels those
    of `channels`. Vectors of terms,
    skills and disciplines are kept once for all documents (`TermVectors`).
    content is `types.content_hash` of the document; text_hash tells whether the vectors are still those of the text.
    """

    encoder_id: str
    content: bytes
    text_hash: str
    units: tuple[Unit, ...]
    vectors: Quantised
    terms: tuple[tuple[str, int], ...]
    skills: tuple[str, ...]
    disciplines: tuple[str, ...]
    prints: tuple[int, ...] = ()

    def words(self) -> Iterable[str]:
        """Every text that needs a term vector."""
        yield from (text for text, _ in self.terms)
        yield from self.skills
        yield from self.disciplines

    def to_bytes(self) -> bytes:
        head = {
            "encoder": self.encoder_id,
            "content": self.content.hex(),
            "text_hash": self.text_hash,
            "dim": self.vectors.dim,
            "units": [asdict(unit) for unit in self.units],
            "terms": self.terms,
            "skills": self.skills,
            "disciplines": self.disciplines,
            "prints": self.prints,
        }
        raw = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        return len(raw).to_bytes(4, "little") + raw + self.vectors.to_bytes()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        size = int.from_bytes(raw[:4], "little")
        head = json.loads(raw[4 : 4 + size])
        return cls(
            encoder_id=head["encoder"],
            content=bytes.fromhex(head["content"]),
            text_hash=head["text_hash"],
            units=tuple(Unit(UnitKind(u.pop("kind")), **u) for u in head["units"]),
            vectors=Quantised.from_bytes(raw[4 + size :], head["dim"]),
            terms=tuple((text, int(level)) for text, level in head["terms"]),
            skills=tuple(head["skills"]),
            disciplines=tuple(head["disciplines"]),
            prints=tuple(head.get("prints", ())),  # none in what was stored before the second reading
        )


def read(doc: PostingDoc | TalentDoc) -> Reading:
    """Take a document apart. Pure text work; about 1 ms for a page.

    A posting's skills are part of its text. A person's are not: what she lists counts as `skillmatch` says, and only
    what she tells (`prose`) is compared as text.
    """
    named = tuple(text for text in (squeezed(skill.text) for skill in doc.skills) if text)
    asking = isinstance(doc, PostingDoc)
    passages = _readable(doc.passages if asking else told(doc.passages))
    skills = named if asking else ()
    tells, says = (passages, []) if asking else _apart(passages)
    pieces = _wholes(passages, tells if says else [], ", ".join(skills))
    if asking:
        pieces += [*_titles(passages), *_groups(passages, MAX_UNITS - 1 - bool(skills))]
    else:
        more = _CLAIM_UNITS if any(p.field != TITLE for p in says) or len(says) > 1 else 0
        claims = [*_titles(says), *_groups(says, more)] if tells else [*_titles(says), *_groups(says, MAX_UNITS - 1)]
        pieces += [(replace(unit, claim=True), text) for unit, text in claims] + _groups(tells, MAX_UNITS - 1 - more)
    if skills:
        line = ", ".join(skills)
        pieces.append((Unit(UnitKind.SKILLS, script_of(line)), line))
    if not asking:
        pieces.extend(_lacks(passages))
    return Reading(
        units=tuple(unit for unit, _ in pieces),
        texts=tuple(text for _, text in pieces),
        terms=_terms(passages, skills, says),
        skills=named,
        disciplines=tuple(text for text in map(squeezed, doc.disciplines) if text),
        prints=() if asking else prints_of(passages),
    )


def text_hash(reading: Reading) -> str:
    """Changes when any encoded text does."""
    return hashlib.blake2b("\x1f".join(reading.texts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def encode(doc: PostingDoc | TalentDoc, encoder: Encoder) -> EncodedDoc:
    """Read and encode one document; 10 to 30 ms with the default encoder."""
    reading = read(doc)
    kind = TextKind.POSTING if isinstance(doc, PostingDoc) else TextKind.TALENT
    return EncodedDoc(
        encoder_id=encoder.id,
        content=content_hash(doc),
        text_hash=text_hash(reading),
        units=reading.units,
        vectors=Quantised.of(encoder.encode(reading.texts, kind)),
        terms=reading.terms,
        skills=reading.skills,
        disciplines=reading.disciplines,
        prints=reading.prints,
    )


def _readable(passages: Sequence[Passage]) -> list[Passage]:
    """Passages with something in them, up to MAX_READ characters in all."""
    left, kept = MAX_READ, []
    for passage in passages:
        text = passage.text[:left]
        if fold(text).strip():
            kept.append(Passage(passage.field, text, passage.language))
            left -= len(text)
    return kept


def _apart(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """What a person tells, and what she merely says of herself: the headline, and all else but work where she tells
    enough of that."""
    work = [passage for passage in passages if passage.field in WORK_FIELDS]
    enough = sum(len(passage.text.strip()) + han_characters(passage.text) for passage in work) >= ENOUGH_WORK
    tells = work if enough else [passage for passage in passages if passage.field != TITLE]
    return tells, [passage for passage in passages if passage not in tells]


def _wholes(passages: Sequence[Passage], tells: Sequence[Passage], skills: str) -> list[tuple[Unit, str]]:
    """The whole text, and all of it that is told where that is another."""
    texts = (_joined_text(passages, skills), _joined_text(tells, ""))
    pairs = zip(WHOLES, texts, strict=True)
    return [(Unit(kind, script_of(text)), text) for kind, text in pairs if text]


def _joined_text(passages: Sequence[Passage], more: str) -> str:
    return "\n".join(filter(str.strip, [*(fold(p.text).strip() for p in passages), more])).strip()


def _titles(passages: Sequence[Passage]) -> list[tuple[Unit, str]]:
    """The first title; a second one (in the other language) goes among the passages."""
    for passage in passages:
        if passage.field == TITLE:
            text = fold(passage.text)
            return [(Unit(UnitKind.TITLE, script_of(text), TITLE, 0, len(passage.text)), text)]
    return []


def _groups(passages: Sequence[Passage], room: int) -> list[tuple[Unit, str]]:
    """Neighbouring sentences joined until at most `room` groups of about equal length remain."""
    found: list[tuple[Passage, Span]] = []
    titles = 0
    for passage in passages:
        titles += passage.field == TITLE
        if passage.field != TITLE or titles > 1:
            found.extend((passage, span) for span in sentences(passage.text) if fold(_stretch(passage, span)).strip())
    target = max(_GROUP_CHARS, sum(span.end - span.start for _, span in found) / max(room, 1))
    while len(groups := _joined(found, target)) > room:
        target *= 1.2
    return [_passage_unit(group) for group in groups]


def _joined(found: Sequence[tuple[Passage, Span]], target: float) -> list[list[tuple[Passage, Span]]]:
    groups: list[list[tuple[Passage, Span]]] = []
    length = 0.0
    for passage, span in found:
        length += span.end - span.start
        if groups and length <= target:
            groups[-1].append((passage, span))
        else:
            groups.append([(passage, span)])
            length = span.end - span.start
    return groups


def _passage_unit(group: Sequence[tuple[Passage, Span]]) -> tuple[Unit, str]:
    """One field's stretch keeps its span; a group over several fields stands nowhere in particular."""
    (first, begin), (last, end) = group[0], group[-1]
    text = "\n".join(fold(_stretch(passage, span)) for passage, span in group)
    if first is not last:
        return Unit(UnitKind.PASSAGE, script_of(text)), text
    return Unit(UnitKind.PASSAGE, script_of(text), first.field, begin.start, end.end), text


def _lacks(passages: Sequence[Passage]) -> list[tuple[Unit, str]]:
    """The first sentences that tell of something not done. A whole sentence, since the clause may not say of what."""
    found: list[tuple[Unit, str]] = []
    for passage in passages:
        gaps = [s.start for s in clauses(passage.text) if tells_gap(fold(_stretch(passage, s)))]
        for span in sentences(passage.text):
            if any(span.start <= start < span.end for start in gaps):
                text = fold(_stretch(passage, span))
                found.append((Unit(UnitKind.LACK, script_of(text), passage.field, span.start, span.end), text))
    return found[:MAX_LACKS]


def _stretch(passage: Passage, span: Span) -> str:
    return passage.text[span.start : span.end]


def _terms(passages: Sequence[Passage], skills: Sequence[str], says: Sequence[Passage]) -> tuple[tuple[str, int], ...]:
    """Distinct words in order, then the skills; of each the best level it has anywhere."""
    levels: dict[str, int] = {}
    for passage in passages:
        level = CLAIM if passage in says else WORK if passage.field in WORK_FIELDS else SAID
        for term in terms(passage.text):
            places = (levels.get(term.text, GAP), GAP if term.gap else level)
            levels[term.text] = min(places, key=_BEST_FIRST.index)
    kept = dict(list(levels.items())[: MAX_TERMS - len(skills[:MAX_TERMS])])
    return tuple((kept | dict.fromkeys(skills[:MAX_TERMS], WORK)).items())
