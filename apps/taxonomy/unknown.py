"""Skills that people typed and the vocabulary does not know: how often, and which terms come near."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import cast

from rapidfuzz import fuzz, process

from apps.taxonomy import vocabulary
from apps.taxonomy.models import DismissedSkill, Skill
from apps.taxonomy.names import name_key
from apps.taxonomy.signals import unknown_skills_asked
from apps.taxonomy.vocabulary import SkillEntry

NEAREST = 3
ALIKE = 60.0  # of 100, from which a term is proposed


@dataclass
class UnknownSkill:
    """Words as most people typed them, how many of each kind did, and terms that may be meant, the nearest first."""

    text: str
    counts: dict[str, int] = field(default_factory=dict)
    near: list[SkillEntry] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def unknown_skills(limit: int) -> list[UnknownSkill]:
    """The most frequent ones that nobody has dismissed."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _receiver, answer in unknown_skills_asked.send(sender=Skill):
        kind, typed = cast("tuple[str, dict[str, int]]", answer)
        for text, n in typed.items():
            if key := name_key(text):
                spellings[key][text] += n
                counts[key][kind] += n
    for key in DismissedSkill.objects.values_list("key", flat=True):
        counts.pop(key, None)
    found = [UnknownSkill(spellings[key].most_common(1)[0][0], dict(counts[key])) for key in counts]
    found.sort(key=lambda row: (-row.total, row.text))
    for row in found[:limit]:
        row.near = nearest(row.text)
    return found[:limit]


def nearest(text: str) -> list[SkillEntry]:
    """Terms that stand inside the words, then those whose names are written alike."""
    known = vocabulary.current()
    codes = [link.code for link in known.skill_linker.inside(text)]
    names = {name_key(label): row.code for row in known.skills.values() for label in (row.label_zh_hans, row.label_en)}
    names |= {name_key(name): code for code, aliases in known.aliases["skill"].items() for name, _exact in aliases}
    alike = process.extract(name_key(text), list(names), scorer=fuzz.ratio, limit=NEAREST * 2, score_cutoff=ALIKE)
    codes += [names[name] for name, _score, _at in alike]
    return [known.skills[code] for code in dict.fromkeys(codes) if code in known.skills][:NEAREST]
