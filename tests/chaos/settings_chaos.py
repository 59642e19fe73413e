"""Settings of processes that are killed on purpose: short leases, so that what died is taken again soon."""

from datetime import timedelta

from talentplatform.settings_test import *  # noqa: F403

MARK_LEASE = timedelta(seconds=4)
MARK_ATTEMPTS = 100  # a mark that is killed often is not poison here
MATCHING_ENCODER = "tests.matching.world.LetterEncoder"
