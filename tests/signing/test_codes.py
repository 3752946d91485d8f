"""A code comes back as the bytes it was, however it is written down; a slip is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.refusal import Refusal
from tocsin.signing import codes

BYTES = st.binary(min_size=32, max_size=32)
R = bytes(range(32))
WRITTEN = "000G5-40R4C-0M30Z-E209T-185GF-R38EX-1W81A-24GKE-2GAHK-C5RR0-34D19-P70XB-3RFGV"


@given(BYTES)
def test_a_code_comes_back_as_its_bytes(r: bytes) -> None:
    code = codes.write(r)
    assert codes.read(code) == r
    assert [len(group) for group in code.split("-")] == [5] * 13
    assert set(code) <= set(codes.LETTERS + "-")


def test_codes_are_written_as_they_always_were() -> None:
    assert codes.write(R) == WRITTEN
    assert codes.read(WRITTEN) == R


@given(BYTES)
def test_it_may_be_written_small_and_spaced_in_any_way(r: bytes) -> None:
    code = codes.write(r)
    assert codes.read(code.lower().replace("-", " ")) == r
    assert codes.read(code.replace("-", "\n")) == r
    assert codes.read(code.replace("-", "").replace("0", "O").replace("1", "l")) == r


@given(BYTES, st.integers(0, 64), st.sampled_from(codes.LETTERS))
def test_one_wrong_letter_is_found_and_its_group_named(r: bytes, at: int, letter: str) -> None:
    whole = codes.write(r).replace("-", "")
    if whole[at] == letter:
        return
    with pytest.raises(Refusal, match=f"Group {at // 5 + 1} of the code is mistyped") as refused:
        codes.read(whole[:at] + letter + whole[at + 1 :])
    assert refused.value.field == "code"


@given(BYTES, st.integers(0, 63))
def test_two_swapped_letters_are_found(r: bytes, at: int) -> None:
    whole = codes.write(r).replace("-", "")
    if whole[at] == whole[at + 1]:
        return
    with pytest.raises(Refusal, match="mistyped"):
        codes.read(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])


@given(BYTES, st.integers(0, 12), st.integers(0, 12))
def test_two_swapped_groups_are_found(r: bytes, one: int, other: int) -> None:
    groups = codes.write(r).split("-")
    if one == other or groups[one] == groups[other]:
        return
    groups[one], groups[other] = groups[other], groups[one]
    with pytest.raises(Refusal, match="mistyped"):
        codes.read("-".join(groups))


@pytest.mark.parametrize("typed", ["", "ABCDE", codes.write(R)[:-1], codes.write(R) + "7"])
def test_a_code_that_is_not_whole_is_refused_with_what_is_missing(typed: str) -> None:
    with pytest.raises(Refusal, match="13 groups of 5 letters and digits; this one has"):
        codes.read(typed)


@given(st.text(max_size=90))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    try:
        assert len(codes.read(typed)) == 32
    except Refusal:
        return


def test_bits_beyond_the_bytes_are_refused() -> None:
    values = [codes.LETTERS.index(letter) for letter in codes.write(bytes(32)).replace("-", "")]
    last = [values[60], values[61], values[62], 1]
    letters = "".join(codes.LETTERS[value] for value in [*last, codes._check(last, 12)])
    with pytest.raises(Refusal, match="no code of a receipt"):
        codes.read(codes.write(bytes(32))[:-5] + letters)
