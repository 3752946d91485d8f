"""A return path tells us which mail it was, tells others nothing, and cannot be made by them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.returned import MAILBOX
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail import return_paths
from tocsin.kernel.mail.return_paths import LETTERS, LONGEST, Named, is_for_us, maker, read

NUMBERS = st.integers(1, 2**48 - 1)
FINGERPRINTS = st.binary(min_size=16, max_size=16).map(bytes.hex)
LETTER = "abcdefghijklmnopqrstuvwxyz0123456789+.-@"
ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    """Mail comes back to this mailbox."""
    settings.TOCSIN_BOUNCE_MAIL = MAILBOX


@ONCE
@given(number=NUMBERS, fingerprint=FINGERPRINTS)
def test_what_is_made_is_read_again(number: int, fingerprint: str) -> None:
    path = maker()(number, fingerprint)
    assert read(path) == Named(number, fingerprint[:8])
    assert read(path.upper()) == read(f" {path}\r\n") == Named(number, fingerprint[:8])
    assert maker()(number, fingerprint) == path


@ONCE
@given(number=NUMBERS, fingerprint=FINGERPRINTS)
def test_it_is_an_address_that_every_server_passes_on(number: int, fingerprint: str) -> None:
    local, _at, domain = maker()(number, fingerprint).rpartition("@")
    assert re.fullmatch(r"bounce\+[a-z2-7]{16}\.[a-z2-7]{16}", local)
    assert (domain, len(local)) == ("appeals.example", 40)


@ONCE
@given(number=NUMBERS, at=st.integers(0, 39 + len("@appeals.example")), new=st.sampled_from(LETTER))
def test_any_altered_letter_is_refused(number: int, at: int, new: str) -> None:
    path = maker()(number, "5f" * 16)
    altered = path[:at] + new + path[at + 1 :]
    assert (read(altered) is None) == (altered != path)


@ONCE
@given(number=NUMBERS, at=st.integers(0, 56), new=st.text(max_size=3))
def test_a_letter_more_or_less_is_refused(number: int, at: int, new: str) -> None:
    path = maker()(number, "5f" * 16)
    longer, shorter = path[:at] + new + path[at:], path[:at] + path[at + 1 :]
    assert read(longer) is None or longer.strip().lower() == path
    assert read(shorter) is None or shorter == path


@ONCE
@given(st.text())
def test_any_text_is_no_return_path(text: str) -> None:
    assert read(text) is None
    assert read(f"bounce+{text}@appeals.example") is None


def test_letters_that_only_look_the_same_are_refused() -> None:
    path = next(one for n in range(1, 99) if "k" in (one := maker()(n, "5f" * 16)))
    assert read(path.replace("k", "\N{KELVIN SIGN}", 1)) is None


def test_two_halves_of_two_paths_are_none() -> None:
    one, other = maker()(1, "5f" * 16), maker()(2, "5f" * 16)
    assert read(one.partition(".")[0] + "." + other.partition(".")[2]) is None


def test_neighbours_have_nothing_in_common() -> None:
    paths = [maker()(number, "5f" * 16) for number in range(1, 200)]
    for at in range(7, 7 + LETTERS):
        assert len({one[at] for one in paths}) > 16


def test_another_key_reads_nothing() -> None:
    path = maker()(7, "5f" * 16)
    vault().destroy(return_paths.KEY)
    assert read(path) is None


def test_without_the_setting_there_are_none(settings: Any) -> None:
    path = maker()(7, "5f" * 16)
    settings.TOCSIN_BOUNCE_MAIL = ""
    assert maker()(7, "5f" * 16) == ""
    assert read(path) is None
    assert not is_for_us(path)


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("bounce@appeals.example", True),
        ("Bounce+anything@Appeals.Example", True),
        ("bounced@appeals.example", False),
        ("bounce@elsewhere.example", False),
        ("alerts+bounce@appeals.example", False),
        ("", False),
    ],
)
def test_the_mailbox_is_known_with_any_mark(address: str, ours: bool) -> None:
    assert is_for_us(address) is ours


def test_the_longest_mailbox_still_fits_before_its_mark(settings: Any) -> None:
    assert LONGEST == 30  # as settings.py says
    settings.TOCSIN_BOUNCE_MAIL = f"{'b' * LONGEST}@appeals.example"
    path = maker()(7, "5f" * 16)
    assert len(path.partition("@")[0]) == 64
    assert read(path) == Named(7, "5f5f5f5f")
