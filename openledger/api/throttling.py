"""How actors are slowed: so many requests in a window for each key, person or address, and told so."""

from dataclasses import dataclass
from typing import Protocol, Self

import structlog
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

log = structlog.get_logger(__name__)


class View(Protocol):
    """What of a view is needed here; the framework's views cannot be imported by what their settings name."""

    headers: dict[str, str]


_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """`600/min`; s, m, h or d is what counts of the unit."""
        number, _, unit = text.partition("/")
        return cls(requests=int(number), seconds=_SECONDS[unit[0]])


class ActorThrottle(BaseThrottle):
    """Counts in fixed windows with the cache's atomic increment; the headers are the RateLimit draft's.

    Without a cache everybody passes, and it is logged: the API does not depend on it.
    """

    scope = "actor"

    def __init__(self) -> None:
        self.rate = Rate.parse(str(api_settings.DEFAULT_THROTTLE_RATES[self.scope]))
        self.left = self.rate.seconds

    def allow_request(self, request: Request, view: View) -> bool:
        number, passed = divmod(int(timezone.now().timestamp()), self.rate.seconds)
        self.left = self.rate.seconds - passed
        used = self._count(f"throttle:{self.scope}:{self._actor(request)}:{number}")
        remaining = max(0, self.rate.requests - used)
        view.headers["RateLimit-Policy"] = f'"{self.scope}";q={self.rate.requests};w={self.rate.seconds}'
        view.headers["RateLimit"] = f'"{self.scope}";r={remaining};t={self.left}'
        return used <= self.rate.requests

    def wait(self) -> float:
        return self.left

    def _count(self, key: str) -> int:
        """How many requests there were with this one; none when nobody can tell."""
        try:
            cache.add(key, 0, timeout=2 * self.rate.seconds)
            return cache.incr(key)
        except (RedisError, OSError, ValueError) as error:
            log.warning("throttle_is_open", reason=str(error))
            return 0

    def _actor(self, request: Request) -> str:
        if request.auth is not None:
            return f"key:{request.auth.pk}"
        if request.user.is_authenticated:
            return f"person:{request.user.pk}"
        return f"address:{self.get_ident(request)}"
