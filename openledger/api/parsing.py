"""How bodies are read: strict JSON and nothing else."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from apps.foundation import strict_json


class StrictJSONParser(BaseParser):
    """Reads what `strict_json` reads; its refusals name the place."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON is whatever was sent
        """The body is read through the request, which keeps it: an idempotency key needs its hash."""
        body = parser_context["request"].body if parser_context else stream.read()
        return strict_json.loads(body)
