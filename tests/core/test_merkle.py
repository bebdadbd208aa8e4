"""The root of a version is what its definition says, costs what changed, and proves what is in and what is not."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.snapshots.core import merkle

#: Pairs whose paths are the same for eight digits, found by trying.
ALIKE = [("itm_27453", "itm_126312"), ("itm_85720", "itm_133213"), ("itm_120290", "itm_147427")]
IDS = st.sampled_from([item for pair in ALIKE for item in pair]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=6
)
HASHES = st.integers(0, 3).map(lambda number: hashlib.sha256(bytes([number])).digest())
MEMBERS = st.dictionaries(IDS, HASHES, max_size=40)


def numbered(count: int) -> dict[str, bytes]:
    return {f"itm_{number}": hashlib.sha256(f"words {number}".encode()).digest() for number in range(count)}


# Written from the docstring of the module alone, slowly, so that the two can be compared.


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def digits_of(item: str) -> list[int]:
    return [digit for byte in sha(item.encode()) for digit in divmod(byte, 16)]


def plain_leaf(item: str, content: bytes) -> bytes:
    return sha(b"\x00", item.encode(), b"\t", content)


def plain_node(members: Mapping[str, bytes], depth: int) -> bytes:
    if not members:
        return bytes(32)
    if len(members) == 1:
        return plain_leaf(*next(iter(members.items())))
    below = [
        {item: content for item, content in members.items() if digits_of(item)[depth] == digit}
        for digit in range(16)
    ]
    return sha(b"\x01", *(plain_node(part, depth + 1) for part in below))


def plain_root(members: Mapping[str, bytes]) -> bytes:
    return plain_node(members, 0) if members else sha(b"\x02")


def plain_climb(item: str, start: bytes, levels: Sequence[Sequence[str]]) -> bytes:
    here = start
    for depth in range(len(levels) - 1, -1, -1):
        others = [bytes.fromhex(text or "00" * 32) for text in levels[depth]]
        others.insert(digits_of(item)[depth], here)
        here = sha(b"\x01", *others)
    return here


VECTORS = [
    ({}, "dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986"),
    ({"itm_1": bytes(32)}, "160e51ff1be15f921bda4a1b62426fed644db202d11e54471e6b65af57b25770"),
    (numbered(2), "c132ae4522f6056d886fe86f980c26f96f816181c76fe7aaff64edfecee11ff1"),
    (
        dict.fromkeys(ALIKE[0], bytes(range(32))),
        "7700a1bdcf66869de29dc5319c37e1249ec67e859e920f76b9a0018bd0cc34b7",
    ),
    (numbered(100), "452cafb4b79909ea38bd6afd91cd46e1fed8ca69d10c44088968088aa518814a"),
]


@pytest.mark.parametrize(("members", "root"), VECTORS, ids=["empty", "one", "two", "alike", "hundred"])
def test_the_root_of_known_items_is_known(members: Mapping[str, bytes], root: str) -> None:
    assert merkle.root(members.items()).hex() == root
    assert plain_root(members).hex() == root


@given(MEMBERS)
def test_the_root_is_what_the_definition_says(members: Mapping[str, bytes]) -> None:
    assert merkle.root(members.items()) == plain_root(members)


@given(MEMBERS, st.randoms(use_true_random=False))
def test_the_order_in_which_items_come_does_not_matter(
    members: Mapping[str, bytes], chance: random.Random
) -> None:
    shuffled = list(members.items())
    chance.shuffle(shuffled)
    assert merkle.root(shuffled) == merkle.root(members.items())


@given(MEMBERS, MEMBERS)
def test_two_versions_have_one_root_only_when_they_hold_the_same(
    one: Mapping[str, bytes], other: Mapping[str, bytes]
) -> None:
    assert (merkle.root(one.items()) == merkle.root(other.items())) == (one == other)


def test_an_id_with_a_tab_passes_for_no_other_item() -> None:
    content = b"\t" * 32
    assert merkle.root([("a", content)]) != merkle.root([("a\t", content)])


@given(st.lists(st.tuples(IDS, st.none() | HASHES), max_size=40))
def test_a_trie_changed_step_by_step_has_the_root_of_one_made_at_once(
    steps: Sequence[tuple[str, bytes | None]],
) -> None:
    trie, members = merkle.Trie(), dict[str, bytes]()
    for item, content in steps:
        if content is not None:
            trie, members[item] = trie.with_(item, content), content
        elif item in members:
            trie = trie.without(item)
            del members[item]
        assert trie.root == merkle.Trie.of(members.items()).root == plain_root(members)


def test_two_paths_that_part_late_stay_deep_until_one_of_them_leaves() -> None:
    one, other = ALIKE[0]
    stranger = next(item for item in numbered(40) if digits_of(item)[0] != digits_of(one)[0])
    three = merkle.Trie.of((item, bytes(32)) for item in (one, other, stranger))
    two = three.without(stranger)
    assert len(two.prove(one).levels) == len(three.prove(one).levels) == 9
    assert two.root == plain_root({one: bytes(32), other: bytes(32)})
    assert two.without(other).root == plain_leaf(one, bytes(32))
    assert two.without(other).without(one).root == merkle.EMPTY_ROOT


@given(MEMBERS, IDS, HASHES)
def test_the_old_trie_stays_as_it_was(members: Mapping[str, bytes], item: str, content: bytes) -> None:
    trie = merkle.Trie.of(members.items())
    assert trie.with_(item, content).without(item).root == plain_root(
        {key: kept for key, kept in members.items() if key != item}
    )
    assert trie.root == plain_root(members)


def counting(plain: Callable[..., bytes], kind: str, hashed: Counter[str]) -> Callable[..., bytes]:
    def hash_and_count(*parts: object) -> bytes:
        hashed[kind] += 1
        return plain(*parts)

    return hash_and_count


CHANGES: list[tuple[str, Callable[[merkle.Trie], merkle.Trie], int]] = [
    ("changed", lambda trie: trie.with_("itm_17", bytes(32)), 1),
    ("added", lambda trie: trie.with_("itm_new", bytes(32)), 1),
    ("removed", lambda trie: trie.without("itm_17"), 0),
    ("the same", lambda trie: trie.with_("itm_17", numbered(18)["itm_17"]), 1),
]


@pytest.mark.parametrize(("name", "change", "leaves"), CHANGES, ids=[name for name, *_ in CHANGES])
def test_one_change_hashes_its_path_again_and_nothing_else(
    name: str, change: Callable[[merkle.Trie], merkle.Trie], leaves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, hashed = merkle.Trie.of(numbered(4_000).items()), Counter[str]()
    whole = sum(isinstance(node, merkle.Inner) for node in merkle.changed(merkle.Trie(), before))
    for kind, plain in (("inner", merkle.inner_hash), ("leaf", merkle.leaf_hash)):
        monkeypatch.setattr(merkle, f"{kind}_hash", counting(plain, kind, hashed))
    after = change(before)
    assert whole > 300
    assert hashed["leaf"] == leaves
    assert hashed["inner"] in ({0} if name == "the same" else {3, 4, 5, 6})
    written = list(merkle.changed(before, after))
    assert sum(isinstance(node, merkle.Inner) for node in written) == hashed["inner"]
    assert len(written) <= hashed["inner"] + 1


def test_all_of_a_trie_is_new_to_a_store_that_has_nothing() -> None:
    written = list(merkle.changed(merkle.Trie(), merkle.Trie.of(numbered(50).items())))
    assert sorted(node.item_id for node in written if isinstance(node, merkle.Leaf)) == sorted(numbered(50))
    assert len({node.digest for node in written}) == len(written)


@given(MEMBERS, IDS, HASHES)
def test_an_item_is_proved_with_its_own_content_and_with_no_other(
    members: dict[str, bytes], item: str, content: bytes
) -> None:
    members[item] = content
    root, proof = merkle.root(members.items()), merkle.prove(members.items(), item)
    assert merkle.verify(root, item, content, proof)
    assert plain_climb(item, plain_leaf(item, content), proof.as_json()["levels"]) == root  # type: ignore[arg-type]
    assert not merkle.verify(root, item, sha(content), proof)
    assert not merkle.verify(root, item + "x", content, proof)
    assert not merkle.verify(sha(root), item, content, proof)


@given(MEMBERS, IDS)
def test_an_item_is_either_proved_or_proved_absent(members: Mapping[str, bytes], item: str) -> None:
    root, trie = merkle.root(members.items()), merkle.Trie.of(members.items())
    prove, refused = (trie.prove, trie.prove_absence) if item in members else (trie.prove_absence, trie.prove)
    with pytest.raises(ValueError, match="among the items"):
        refused(item)
    proof = prove(item)
    assert isinstance(proof, merkle.Proof) == (item in members)
    if isinstance(proof, merkle.Absence):
        assert merkle.verify_absence(root, item, proof)
        assert proof == merkle.prove_absence(members.items(), item)
    assert not any(
        merkle.verify_absence(root, there, merkle.Absence(proof.levels, other))
        for there in members
        for other in [None, *members.items()]
    )


@given(MEMBERS, IDS)
def test_an_absence_is_checked_from_its_json(members: dict[str, bytes], item: str) -> None:
    members.pop(item, None)
    shown = merkle.prove_absence(members.items(), item).as_json()
    match shown["other"]:
        case {"item": str(other), "content_hash": str(content)}:
            start = plain_leaf(other, bytes.fromhex(content))
        case _:
            start = bytes(32) if shown["levels"] else sha(b"\x02")
    assert plain_climb(item, start, shown["levels"]) == plain_root(members)  # type: ignore[arg-type]


def test_a_leaf_that_does_not_belong_on_the_path_proves_no_absence() -> None:
    """A dishonest host could hang any leaf anywhere and say that this is all there is."""
    proof = merkle.prove(numbered(40).items(), "itm_1")
    stranger = next(item for item in numbered(40) if digits_of(item)[0] != digits_of("itm_1")[0])
    hung = plain_climb("itm_1", plain_leaf(stranger, bytes(32)), proof.as_json()["levels"])  # type: ignore[arg-type]
    assert not merkle.verify_absence(hung, "itm_1", merkle.Absence(proof.levels, (stranger, bytes(32))))


def test_an_empty_version_proves_that_nothing_is_in() -> None:
    nothing = merkle.prove_absence([], "itm_1")
    assert merkle.verify_absence(merkle.EMPTY_ROOT, "itm_1", nothing)
    assert not merkle.verify_absence(merkle.EMPTY_CHILD, "itm_1", nothing)
    assert not merkle.verify_absence(merkle.root([("itm_2", bytes(32))]), "itm_1", nothing)


@given(st.data())
def test_a_proof_with_one_bit_turned_proves_nothing(data: st.DataObject) -> None:
    members = numbered(200)
    root, proof = merkle.root(members.items()), merkle.prove(members.items(), "itm_7")
    depth, place = data.draw(st.integers(0, len(proof.levels) - 1)), data.draw(st.integers(0, 14))
    byte, bit = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7))
    levels = [list(others) for others in proof.levels]
    turned = bytearray(levels[depth][place])
    turned[byte] ^= 1 << bit
    levels[depth][place] = bytes(turned)
    assert not merkle.verify(root, "itm_7", members["itm_7"], merkle.Proof(tuple(map(tuple, levels))))


def test_a_proof_in_another_shape_proves_nothing() -> None:
    members = numbered(200)
    root, proof = merkle.root(members.items()), merkle.prove(members.items(), "itm_7")
    first, *rest = proof.levels
    joined = b"".join(first)
    shifted = (joined[:31], joined[31:64], *first[2:])  # the same bytes in a row, cut elsewhere
    for levels in (
        (shifted, *rest),
        (first[1:], *rest),
        ((*first, bytes(32)), *rest),
        (*proof.levels, first),
        tuple(rest),
        (),
        (first,) * 65,
    ):
        assert not merkle.verify(root, "itm_7", members["itm_7"], merkle.Proof(levels))
    assert merkle.verify(root, "itm_7", members["itm_7"], proof)


def test_what_cannot_be_a_leaf_proves_nothing() -> None:
    proof = merkle.prove(numbered(3).items(), "itm_1")
    root = merkle.root(numbered(3).items())
    assert not merkle.verify(root, "itm_1", numbered(3)["itm_1"][:31], proof)
    assert not merkle.verify(root, "\ud800", bytes(32), proof)
    assert not merkle.verify_absence(root, "\ud800", merkle.Absence((), None))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_content_hash_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        merkle.root([("itm_1", bytes(length))])
    with pytest.raises(ValueError, match="32 bytes"):
        merkle.Trie().with_("itm_1", bytes(length))


def test_an_item_that_is_there_twice_is_refused() -> None:
    twice = [*numbered(20).items(), ("itm_3", bytes(32))]
    for refuse in (merkle.root, merkle.Trie.of):
        with pytest.raises(ValueError, match="twice"):
            refuse(twice)
        with pytest.raises(ValueError, match="twice"):
            refuse([*numbered(1).items()] * 2)


@pytest.mark.parametrize("members", [{}, numbered(1), numbered(50)], ids=["empty", "one", "fifty"])
def test_only_what_is_there_is_taken_out(members: Mapping[str, bytes]) -> None:
    with pytest.raises(ValueError, match="itm_none is not among the items"):
        merkle.Trie.of(members.items()).without("itm_none")
