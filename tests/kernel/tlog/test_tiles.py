"""The files of a log: where they lie, what is in them, and how a tree is read from them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.kernel.tlog.sample import voices
from tocsin.kernel.tlog import tiles, tree
from tocsin.kernel.tlog.tiles import Reader, Tile
from tocsin.kernel.tlog.verify import Invalid, leaf_hash


class Shelf(dict[str, bytes]):
    """Files in memory, and which of them were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def read(self, place: str) -> bytes:
        self.asked.append(place)
        try:
            return self[place]
        except KeyError:
            raise FileNotFoundError(place) from None

    def grow(self, size: int, entries: list[bytes]) -> None:
        self.update({t.path: data for t, data in tiles.grow(Reader(self.read, size), entries)})


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 67, 12), "tile/0/067.p/12"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 1_000_000_067), "tile/0/x001/x000/x000/067"),
        (Tile(1, 1_000, 255), "tile/1/x001/000.p/255"),
        (Tile(63, 999), "tile/63/999"),
        (Tile(None, 1_234_067, 1), "tile/entries/x001/x234/067.p/1"),
    ],
)
def test_a_file_lies_where_the_specification_says(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p",
        "tile/entries/000/",
        "tile/0/٠٠٠",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/" + "x001/" * 20 + "000",
    ],
)
def test_no_other_place_is_a_file_of_a_log(path: str) -> None:
    with pytest.raises(Invalid, match="is no place of a file of a log"):
        Tile.parse(path)


def test_seventy_thousand_entries_have_the_tiles_that_the_specification_counts() -> None:
    found = tiles.of_size(70_000)
    level = {at: [one for one in found if one.level == at] for at in (None, 0, 1, 2, 3)}
    assert [len(level[at]) for at in (None, 0, 1, 2, 3)] == [274, 274, 2, 1, 0]
    assert [level[at][-1].width for at in (None, 0, 1, 2)] == [112, 112, 17, 1]
    assert level[1][0] == Tile(1, 0)


@pytest.mark.parametrize(("size", "levels"), [(0, 0), (1, 1), (255, 1), (256, 2), (65_536, 3)])
def test_a_tree_has_as_many_levels_as_it_needs(size: int, levels: int) -> None:
    assert len(tiles.count_levels(size)) == levels
    assert {one.level for one in tiles.of_size(size)} - {None} == set(range(levels))


def test_two_hundred_and_fifty_six_entries_make_a_tile_of_one_above() -> None:
    assert tiles.of_size(256) == [Tile(None, 0), Tile(0, 0), Tile(1, 0, 1)]


ENTRIES = voices(1_300)
LEAVES = [leaf_hash(one) for one in ENTRIES]


@pytest.mark.parametrize(
    "sizes", [[0, 1], [0, 255], [0, 256], [0, 257], [0, 5, 5, 255, 256, 257, 511, 512, 1300]]
)
def test_a_tree_grows_to_the_same_files_by_any_steps(sizes: list[int]) -> None:
    shelf, at_once = Shelf(), Shelf()
    for before, after in pairwise(sizes):
        shelf.grow(before, ENTRIES[before:after])
        needed = {one.path for one in tiles.of_size(after)}
        assert needed <= set(shelf)
        assert Reader(shelf.read, after).root() == tree.root(LEAVES[:after])
    at_once.grow(0, ENTRIES[: sizes[-1]])
    assert all(shelf[place] == data for place, data in at_once.items())


def test_growing_reads_the_edge_only() -> None:
    shelf = Shelf()
    shelf.grow(0, ENTRIES[:600])
    shelf.asked.clear()
    shelf.grow(600, ENTRIES[600:610])
    assert set(shelf.asked) == {"tile/entries/002.p/88", "tile/0/002.p/88"}
    shelf.asked.clear()
    shelf.grow(610, ENTRIES[610:])
    assert "tile/1/000.p/2" in shelf.asked


def test_entries_lie_behind_their_length() -> None:
    shelf = Shelf()
    shelf.grow(0, [b"ab", b"", b"c"])
    assert shelf["tile/entries/000.p/3"] == b"\x00\x02ab\x00\x00\x00\x01c"
    assert list(Reader(shelf.read, 3).entries(0, 3)) == [b"ab", b"", b"c"]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    made = Shelf()
    made.grow(0, ENTRIES)
    return made


@pytest.mark.parametrize(("first", "end"), [(0, 0), (0, 1), (255, 257), (256, 512), (300, 1300)])
def test_any_stretch_of_entries_is_read(shelf: Shelf, first: int, end: int) -> None:
    assert list(Reader(shelf.read, 1300).entries(first, end)) == ENTRIES[first:end]


@pytest.mark.parametrize(("first", "end"), [(-1, 2), (3, 2), (0, 1301)])
def test_what_the_log_does_not_have_is_not_read(shelf: Shelf, first: int, end: int) -> None:
    with pytest.raises(Invalid, match=f"The log has 1300 entries, not those from {first} to {end}"):
        list(Reader(shelf.read, 1300).entries(first, end))


def test_every_whole_subtree_is_read(shelf: Shelf) -> None:
    reader, hashes = Reader(shelf.read, 1300), tree.of_leaves(LEAVES)
    for level in range(11):
        for index in range(1300 >> level):
            assert reader.hash(level, index) == hashes(level, index)


@pytest.mark.parametrize(("level", "index"), [(0, 1300), (10, 1), (8, 5), (16, 0), (3, 162)])
def test_a_subtree_that_is_not_whole_is_not_read(shelf: Shelf, level: int, index: int) -> None:
    with pytest.raises(Invalid, match="The log does not have that many entries"):
        Reader(shelf.read, 1300).hash(level, index)


def test_an_older_tree_is_read_from_the_whole_tiles_that_came_later(shelf: Shelf) -> None:
    reader = Reader(shelf.read, 300, 1300)
    assert reader.root() == tree.root(LEAVES[:300])
    assert list(reader.entries(250, 300)) == ENTRIES[250:300]
    assert reader.frontier().root() == tree.root(LEAVES[:300])
    with pytest.raises(Invalid, match="does not have that many entries"):
        reader.hash(0, 300)


def test_proofs_come_from_tiles(shelf: Shelf) -> None:
    reader, hashes = Reader(shelf.read, 1300), tree.of_leaves(LEAVES)
    for index, size in [(0, 1), (0, 1300), (1299, 1300), (255, 700), (256, 257)]:
        assert reader.inclusion_proof(index, size) == tree.inclusion_proof(index, size, hashes)
    for size1, size2 in [(1, 1300), (256, 1300), (257, 1300), (1299, 1300), (300, 300)]:
        path = tree.consistency_proof(size1, size2, hashes)
        assert reader.consistency_proof(size1, size2) == path


def test_an_empty_log_has_a_root() -> None:
    reader = Reader(Shelf().read, 0)
    assert reader.root() == tree.EMPTY
    assert list(reader.entries(0, 0)) == []
    assert reader.frontier() == tree.Frontier()


def test_a_missing_tile_is_named(shelf: Shelf) -> None:
    there = Shelf()
    there.update(shelf)
    del there["tile/0/002"]
    with pytest.raises(Invalid) as refused:
        Reader(there.read, 1300).hash(0, 600)
    assert refused.value.sentence == "The log lacks its file tile/0/002. Take it from a mirror."
    del there["tile/0/005.p/20"]
    with pytest.raises(Invalid, match=r"The log lacks its file tile/0/005.p/20\."):
        Reader(there.read, 1300).hash(0, 1299)


@pytest.mark.parametrize("cut", [-1, -32, 1, 32])
def test_a_truncated_tile_is_noticed(shelf: Shelf, cut: int) -> None:
    there = Shelf()
    there.update(shelf)
    data = there["tile/0/002"]
    there["tile/0/002"] = data[:cut] if cut < 0 else data + bytes(cut)
    with pytest.raises(Invalid, match="A tile of the log is cut off or damaged"):
        Reader(there.read, 1300).hash(0, 600)


@pytest.mark.parametrize("cut", [-1, -72, -71, 1, 72])
def test_a_truncated_bundle_is_noticed(shelf: Shelf, cut: int) -> None:
    there = Shelf()
    there.update(shelf)
    data = there["tile/entries/002"]
    there["tile/entries/002"] = data[:cut] if cut < 0 else data + bytes(cut)
    with pytest.raises(Invalid, match="A bundle of entries is cut off or damaged"):
        list(Reader(there.read, 1300).entries(600, 601))


@pytest.mark.parametrize(("size", "there"), [(-1, -1), (2**63, 2**63), (5, 4), (-1, 4)])
def test_no_log_has_such_a_tree(size: int, there: int) -> None:
    with pytest.raises(Invalid, match=r"A log of .* entries has no tree of"):
        Reader(Shelf().read, size, there)
