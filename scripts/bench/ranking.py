"""The ranking against what people use instead: full text search, a count of skill words, a join over skills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

from django.db import connection

from apps.core.search import lexemes
from apps.matching import encoding, generations, pools, recommendations, runs
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.rank import rank, rank_postings
from apps.matching.evidence import evidence_of
from apps.matching.gather import talent_doc, with_posting_rows, with_talent_rows
from apps.matching.models import Generation
from apps.positions.models import Position
from apps.talents.models import Talent
from scripts.bench.clock import Timing, cost, in_turns, resident_mib

SHOWN = 10
Row = tuple[str, str]

_PEERS = """
CREATE TEMP TABLE bench_people AS
SELECT id, public_id, ''::text AS body, NULL::tsvector AS search FROM talents_talent
"""
_FULL_TEXT = """
SELECT public_id FROM bench_people, (SELECT %s::tsquery AS query) AS q
WHERE search @@ query ORDER BY ts_rank(search, query) DESC, public_id LIMIT 50
"""
_SKILL_JOIN = """
SELECT p.public_id FROM bench_people p JOIN talents_talentskill s ON s.talent_id = p.id
WHERE s.code = ANY(%s) GROUP BY p.public_id ORDER BY SUM(COALESCE(s.level, 2)) DESC, p.public_id LIMIT 50
"""
_LIKE = """
SELECT public_id FROM (SELECT public_id, {count} AS hits FROM bench_people) AS found
WHERE hits > 0 ORDER BY hits DESC, public_id LIMIT 50
"""


def encode_everybody() -> Iterator[Row]:
    """Vectors of all profiles and live postings, as workers make them."""
    talents = list(with_talent_rows(Talent.objects.filter(confirmed_at__isnull=False)))
    seconds, generation = 0.0, generations.current()
    for talent in talents:
        seconds += cost(partial(_encoded, talent, generation))
    yield "profiles encoded", f"{len(talents)}, {1000 * seconds / len(talents):.1f} ms each"
    before = resident_mib()
    generation = generations.make()
    seconds = cost(partial(pools.current, generation))
    people = pools.current(generation).size
    yield "pool built", f"{people} people in {seconds:.2f} s, {(resident_mib() - before) * 1024 / people:.1f} KiB each"


def _encoded(talent: Talent, generation: Generation) -> EncodedDoc:
    return encoding.of_document(encoding.KIND.TALENT, talent.pk, talent_doc(talent), talent.revision, generation)


def against_peers(postings: int) -> Iterator[Row]:
    """Median processor time a posting, and how many of our first ten each peer finds among its own first fifty."""
    generation = generations.current()
    pool, vocabulary, weights = pools.current(generation), runs.current_vocabulary(), runs.weights()
    live = list(islice(with_posting_rows(Position.objects.live()).order_by("public_id"), postings + 1))
    prepared = [runs.prepared(position, generation) for position in live]
    _fill_peers()
    ours = [
        [r.pair.talent_id for r in rank(p, pool, weights=weights, vocabulary=vocabulary, keep=SHOWN).results[:SHOWN]]
        for p in prepared
    ]
    found: dict[str, list[float]] = {}
    peers = _peers(live)

    def counted(name: str, number: int) -> None:
        got = set(peers[name](number))
        found.setdefault(name, []).append(len(got & set(ours[number])) / max(1, len(ours[number])))

    contestants: dict[str, Callable[[int], object]] = {
        "engine": lambda i: rank(prepared[i], pool, weights=weights, vocabulary=vocabulary, keep=50)
    }
    contestants |= {name: partial(counted, name) for name in peers}
    timings = in_turns(contestants, range(len(live)))
    yield from _rows(timings, found)
    yield "reasons of 50 people", _ms(_evidence(prepared, pool, generation))


def _rows(timings: dict[str, Timing], found: dict[str, list[float]]) -> Iterator[Row]:
    ours = timings["engine"]
    yield "engine, all eight factors", f"{1000 * ours.median:.1f} ms (worst {1000 * ours.worst:.1f})"
    for name, timing in timings.items():
        if name != "engine":
            share = sum(found[name]) / len(found[name])
            yield (
                name,
                f"{1000 * timing.median:.1f} ms, {timing.median / ours.median:.2f} x, finds {share:.0%} of our ten",
            )


def _evidence(prepared: list[PreparedPosting], pool: MemoryPool, generation: pools.Generation) -> Timing:
    vocabulary = runs.current_vocabulary()
    timing = Timing()
    for posting in prepared[:5]:
        ranking = rank(posting, pool, vocabulary=vocabulary, keep=50)
        timing.seconds.append(cost(partial(evidence_of, posting, pool, ranking, vocabulary, generation)))
    return timing


def other_way_round(people: int) -> Iterator[Row]:
    """Live postings for one person."""
    generation = generations.current()
    recommendations.live_postings(generation)  # kept by the process
    timing = Timing()
    postings = list(recommendations.live_postings(generation).values())
    for talent in islice(with_talent_rows(Talent.objects.rankable()).order_by("public_id"), people):
        doc = talent_doc(talent)
        one = recommendations._alone(doc, _encoded(talent, generation), generation)
        timing.seconds.append(cost(partial(rank_postings, one, postings, vocabulary=runs.current_vocabulary())))
    yield f"{len(postings)} postings for one person", _ms(timing)


def _ms(timing: Timing) -> str:
    return f"{1000 * timing.median:.1f} ms (worst {1000 * timing.worst:.1f})"


# ---------------------------------------------------------------- the peers
def _fill_peers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PEERS)
        for talent in with_talent_rows(Talent.objects.all()):
            text = "\n".join(
                [p.text for p in talent_doc(talent).passages] + [s.text for s in talent_doc(talent).skills]
            )
            found = sorted(lexemes(text))
            cursor.execute(
                "UPDATE bench_people SET body = %s, search = array_to_tsvector(%s) WHERE id = %s",
                [text.lower(), found, talent.pk],
            )
        cursor.execute("CREATE INDEX ON bench_people USING gin (search)")
        cursor.execute("ANALYZE bench_people")


def _peers(live: list[Position]) -> dict[str, Callable[[int], list[str]]]:
    return {
        "PostgreSQL full text, ts_rank": lambda i: _asked(_FULL_TEXT, [_any_word(live[i])]),
        "PostgreSQL join over skills": lambda i: _asked(_SKILL_JOIN, [_codes(live[i])]),
        "ILIKE count of skill words": lambda i: _like([text for text, _ in _skills(live[i])]),
    }


def _asked(sql: str, values: Sequence[str | list[str]]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _like(texts: list[str]) -> list[str]:
    if not texts:
        return []
    count = " + ".join("(body LIKE %s)::int" for _ in texts)
    return _asked(_LIKE.format(count=count), [f"%{text.lower()}%" for text in texts])


def _skills(position: Position) -> list[tuple[str, str]]:
    assert position.current is not None
    return [(skill.text, skill.code) for skill in position.current.skills.all()]


def _codes(position: Position) -> list[str]:
    return [code for _, code in _skills(position) if code]


def _any_word(position: Position) -> str:
    assert position.current is not None
    text = "\n".join(f"{t.title}\n{t.requirements}" for t in position.current.texts.all())
    return " | ".join(
        "'" + word.replace("'", "''").replace("\\", "") + "'" for word in sorted(lexemes(text)) if len(word) > 1
    )
