"""What somebody tells, as against what she merely lists: only what is told is compared as text.

Left out are sentences said before, runs of key words without a sentence around them (naming a thing is no evidence of
having done it; a list of skills has its own small place in the score), and sentences that speak to a machine instead
of a reader. What is left out is blanked, so that every other word keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apps.matching.engine.fold import fold
from apps.matching.engine.types import Passage
from apps.matching.engine.visible import plain_letters
from apps.matching.engine.words import STOP_WORDS, Span, sentences, squeezed

LIST_ALONE = 5
"""So many short pieces in a row are a list when the sentence is nothing else."""
LIST_WITHIN = 10
"""So many are one also inside of a sentence: no sentence goes on like that."""
SALAD = 10
"""Latin words in a row without a word of grammar or a comma."""
_SHORT = 3.0
_LOOKED_AT = 600  # characters of a sentence in which words to a machine are looked for
_SEPARATOR = re.compile(
    r"[,，、;；:：/|·•*。.!！?？\t\n]+(?=\s|[^\x00-\x7f]|$|\w)|\s[-–—]\s|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-zà-ÿ0-9][a-zà-ÿ0-9+#./'’-]*", re.IGNORECASE)

# Speaking to a machine. No sentence about somebody's work says these things.
_TO_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|criteria|guidelines|requirements|above|previous)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message|override)\b|\byou\s+are\s+(?:now\s+)?(?:an?\s+)?(?:ai|llm|language\s+model|assistant|chatbot|recruiter)\b"
    r"|\b(?:rank|rate|score|place|put|list|select|recommend|shortlist)\s+(?:(?:this|the)\s+(?:candidate|applicant|cv|resume|application|person)|me)\b"
    r".{0,30}\b(?:first|top|highest|best|maximum|100|number\s+one|above\s+all)\b"
    r"|\b(?:this|the)\s+(?:candidate|applicant)\b.{0,40}\b(?:perfect|ideal|best|top|highest|maximum|exceptional|must\s+be)\b"
    r"|(?:忽略|无视|忘记|不要理会|跳过|覆盖).{0,12}(?:指令|指示|提示词?|规则|以上|之前|上述)"
    r"|系统提示|提示词|你是一[个名](?:ai|人工智能|语言模型|助手|招聘)"
    r"|(?:将|把|请|给).{0,12}(?:候选人|应聘者|求职者|申请人|简历|本人|我).{0,12}(?:排.{0,4}(?:第一|首位|最前)|满分|最高分|首选|优先推荐)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch between separators; size in words, two Han characters counting as one."""

    span: Span
    size: float


def told(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with everything blanked that tells nothing. Pure and linear; about 0.3 ms a page."""
    seen: set[str] = set()
    plain = [replace(passage, text=plain_letters(passage.text)) for passage in passages]  # of the same length
    return tuple(
        replace(passage, text=_blanked(passage.text, list(_idle(read, seen))))
        for passage, read in zip(passages, plain, strict=True)
    )


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = f"{text[: span.start]}\n{' ' * (span.end - span.start - 1)}{text[span.end :]}"
    return text


def _idle(passage: Passage, seen: set[str]) -> Iterator[Span]:
    """Stretches that tell nothing; `seen` are the sentences before, folded."""
    for span in sentences(passage.text):
        written = passage.text[span.start : span.end]
        key = squeezed(written).strip(" .。;；!！?？")
        if key in seen or _TO_MACHINE.search(fold(written[:_LOOKED_AT])):
            yield span
            continue
        seen.add(key)
        yield from (Span(span.start + part.start, span.start + part.end) for part in _lists(written))


def _lists(sentence: str) -> Iterator[Span]:
    """Runs of key words: many short pieces, or one long piece without grammar."""
    pieces = list(_pieces(sentence))
    run: list[_Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.size <= _SHORT:
            run.append(piece)
            continue
        if len(run) >= (LIST_ALONE if len(run) == len(pieces) else LIST_WITHIN):
            yield Span(run[0].span.start, run[-1].span.end)
        run = []
        if piece is not None:
            yield from _salad(sentence, piece)


def _pieces(sentence: str) -> Iterator[_Piece]:
    begin = 0
    for end, following in [*((m.start(), m.end()) for m in _SEPARATOR.finditer(sentence)), (len(sentence),) * 2]:
        words = sentence[begin:end]
        if words.strip():
            size = len(_LATIN_WORD.findall(words)) + len(_HAN.findall(words)) / 2
            yield _Piece(Span(begin, end), size)
        begin = following


def _salad(sentence: str, piece: _Piece) -> Iterator[Span]:
    run: list[re.Match[str]] = []
    for word in [*_LATIN_WORD.finditer(sentence, piece.span.start, piece.span.end), None]:
        if word is not None and word.group().lower() not in STOP_WORDS:
            run.append(word)
            continue
        if len(run) >= SALAD:
            yield Span(run[0].start(), run[-1].end())
        run = []
