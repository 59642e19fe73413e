"""Tokens: signing in by password (and code), signing out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import update_last_login
from drf_spectacular.utils import OpenApiResponse, extend_schema
from knox.models import get_token_model
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import signin
from apps.api.fields import PlainTextField
from apps.api.tokens import TokenAuthentication
from apps.api.views import read

STATUSES = {
    signin.BadCredentials.code: status.HTTP_401_UNAUTHORIZED,
    signin.CodeNeeded.code: status.HTTP_401_UNAUTHORIZED,
    signin.CodeWrong.code: status.HTTP_401_UNAUTHORIZED,
    signin.RateLimited.code: status.HTTP_429_TOO_MANY_REQUESTS,
}


class SignInRefused(APIException):
    """What `apps.accounts.signin` refuses, with its code."""

    def __init__(self, refused: signin.SignInRefused) -> None:
        self.status_code = STATUSES.get(refused.code, status.HTTP_403_FORBIDDEN)
        super().__init__(str(refused), code=refused.code)


class CredentialsIn(serializers.Serializer[Any]):
    email = PlainTextField(max_length=254)
    password = PlainTextField(max_length=1000, trim_whitespace=False)
    code = PlainTextField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text="of the authenticator app, if there is one",
    )


class TokenOut(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="to be sent as `Authorization: Token ...`")
    expires_at = serializers.DateTimeField()


class GetToken(APIView):
    """A token for e-mail and password; the same limits and second factor as on the pages."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=CredentialsIn, responses=TokenOut, operation_id="auth_token")
    def post(self, request: Request) -> Response:
        given = read(CredentialsIn, request)
        try:
            user = signin.check_credentials(request._request, **given)
        except signin.SignInRefused as refused:
            raise SignInRefused(refused) from refused
        update_last_login(None, user)  # type: ignore[arg-type]
        row, token = get_token_model().objects.create(user=user)
        return Response(TokenOut({"token": token, "expires_at": row.expiry}).data)


class Logout(APIView):
    """The token that was sent ends; others of the same person stay."""

    authentication_classes = (TokenAuthentication,)

    @extend_schema(request=None, responses={204: OpenApiResponse(description="The token has ended.")})
    def post(self, request: Request) -> Response:
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
