"""The published vectors of RFC 6962's proofs where they lie beside the checkout; ours always."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.paths import SHARED
from tocsin.kernel.tlog import tree
from tocsin.kernel.tlog.verify import (
    Invalid,
    leaf_hash,
    node_hash,
    root_from_inclusion,
    verify_consistency,
    verify_inclusion,
)

# The tree of seven leaves "", 00, 10, 2021, 3031, 40414243, 5051…57 that logs are tested with.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
]


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node_hash(slow_root(leaves[:left]), slow_root(leaves[left:]))


def slow_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 §2.1.1 as it is written there."""
    if len(leaves) == 1:
        return []
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if index < left:
        return [*slow_path(index, leaves[:left]), slow_root(leaves[left:])]
    return [*slow_path(index - left, leaves[left:]), slow_root(leaves[:left])]


def slow_growth(size: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962 §2.1.2 as it is written there."""
    if size == len(leaves):
        return [] if whole else [slow_root(leaves)]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if size <= left:
        return [*slow_growth(size, leaves[:left], whole), slow_root(leaves[left:])]
    return [*slow_growth(size - left, leaves[left:], False), slow_root(leaves[:left])]


def published_vectors() -> list[tuple[str, Any]]:
    """Inclusion and consistency as logs' makers publish them."""
    path = SHARED / "vectors" / "merkle.json"
    if not path.exists():
        return []
    kinds = json.loads(path.read_text("utf-8"))["vectors"]
    return [(kind, one) for kind in ("inclusion", "consistency") for one in kinds[kind]]


def holds(check: Callable[..., object], *given: Any) -> bool:
    try:
        check(*given)
    except Invalid:
        return False
    return True


def of_base64(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def judged(kind: str, one: Any) -> bool:
    """What we say of a published vector."""
    path = [of_base64(line) for line in one["proof"] or []]
    if kind == "inclusion":
        leaf, root = of_base64(one["leafHash"]), of_base64(one["root"])
        return holds(verify_inclusion, one["leafIdx"], one["treeSize"], leaf, path, root)
    roots = of_base64(one["root1"]), of_base64(one["root2"])
    return holds(verify_consistency, one["size1"], one["size2"], path, *roots)


def test_every_published_vector_is_judged_as_it_says() -> None:
    vectors = published_vectors()
    wrong = [one for kind, one in vectors if judged(kind, one) == one["wantErr"]]
    assert not wrong
    assert len(vectors) in {0, 196}


def test_the_roots_of_the_well_known_seven_leaves() -> None:
    leaves = [leaf_hash(bytes.fromhex(one)) for one in LEAVES]
    assert [tree.root(leaves[: size + 1]).hex() for size in range(7)] == ROOTS


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert tree.root([]) == tree.EMPTY == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 100])
def test_every_proof_of_a_small_tree_is_as_the_standard_writes_it(size: int) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    hashes = tree.of_leaves(leaves)
    root = tree.root(leaves)
    assert root == slow_root(leaves)
    for index in range(size):
        path = tree.inclusion_proof(index, size, hashes)
        assert path == slow_path(index, leaves)
        verify_inclusion(index, size, leaves[index], path, root)
    for smaller in range(1, size + 1):
        path = tree.consistency_proof(smaller, size, hashes)
        assert path == slow_growth(smaller, leaves)
        verify_consistency(smaller, size, path, tree.root(leaves[:smaller]), root)


def altered(path: list[bytes], random_: random.Random) -> list[list[bytes]]:
    """A proof, wrong in every way we know."""
    flipped = [
        [*path[:at], bytes([one[0] ^ 1]) + one[1:], *path[at + 1 :]] for at, one in enumerate(path)
    ]
    short = [path[:-1], path[1:]] if path else []
    more = random_.randbytes(32)
    cut = [[*path[:-1], path[-1][:31]]] if path else []
    turned = [path[::-1]] if path != path[::-1] else []
    return [*flipped, *short, *cut, *turned, [*path, more], [more, *path]]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 21, 64, 70])
def test_no_altered_proof_of_inclusion_holds(size: int) -> None:
    dice = random.Random(size)  # noqa: S311
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    root = tree.root(leaves)
    for index in range(size):
        path = tree.inclusion_proof(index, size, tree.of_leaves(leaves))
        for wrong in altered(path, dice):
            assert not holds(verify_inclusion, index, size, leaves[index], wrong, root)
        assert not holds(verify_inclusion, index, size, dice.randbytes(32), path, root)
        assert not holds(verify_inclusion, index, size, leaves[index], path, dice.randbytes(32))
        assert not holds(verify_inclusion, index, size, leaves[index][:31], path, root)
        for elsewhere in {index ^ 1, index + 1, -1, size} - {index}:
            assert not holds(verify_inclusion, elsewhere, size, leaves[index], path, root)


@pytest.mark.parametrize("size", [2, 3, 7, 8, 9, 21, 64, 70])
def test_no_altered_proof_of_growth_holds(size: int) -> None:
    dice = random.Random(size)  # noqa: S311
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    root = tree.root(leaves)
    for smaller in range(1, size + 1):
        old = tree.root(leaves[:smaller])
        path = tree.consistency_proof(smaller, size, tree.of_leaves(leaves))
        for wrong in altered(path, dice):
            assert not holds(verify_consistency, smaller, size, wrong, old, root)
        assert not holds(verify_consistency, smaller, size, path, dice.randbytes(32), root)
        assert not holds(verify_consistency, smaller, size, path, old, dice.randbytes(32))
        assert not holds(verify_consistency, smaller, size, path, old[:31], root)
        assert not holds(verify_consistency, smaller, size, path, old, root + b"\x00")


@pytest.mark.parametrize(("smaller", "larger"), [(0, 0), (0, 5), (-1, 5), (6, 5)])
def test_a_log_does_not_grow_from_nothing_or_backwards(smaller: int, larger: int) -> None:
    with pytest.raises(Invalid, match=f"A log of {larger} entries cannot have grown from"):
        verify_consistency(smaller, larger, [], tree.EMPTY, tree.EMPTY)


def test_two_roots_of_one_size_are_a_fork() -> None:
    with pytest.raises(Invalid, match="two different logs of 5 entries: one was forked off"):
        verify_consistency(5, 5, [], b"a" * 32, b"b" * 32)
    verify_consistency(5, 5, [], b"a" * 32, b"a" * 32)


def test_proofs_of_a_lone_leaf_are_empty() -> None:
    assert root_from_inclusion(0, 1, b"a" * 32, []) == b"a" * 32


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_there_is_no_proof_for_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"no entry {index} in a tree of {size}"):
        tree.inclusion_proof(index, size, tree.of_leaves([]))


@pytest.mark.parametrize(("smaller", "larger"), [(0, 3), (4, 3)])
def test_there_is_no_way_from_nothing_or_back(smaller: int, larger: int) -> None:
    with pytest.raises(ValueError, match="no way from a tree of"):
        tree.consistency_proof(smaller, larger, tree.of_leaves([]))


def test_a_frontier_grows_without_reading_the_tree() -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(300)]
    frontier = tree.Frontier()
    for size, leaf in enumerate(leaves, 1):
        frontier = tree.Frontier.from_bytes(frontier.to_bytes())
        frontier.append(leaf)
        assert frontier.size == size
        assert frontier.root() == tree.root(leaves[:size])
        assert len(frontier.to_bytes()) == 8 + 32 * size.bit_count()


@pytest.mark.parametrize("steps", [(1300,), (1, 255, 256, 788), (255, 2, 600), (300, 0, 1, 999)])
def test_a_frontier_that_grows_by_many_is_that_which_grows_by_each(steps: tuple[int, ...]) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(sum(steps))]
    one_by_one, by_many = tree.Frontier(), tree.Frontier()
    for step in steps:
        some = leaves[by_many.size : by_many.size + step]
        by_many.extend(iter(some))
        for leaf in some:
            one_by_one.append(leaf)
        assert by_many == one_by_one


def test_what_stands_above_a_row_are_its_pairs() -> None:
    assert tree.above([b"a", b"b", b"c"]) == [node_hash(b"a", b"b")]
    assert tree.above([b"a"]) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 7,
        b"\x00" * 7 + b"\x01",
        b"\x00" * 9,
        b"\xff" * 8 + b"a" * 32 * 64,
        b"\x80" + bytes(7 + 32),
    ],
)
def test_a_damaged_frontier_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="Rebuild it from the entries"):
        tree.Frontier.from_bytes(data)


def test_each_hash_of_a_proof_has_thirty_two_bytes() -> None:
    leaf = leaf_hash(b"")
    for one, path in ((leaf[1:], [leaf]), (leaf, [leaf[1:]]), (leaf, [leaf + b"x"])):
        with pytest.raises(Invalid, match="A hash of the proof has not 32 bytes"):
            root_from_inclusion(0, 2, one, path)


def test_a_proof_of_growth_of_the_wrong_length_is_told_from_a_wrong_one() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(7)]
    roots = tree.root(leaves[:3]), tree.root(leaves)
    path = tree.consistency_proof(3, 7, tree.of_leaves(leaves))
    for wrong in ([*path, leaves[0]], [*path, *path], path[:-1]):
        with pytest.raises(Invalid, match="The proof of growth has the wrong length"):
            verify_consistency(3, 7, wrong, *roots)
