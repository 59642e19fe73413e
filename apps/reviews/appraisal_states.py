"""What an opinion of an expert on a call can be, and what it is asked about (论证, rule R4)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class OpinionState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("opinion", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("opinion", "Being written")
    GIVEN = "given", pgettext_lazy("opinion", "Given")
    DECLINED = "declined", pgettext_lazy("opinion", "Declined")
    EXPIRED = "expired", pgettext_lazy("opinion", "Not given in time")
    CALLED_OFF = "called_off", pgettext_lazy("opinion", "No longer needed")


O = OpinionState  # noqa: E741  the table below is read in one glance
OPEN = (O.INVITED, O.ACCEPTED)
HELD = (*OPEN, O.GIVEN)  # an expert is not asked twice while one of these stands
OPINION_MOVES = moves(
    declare=((O.INVITED,), O.ACCEPTED),
    decline=(OPEN, O.DECLINED),
    give_opinion=((O.ACCEPTED,), O.GIVEN),
    expire=(OPEN, O.EXPIRED),
    call_off=(OPEN, O.CALLED_OFF),
)


class Question(models.TextChoices):
    REAL = "real", pgettext_lazy("appraisal", "The need is real")
    BEYOND = "beyond", pgettext_lazy("appraisal", "It is beyond the firm's own ability")
    UNSOLVED = "unsolved", pgettext_lazy("appraisal", "The trade has not solved it yet")
    KEY_INDUSTRY = "key_industry", pgettext_lazy("appraisal", "It lies in a key industry of the city")
    MEASURABLE = "measurable", pgettext_lazy("appraisal", "The indicators can be measured and verified")
    BUDGET = "budget", pgettext_lazy("appraisal", "The budget is sensible")
    TERM = "term", pgettext_lazy("appraisal", "The term is sensible")


class Answer(models.TextChoices):
    OPEN = "", pgettext_lazy("appraisal", "-")
    YES = "yes", pgettext_lazy("appraisal", "Yes")
    NO = "no", pgettext_lazy("appraisal", "No")
    PARTLY = "partly", pgettext_lazy("appraisal", "Partly, see the remark")


class Recommendation(models.TextChoices):
    OPEN = "", pgettext_lazy("appraisal", "-")
    SUPPORT = "support", pgettext_lazy("appraisal", "The call should be made")
    CHANGE = "change", pgettext_lazy("appraisal", "The call should be made after changes")
    OPPOSE = "oppose", pgettext_lazy("appraisal", "The call should not be made")


class DeclineReason(models.TextChoices):
    CONFLICT = "conflict", pgettext_lazy("appraisal", "I am not independent")
    NO_TIME = "no_time", pgettext_lazy("appraisal", "I have no time")
    FIELD = "field", pgettext_lazy("appraisal", "It is not my field")
