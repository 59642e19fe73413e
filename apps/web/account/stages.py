"""Steps between proving who one is and being signed in."""

from __future__ import annotations

from typing import Any

from allauth.account import stages


class EmailVerificationStage(stages.EmailVerificationStage):
    """Who signed up by mobile number alone has proved that number and has no e-mail address to prove."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and not user.email and user.phone_verified:
            return None, True
        found: tuple[Any, bool] = super().handle()
        return found
