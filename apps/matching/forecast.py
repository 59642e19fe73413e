"""What a text of a call would find now, before anybody publishes it: the ranking itself, run once more, nothing stored.

It is the same computation that a stored run counts its solvers by (`call_runs.reach_of`), so a call published with this text finds the same while
the people on file are the same.
"""

from __future__ import annotations

from apps.accounts.models import Organisation
from apps.challenges.content import ChallengeContent
from apps.core.moves import GuardFailed
from apps.matching import call_runs, encoding, generations, needs, pools, runs
from apps.matching.engine.coverage import Reach
from apps.matching.engine.documents import encode
from apps.matching.engine.posting import prepare
from apps.matching.gather_calls import content_doc


def forecast(content: ChallengeContent, organisation: Organisation) -> Reach:
    """Runs in the request: one encoding and one pass over the pool of this process.

    Raises GuardFailed while no new text can be encoded: the encoder is being changed and the one in force is gone.
    """
    generation = generations.current()
    doc = content_doc("", content, organisation)
    try:
        encoded = encode(doc, encoding.loaded(generation).encoder)
        words = encoding.words(generation)
        posting = prepare(doc, encoded, generations.calibration(generation.pk), words)
        asked = call_runs.asked(needs.needs_of(content), generation)
    except encoding.EncoderAway as away:
        raise GuardFailed(away.told) from away
    pool = pools.current(generation)
    return call_runs.reach_of(posting, asked, needs.yearly(content), pool, runs.current_vocabulary())
