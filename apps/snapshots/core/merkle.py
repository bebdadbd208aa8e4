"""The root over the items of a version: a 16-ary Merkle trie, in which a change costs its path and not the whole.

The definition, for whoever writes a verifier; `||` joins bytes, H is SHA-256, ids are UTF-8 as they stand:

    path(i)    = the 64 hex digits of H(i), the first one first, each a number from 0 to 15
    leaf(i, c) = H(0x00 || i || 0x09 || c), where c is the content hash of item i: 32 bytes
    node(S, d) = 32 zero bytes if the set S is empty; leaf(i, c) if S holds one item; otherwise
                 H(0x01 || node(S_0, d + 1) || ... || node(S_15, d + 1)),
                 where S_n are the items of S whose path has n at place d, counted from 0
    root(S)    = H(0x02) if S is empty, otherwise node(S, 0)

So a leaf stands at the first place where its path is its own, whatever came first and whatever was there before. A
proof lists, from the root down, the 15 other children of each inner node on the path. To check it, begin with the leaf
and work up: at each level put the hash so far in at the place that the path names, and hash the 16 as an inner node.
A proof of absence begins with 32 zero bytes, or with the leaf of another item whose path is the same up to there.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeVar

HASH_LENGTH: Final = 32
CHILDREN: Final = 16
#: How many digits a path has, and so how deep a trie can be.
DEPTH_MOST: Final = 64
EMPTY_CHILD: Final = bytes(HASH_LENGTH)
EMPTY_ROOT: Final = hashlib.sha256(b"\x02").digest()

Levels = tuple[tuple[bytes, ...], ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Proof:
    """That an item is in, with one content hash. As JSON each hash is hex, and an empty child is an empty string."""

    levels: Levels

    def as_json(self) -> dict[str, object]:
        return {"levels": _levels_as_json(self.levels)}


@dataclass(frozen=True, slots=True)
class Absence:
    """That an item is not in: its path ends at an empty child, or at the leaf of another item that begins alike."""

    levels: Levels
    other: tuple[str, bytes] | None

    def as_json(self) -> dict[str, object]:
        other = self.other and {"item": self.other[0], "content_hash": self.other[1].hex()}
        return {"levels": _levels_as_json(self.levels), "other": other}


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One item, wherever it stands."""

    item_id: str
    content_hash: bytes
    digest: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Inner:
    """Sixteen places, of which two items at least are below."""

    children: tuple["Node | None", ...]
    digest: bytes


Node = Leaf | Inner


@dataclass(frozen=True, slots=True, eq=False)
class Trie:
    """The items of a version. A changed trie is a new one, which shares with the old whatever did not change."""

    top: Node | None = None

    @classmethod
    def of(cls, leaves: Iterable[tuple[str, bytes]]) -> Self:
        """All at once: each inner node is hashed once."""
        return cls(_over([(_path(item_id), _leaf(item_id, content)) for item_id, content in leaves], 0))

    @property
    def root(self) -> bytes:
        return EMPTY_ROOT if self.top is None else self.top.digest

    def with_(self, item_id: str, content_hash: bytes) -> "Trie":
        """The item put in, or its content hash replaced."""
        return Trie(_put(self.top, _leaf(item_id, content_hash), _path(item_id), 0))

    def without(self, item_id: str) -> "Trie":
        """The item taken out. It has to be there."""
        return Trie(_take(self.top, item_id, _path(item_id), 0))

    def prove(self, item_id: str) -> Proof:
        """For an item that is in."""
        levels, end = _descend(self.top, _path(item_id))
        if not isinstance(end, Leaf) or end.item_id != item_id:
            raise ValueError(f"{item_id} is not among the items")
        return Proof(levels)

    def prove_absence(self, item_id: str) -> Absence:
        """For an item that is not in."""
        levels, end = _descend(self.top, _path(item_id))
        if not isinstance(end, Leaf):
            return Absence(levels, None)
        if end.item_id == item_id:
            raise ValueError(f"{item_id} is among the items")
        return Absence(levels, (end.item_id, end.content_hash))


def root(leaves: Iterable[tuple[str, bytes]]) -> bytes:
    """The root over item ids and content hashes, in whatever order they come. It keeps hashes and no nodes."""
    found = [(_path(item_id), leaf_hash(item_id, content)) for item_id, content in leaves]
    return _grow(found, 0, _inner_hash_of) or EMPTY_ROOT


def prove(leaves: Iterable[tuple[str, bytes]], item_id: str) -> Proof:
    """That an item is among the leaves. Whoever proves often keeps the `Trie`."""
    return Trie.of(leaves).prove(item_id)


def prove_absence(leaves: Iterable[tuple[str, bytes]], item_id: str) -> Absence:
    """That an item is not among the leaves."""
    return Trie.of(leaves).prove_absence(item_id)


def verify(root_hash: bytes, item_id: str, content_hash: bytes, proof: Proof) -> bool:
    """Whether the version with that root holds the item with that content hash, and then with no other."""
    try:
        return _climb(leaf_hash(item_id, content_hash), _path(item_id), proof.levels) == root_hash
    except ValueError:
        return False


def verify_absence(root_hash: bytes, item_id: str, absence: Absence) -> bool:
    """Whether the version with that root does not hold the item, with any content hash."""
    try:
        path, end = _path(item_id), EMPTY_CHILD if absence.levels else EMPTY_ROOT
        if absence.other is not None:
            depth = len(absence.levels)
            if absence.other[0] == item_id or _path(absence.other[0])[:depth] != path[:depth]:
                return False
            end = leaf_hash(*absence.other)
        return _climb(end, path, absence.levels) == root_hash
    except ValueError:
        return False


def changed(older: Trie, newer: Trie) -> Iterator[Node]:
    """The nodes that the newer trie has and the older has not at the same place: what a store has yet to write."""
    waiting = [(older.top, newer.top)]
    while waiting:
        was, node = waiting.pop()
        if node is None or (was is not None and was.digest == node.digest):
            continue
        yield node
        if isinstance(node, Inner):
            before = was.children if isinstance(was, Inner) else (None,) * CHILDREN
            waiting += zip(before, node.children, strict=True)


def leaf_hash(item_id: str, content_hash: bytes) -> bytes:
    """The hash of a leaf. The last 33 bytes have a fixed length, so an id may hold anything, a tab as well."""
    if len(content_hash) != HASH_LENGTH:
        raise ValueError(f"a content hash has {HASH_LENGTH} bytes")
    return hashlib.sha256(b"\x00" + item_id.encode() + b"\x09" + content_hash).digest()


def inner_hash(children: Sequence[bytes]) -> bytes:
    """The hash of an inner node, from the hashes of its sixteen children."""
    return hashlib.sha256(b"\x01" + b"".join(children)).digest()


def _path(item_id: str) -> str:
    return hashlib.sha256(item_id.encode()).hexdigest()


def _leaf(item_id: str, content_hash: bytes) -> Leaf:
    return Leaf(item_id, content_hash, leaf_hash(item_id, content_hash))


def _inner(children: tuple[Node | None, ...]) -> Inner:
    return Inner(children, inner_hash(_digests(children)))


def _digests(children: Iterable[Node | None]) -> list[bytes]:
    return [EMPTY_CHILD if child is None else child.digest for child in children]


def _inner_hash_of(children: Sequence[bytes | None]) -> bytes:
    return inner_hash([child or EMPTY_CHILD for child in children])


def _over(leaves: Sequence[tuple[str, Node]], depth: int) -> Node | None:
    return _grow(leaves, depth, _inner)


def _grow(leaves: Sequence[tuple[str, T]], depth: int, join: Callable[[tuple[T | None, ...]], T]) -> T | None:
    """What stands above leaves whose paths are the same up to that depth, with inner nodes made by `join`."""
    if len(leaves) < 2:
        return leaves[0][1] if leaves else None
    if depth == DEPTH_MOST:
        raise ValueError("an item is there twice")
    places: list[list[tuple[str, T]]] = [[] for _ in range(CHILDREN)]
    for leaf in leaves:
        places[int(leaf[0][depth], 16)].append(leaf)
    return join(tuple(_grow(place, depth + 1, join) for place in places))


def _put(node: Node | None, leaf: Leaf, path: str, depth: int) -> Node | None:
    if node is None or (isinstance(node, Leaf) and node.item_id == leaf.item_id):
        return leaf if node is None or node.digest != leaf.digest else node
    if isinstance(node, Leaf):
        return _over([(_path(node.item_id), node), (path, leaf)], depth)
    place = int(path[depth], 16)
    child = _put(node.children[place], leaf, path, depth + 1)
    return node if child is node.children[place] else _inner(_replaced(node, place, child))


def _take(node: Node | None, item_id: str, path: str, depth: int) -> Node | None:
    if isinstance(node, Leaf) and node.item_id == item_id:
        return None
    if node is None or isinstance(node, Leaf):
        raise ValueError(f"{item_id} is not among the items")
    place = int(path[depth], 16)
    children = _replaced(node, place, _take(node.children[place], item_id, path, depth + 1))
    left = [child for child in children if child is not None]
    # A leaf that is left alone moves up, because its path is its own again at a shallower depth.
    return left[0] if len(left) == 1 and isinstance(left[0], Leaf) else _inner(children)


def _replaced(node: Inner, place: int, child: Node | None) -> tuple[Node | None, ...]:
    return (*node.children[:place], child, *node.children[place + 1 :])


def _descend(top: Node | None, path: str) -> tuple[Levels, Node | None]:
    """The other children on the way down a path, and where it ends."""
    levels: list[tuple[bytes, ...]] = []
    node = top
    while isinstance(node, Inner):
        place = int(path[len(levels)], 16)
        digests = _digests(node.children)
        levels.append((*digests[:place], *digests[place + 1 :]))
        node = node.children[place]
    return tuple(levels), node


def _climb(digest: bytes, path: str, levels: Levels) -> bytes:
    """From the end of a path back to the root."""
    if len(levels) > DEPTH_MOST:
        raise ValueError("no trie is that deep")
    for depth, others in reversed(list(enumerate(levels))):
        if [len(other) for other in others] != [HASH_LENGTH] * (CHILDREN - 1):
            raise ValueError("each level has the hashes of the 15 other children")
        place = int(path[depth], 16)
        digest = inner_hash([*others[:place], digest, *others[place:]])
    return digest


def _levels_as_json(levels: Levels) -> list[list[str]]:
    return [["" if other == EMPTY_CHILD else other.hex() for other in others] for others in levels]
