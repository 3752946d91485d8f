"""One mailbox has one tag, however its address is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.signing.addresses import canonical
from tocsin.signing.mailboxes import tag


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada@example.org ", "ada@example.org"),
        ("ada+appeals@example.org", "ada@example.org"),
        ("ada+a+b@example.org", "ada@example.org"),
        ("+only@example.org", "+only@example.org"),
        ("a.da@example.org", "a.da@example.org"),
        ("a.d.a+x@gmail.com", "ada@gmail.com"),
        ("a.d.a@GoogleMail.com", "ada@gmail.com"),
        ("ada@pm.me", "ada@proton.me"),
        ("ａｄａ@example.org", "ada@example.org"),
        ("ada＋x@example.org", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_one_mailbox_is_written_one_way(typed: str, plain: str) -> None:
    assert canonical(typed) == plain


@given(st.text(max_size=60), st.text(max_size=40))
def test_doing_it_twice_changes_nothing(local: str, domain: str) -> None:
    once = canonical(f"{local}@{domain}")
    assert canonical(once) == once


LOCAL = st.text("abcdefgh.0123", min_size=1, max_size=20).filter(lambda text: text.strip("."))
DOMAIN = st.sampled_from(["example.org", "gmail.com", "googlemail.com", "proton.me"])


@given(LOCAL, DOMAIN, st.text("abc+.", max_size=10))
def test_capitals_and_what_follows_a_plus_do_not_matter(local: str, domain: str, end: str) -> None:
    written = f"{local.upper()}+{end}@{domain.upper()}"
    assert canonical(written) == canonical(f"{local}@{domain}")


@given(LOCAL, LOCAL)
def test_two_mailboxes_stay_two(one: str, other: str) -> None:
    same = canonical(f"{one}@example.org") == canonical(f"{other}@example.org")
    assert same == (one == other)


@pytest.mark.django_db
def test_the_tags_of_two_appeals_cannot_be_linked() -> None:
    first = cast.published("FA-01-2026").appeal
    second = cast.published("FA-02-2026").appeal
    assert tag(first, "ada@example.org") == tag(first, "A.da@example.org".replace(".d", "d"))
    assert tag(first, "ada@example.org") != tag(second, "ada@example.org")
    assert len(tag(first, "ada@example.org")) == 32
