"""Any k of n shares give the secret back; fewer tell nothing, and a wrong one is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from tests.paths import DATA
from tocsin.kernel.crypto import shares, words
from tocsin.kernel.crypto.shares import Unfit
from tocsin.kernel.refusal import Refusal

SECRET = bytes(range(7, 39))
FIVE = shares.split(SECRET, 3, 5)
# Published with SLIP-0039; an empty secret marks shares that must be refused.
VECTORS = json.loads((DATA / "slip39.json").read_text("utf-8"))


def told(texts: list[str], passphrase: bytes = b"") -> bytes:
    """What the words of shares give."""
    return shares.join([shares.parse(text) for text in texts], passphrase)


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_the_published_vectors_are_read_as_they_should_be(number: int) -> None:
    vector = VECTORS[number]
    if vector["secret"]:
        assert told(vector["shares"], b"TREZOR").hex() == vector["secret"]
    else:
        with pytest.raises(Refusal):
            told(vector["shares"], b"TREZOR")


@pytest.mark.parametrize("three", list(combinations(range(5), 3)))
def test_any_three_of_five_give_the_secret(three: tuple[int, ...]) -> None:
    assert told([FIVE[at].text() for at in three]) == SECRET


@pytest.mark.parametrize("two", list(combinations(range(5), 2)))
def test_no_two_of_five_give_anything(two: tuple[int, ...]) -> None:
    with pytest.raises(Unfit, match="3 different shares are needed, and these are 2"):
        shares.join([FIVE[at] for at in two])
    # Nor do they where the share itself is made to say that two are enough.
    with pytest.raises(Unfit, match="do not fit together"):
        shares.join([replace(FIVE[at], need=2) for at in two])


def test_two_shares_fit_every_secret_equally_well() -> None:
    """For each possible byte of the secret there is a third share: two exclude nothing."""
    first, second = (one.value[:1] for one in FIVE[:2])
    seen = {
        shares._at({0: first, 1: second, 2: bytes([third])}, shares.SECRET) for third in range(256)
    }
    assert len(seen) == 256


def test_more_than_enough_are_welcome_and_the_same_twice_is_one() -> None:
    assert shares.join(FIVE) == SECRET
    with pytest.raises(Unfit, match="these are 2"):
        shares.join([FIVE[0], FIVE[0], FIVE[1]])


@given(st.binary(min_size=16, max_size=32).filter(lambda one: len(one) % 2 == 0), st.data())
@settings(max_examples=30)
def test_every_secret_survives_every_splitting(secret: bytes, data: st.DataObject) -> None:
    of = data.draw(st.integers(2, 6))
    need = data.draw(st.integers(2, of))
    made = shares.split(secret, need, of)
    some = data.draw(st.permutations(made))[:need]
    assert told([share.text() for share in some]) == secret


def test_the_reference_implementation_joins_what_we_split() -> None:
    assert combine_mnemonics([share.text() for share in FIVE[1:4]]) == SECRET


def test_we_join_what_the_reference_implementation_splits() -> None:
    assert told(generate_mnemonics(1, [(3, 5)], SECRET)[0][2:]) == SECRET
    assert told(generate_mnemonics(1, [(1, 1)], SECRET, b"word")[0], b"word") == SECRET


def test_recovery_words_are_a_share_that_is_enough_alone() -> None:
    text = shares.split(SECRET, 1, 1)[0].text()
    assert len(text.split()) == 33
    assert told([text]) == SECRET
    assert combine_mnemonics([text]) == SECRET


@pytest.mark.parametrize(("need", "of"), [(0, 3), (4, 3), (2, 17), (1, 2)])
def test_what_cannot_be_split_so_is_refused(need: int, of: int) -> None:
    with pytest.raises(Refusal, match=f"{need} of {of} cannot be"):
        shares.split(SECRET, need, of)


def altered(share: shares.Share) -> shares.Share:
    """A share with a bit changed, and a checksum that fits."""
    return replace(share, value=bytes([share.value[0] ^ 1]) + share.value[1:])


def test_an_altered_share_is_noticed_and_found_once_there_is_one_more() -> None:
    with pytest.raises(Unfit, match="Add one more, and the wrong one is found") as refused:
        shares.join([FIVE[0], altered(FIVE[1]), FIVE[2]])
    assert refused.value.which == ()
    with pytest.raises(Unfit, match="was altered, or belongs to another set") as refused:
        shares.join([FIVE[0], altered(FIVE[1]), FIVE[2], FIVE[4]])
    assert refused.value.which == (1,)


def test_a_share_of_another_set_is_found() -> None:
    foreign = replace(shares.split(SECRET, 3, 5)[3], identifier=FIVE[0].identifier ^ 1)
    with pytest.raises(Unfit, match="belongs to another set than the others") as refused:
        shares.join([FIVE[0], FIVE[1], foreign])
    assert refused.value.which == (2,)


def test_two_different_shares_of_one_number_are_found() -> None:
    with pytest.raises(Unfit, match="same number as another one") as refused:
        shares.join([FIVE[0], FIVE[1], altered(FIVE[0]), FIVE[2]])
    assert refused.value.which == (0, 2)


def test_shares_that_disagree_on_how_many_are_needed_are_found() -> None:
    with pytest.raises(Unfit, match="how many are needed"):
        shares.join([FIVE[0], FIVE[1], replace(FIVE[2], need=2)])


def test_no_share_at_all_is_refused() -> None:
    with pytest.raises(Unfit, match="No share was given"):
        shares.join([])


@pytest.mark.parametrize("exponent", [3, 15])
def test_shares_that_ask_for_minutes_of_work_are_refused_before_any_of_it(
    monkeypatch: pytest.MonkeyPatch, exponent: int
) -> None:
    """Whoever derives nothing spends nothing: the function that does is taken away."""
    monkeypatch.delattr(shares, "_cipher")
    asked = f"{10_000 << exponent:,}"
    with pytest.raises(Unfit) as refused:
        told([replace(share, exponent=exponent).text() for share in FIVE])
    assert refused.value.sentence == (
        f"These shares ask for {asked} steps before they open, and Tocsin takes at most 40,000. "
        "They were not made by it: take those that were, or join these with the program that "
        "made them."
    )
    assert refused.value.which == ()


def test_what_tocsin_writes_asks_for_the_least_work() -> None:
    assert {share.exponent for share in FIVE} == {shares.EXPONENT} == {0}


TEXT = FIVE[0].text()


@pytest.mark.parametrize("place", range(33))
def test_one_wrong_word_is_named_with_its_place_and_the_right_one(place: int) -> None:
    said = TEXT.split()
    right = said[place]
    said[place] = "academic" if right != "academic" else "acid"
    with pytest.raises(Refusal) as refused:
        shares.parse(" ".join(said))
    assert refused.value.sentence == (
        f"Word {place + 1}, “{said[place]}”, is wrong; it should be “{right}”. Look again."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda said: said[::-1], "Compare each with the paper"),
        (lambda said: [*said[:5], "zzzz", *said[6:]], "Word 6, “zzzz”, is not in the list"),
        (lambda said: [*said[:5], "academik", *said[6:]], "Did you read “academic”"),
        (lambda said: said[:32], "These are 32 words; one is missing or too many"),
        (lambda said: said[:19], "These are 19 words, and a share of a key has 33"),
        (lambda said: said[:0], "These are 0 words"),
    ],
)
def test_words_that_are_wrong_are_refused_in_a_sentence(
    change: Callable[[list[str]], list[str]], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        shares.parse(" ".join(change(TEXT.split())))


def test_words_may_be_written_by_four_letters_in_any_case_over_lines() -> None:
    short = "\n".join(word[:4].upper() for word in TEXT.split())
    assert shares.parse(short) == FIVE[0]


def test_four_letters_tell_every_word_of_the_list() -> None:
    assert len({word[:4] for word in WORDLIST}) == len(WORDLIST) == 1024


@given(st.lists(st.integers(0, 1023), min_size=20, max_size=33), st.data())
@settings(max_examples=50)
def test_three_wrong_numbers_are_never_taken_for_right(
    data: list[int], more: st.DataObject
) -> None:
    whole = data + words.checksum(data, b"label")
    assert words.is_whole(whole, b"label")
    places = more.draw(
        st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=3, unique=True)
    )
    for place in places:
        whole[place] ^= more.draw(st.integers(1, 1023))
    assert not words.is_whole(whole, b"label")


@given(st.text(max_size=300))
def test_any_text_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refusal):
        shares.parse(text)
