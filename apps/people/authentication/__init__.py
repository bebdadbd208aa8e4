"""Who is asking: API keys, sessions that know whose they are, and what is counted when somebody guesses."""

from apps.people.authentication.keys import KeyAuthentication, ScopeRequired

__all__ = ["KeyAuthentication", "ScopeRequired"]
