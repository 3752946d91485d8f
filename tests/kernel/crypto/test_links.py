"""What is locked with a link's secret opens with that secret, for that purpose, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.crypto import links
from tocsin.kernel.refusal import Refusal

SECRET = b"the letters of a link"


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=64))
def test_what_was_locked_opens_again(plain: bytes, secret: bytes) -> None:
    blob = links.lock(secret, "purpose 1", plain)
    assert links.unlock(secret, "purpose 1", blob) == plain
    assert plain not in blob or len(plain) < 4


def test_the_same_is_never_locked_to_the_same_bytes() -> None:
    assert links.lock(SECRET, "p", b"x") != links.lock(SECRET, "p", b"x")


@pytest.mark.parametrize("at", [0, 1, 12, 13, 20, -1])
def test_one_changed_byte_opens_nothing(at: int) -> None:
    blob = bytearray(links.lock(SECRET, "p", b"something"))
    blob[at] ^= 1
    with pytest.raises(Refusal, match="does not open with it"):
        links.unlock(SECRET, "p", bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(12), b"\x02" + bytes(60)])
def test_what_was_never_locked_opens_to_a_sentence(blob: bytes) -> None:
    with pytest.raises(Refusal, match="Sign again"):
        links.unlock(SECRET, "p", blob)


def test_another_secret_or_purpose_opens_nothing() -> None:
    blob = links.lock(SECRET, "p", b"something")
    for secret, purpose in ((b"another link", "p"), (SECRET, "q")):
        with pytest.raises(Refusal):
            links.unlock(secret, purpose, blob)


def test_derivation_is_that_of_rfc_5869() -> None:
    """Test case 3 of the RFC, cut to 32 bytes: no salt, no info."""
    assert links.derived(b"\x0b" * 22, "").hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    )
