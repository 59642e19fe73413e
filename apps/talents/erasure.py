"""When an account is erased: the profile forgets who she was. Applications keep a profile without a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.core import files, marks
from apps.core.models import File
from apps.talents.models import Talent, Visibility

EMPTY: dict[str, Any] = {
    "name_zh": "", "family_name": "", "given_name": "", "wechat": "", "whatsapp": "", "country": "",
    "chains": [], "disciplines": [], "languages": [], "districts": [], "kinds": [], "years": None, "years_derived": False,
    "salary_expected": None, "available_on": None, "intention": "", "needs_permit": None, "paper_count": None,
    "patent_count": None, "visibility": Visibility.RECOMMENDATIONS, "automated_ranking": False, "open_to_work": False,
    "confirmed_at": None, "content_hash": "",
}  # fmt: skip


@transaction.atomic
def forget(talent: Talent) -> None:
    """Delete rows, CV files and papers of claims; lists she stands on are computed again."""
    held = list(File.objects.filter(data_class=File.DataClass.CV, owner_ref=talent.user.public_id))
    for related in ("texts", "education", "experience", "skills", "projects", "blocked", "claims", "readings", "drafts", "identity_keys"):  # fmt: skip
        getattr(talent, related).all().delete()
    for file in held:
        files.remove(file)
    Talent.objects.filter(pk=talent.pk).update(**EMPTY)
    marks.touch("talent", [talent.pk])
