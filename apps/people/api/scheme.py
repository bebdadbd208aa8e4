"""How the OpenAPI document describes keys."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from apps.people.authentication import KeyAuthentication


class KeyScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer` with a key of a person or an agent."""

    target_class = KeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "olp_ or ola_ and 36 letters"}
