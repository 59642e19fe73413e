"""Tokens of the API: knox's, with what pages demand as well."""

from __future__ import annotations

from typing import Any

from knox.auth import TokenAuthentication as KnoxTokens
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from apps.accounts import signin


class TokenAuthentication(KnoxTokens):
    """`Authorization: Token ...`. Who has become an operator since signing in needs a second factor from then on."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not token.isalnum():  # bytes outside ASCII are not alphanumeric
            raise AuthenticationFailed
        user, found = super().authenticate_credentials(token)
        if signin.needs_second_factor(user):
            raise PermissionDenied(str(signin.SecondFactorMissing()))
        return user, found
