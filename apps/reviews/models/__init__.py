from apps.reviews.models.appraisal import Opinion, OpinionAnswer
from apps.reviews.models.form_check import CheckList, FormAppeal, FormCheck, FormItem

__all__ = ["CheckList", "FormAppeal", "FormCheck", "FormItem", "Opinion", "OpinionAnswer"]
