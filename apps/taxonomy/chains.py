"""How far two industry chains are apart, and which chain a text belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.taxonomy import vocabulary
from apps.taxonomy.models import ChainCrosswalk
from apps.taxonomy.names import name_key
from apps.taxonomy.vocabulary import ChainEntry, Vocabulary

# Distances, from the same to nothing in common. The first that holds counts.
SAME = 0.0
RENAMED = 0.1  # the crosswalk says: the same under another name
PART = 0.3  # one is a part of the other within its list
LINKED = 0.5  # the crosswalk puts one under the other, or both under one
GROUP = 0.8  # the same group (advantage, emerging, services ...) in one list
APART = 1.0

NAMED = 3  # a chain named in the text weighs as much as three skills of it


@dataclass(frozen=True, slots=True)
class Proposal:
    """A chain that a text may belong to. `share` of the evidence, 0..1; `words` are what it rests on."""

    chain: ChainEntry
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Crosswalk:
    """The links of one vocabulary, both ways where it says the same."""

    targets: dict[str, set[str]]
    renamed: set[tuple[str, str]]


def chain_distance(a: str, b: str) -> float | None:
    """0 the same .. 1 nothing in common, by crosswalk, parent and group; None when a code is empty or unknown."""
    known = vocabulary.current()
    if a not in known.chains or b not in known.chains:
        return None
    return _distance(known, _crosswalk(known), a, b)


def chain_distances() -> dict[tuple[str, str], float]:
    """All pairs of known chains at once, for a ranking run: {(a, b): distance}, symmetric."""
    known = vocabulary.current()
    crosswalk = _crosswalk(known)
    return {(a, b): _distance(known, crosswalk, a, b) for a in known.chains for b in known.chains}


def _crosswalk(known: Vocabulary) -> _Crosswalk:
    targets: dict[str, set[str]] = {code: set() for code in known.chains}
    renamed: set[tuple[str, str]] = set()
    for link in known.links:
        if link.target:
            targets[link.source].add(link.target)
        if link.relation == ChainCrosswalk.Relation.EXACT:
            renamed |= {(link.source, link.target), (link.target, link.source)}
    return _Crosswalk(targets, renamed)


def _distance(known: Vocabulary, crosswalk: _Crosswalk, a: str, b: str) -> float:
    one, other = known.chains[a], known.chains[b]
    if a == b:
        return SAME
    if (a, b) in crosswalk.renamed:
        return RENAMED
    if one.parent == b or other.parent == a:
        return PART
    above_a, above_b = crosswalk.targets[a], crosswalk.targets[b]
    if b in above_a or a in above_b or above_a & above_b:
        return LINKED
    same_group = one.scheme == other.scheme and one.group == other.group
    return GROUP if same_group else APART


def codes_in(code: str, scheme: str) -> list[str]:
    """What a chain is called in another list: its crosswalk targets or sources there; itself in its own list."""
    known = vocabulary.current()
    chain = known.chains.get(code)
    if chain is None or chain.scheme == scheme:
        return [code] if chain else []
    there = {link.target for link in known.links if link.source == code}
    there |= {link.source for link in known.links if link.target == code}
    return [found for found, row in known.chains.items() if row.scheme == scheme and found in there]


def propose_chain(text: str, skills: Iterable[str] = (), *, scheme: str = "") -> list[Proposal]:
    """Chains that a posting or profile may belong to, best first, by the chains and skills it names.

    `skills` are codes known already. `scheme` defaults to the one offered for new positions. Empty without evidence.
    """
    known = vocabulary.current()
    wanted = scheme or next((row.code for row in known.schemes.values() if row.is_default), "")
    weights: Counter[str] = Counter()
    words: dict[str, list[str]] = defaultdict(list)
    for chain, weight, word in (*_named_chains(known, text), *_named_skills(known, text, skills)):
        if known.chains[chain].scheme == wanted:
            weights[chain] += weight
            words[chain].append(word)
    total = sum(weights.values())
    order = sorted(weights, key=lambda chain: (-weights[chain], known.chains[chain].rank, chain))
    return [Proposal(known.chains[c], weights[c] / total, tuple(dict.fromkeys(words[c]))) for c in order]


def _named_chains(known: Vocabulary, text: str) -> list[tuple[str, int, str]]:
    key = name_key(text)
    found = []
    for chain in known.chains.values():
        labels = (chain.label_zh_hans, chain.label_en)
        found += [(chain.code, NAMED, label) for label in labels if name_key(label) in key]
    return found


def _named_skills(known: Vocabulary, text: str, skills: Iterable[str]) -> list[tuple[str, int, str]]:
    """Each skill once, however often it is named."""
    found: dict[str, tuple[str, int, str]] = {}
    for code in skills:
        if code in known.skills:
            row = known.skills[code]
            found[code] = (row.chain, 1, row.label)
    for hit in known.skill_finder.inside(text):
        found.setdefault(hit.value.code, (hit.value.chain, 1, text[hit.start : hit.end]))
    return list(found.values())
