"""The life of a top-up: asked for by one person, then issued or refused by another."""

from apps.foundation.moves import Moves

MOVES = Moves.from_table("top-up", {"requested": ["issued", "refused"], "issued": [], "refused": []})
