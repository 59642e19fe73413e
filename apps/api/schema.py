"""The OpenAPI description: every refusal has the one error shape, and tokens are called what they are."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.permissions import AllowAny


class ErrorDetailOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="for machines")
    detail = serializers.CharField(help_text="for people, in the language asked for")
    attr = serializers.CharField(allow_null=True, help_text="the field, `skills.0` within lists; null: the whole")


class ErrorOut(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="validation_error, client_error or server_error")
    errors = ErrorDetailOut(many=True)


REFUSALS = {
    "400": "A value is wrong; `attr` names its field.",
    "401": "Not signed in, or the token has ended.",
    "403": "Visible, but not allowed to you.",
    "404": "Not there, or not to be seen by you.",
    "409": "The state or the facts do not allow this step now.",
    "415": "The body is of a kind that is not read here.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}


class ApiSchema(AutoSchema):
    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._refusals():
            if status not in bodies:
                bodies[status] = {**self._get_response_for_code(ErrorOut, status), "description": REFUSALS[status]}
        return bodies

    def _refusals(self) -> list[str]:
        """Statuses that this operation can answer with besides its own."""
        writes = self.method != "GET"
        public = all(isinstance(row, AllowAny) for row in self.view.get_permissions())
        named = "{" in self.path
        rows = {
            "400": writes or bool(getattr(self.view, "filterset_class", None)),
            "401": not public,
            "403": not public,
            "404": named,
            "409": writes and not public,
            "415": writes,
            "429": bool(self.view.get_throttles()) or (writes and public),
        }
        return [status for status, can in rows.items() if can]


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "apps.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token ...` from `POST auth/token/`",
        }
