"""One mailbox has one tag, however its address is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.signing.addresses import canonical, domain_of, providers
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
        ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
        ("ada@bücher。example", "ada@xn--bcher-kva.example"),
        ("ada@bücher．example", "ada@xn--bcher-kva.example"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("ada@bü\u00adcher.example", "ada@xn--bcher-kva.example"),
        ("ada@example.org.", "ada@example.org"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@STRAẞE.example", "ada@xn--strae-oqa.example"),
        ("ada@strasse.example", "ada@strasse.example"),
        ("ada@ΒΌΛΟΣ.example", "ada@xn--nxasmq6b.example"),
        ("ada@βόλος.example", "ada@xn--nxasmm1c.example"),
        ("ada@☃.example", "ada@xn--n3h.example"),
        ("ﬁona@example.org", "fiona@example.org"),
        ("ÁDA@example.org", "áda@example.org"),
        ("a-d_a@protonmail.ch", "ada@proton.me"),
        ("any@ada.fastmail.com", "ada@fastmail.com"),
        ("ada+x@fastmail.com", "ada@fastmail.com"),
        ("ada@mac.com", "ada@icloud.com"),
        ("a.d.a@icloud.com", "a.d.a@icloud.com"),
        ("ada-lind@ya.ru", "ada.lind@yandex.ru"),
        ("a.da@outlook.com", "a.da@outlook.com"),
    ],
)
def test_one_mailbox_is_written_one_way(typed: str, plain: str) -> None:
    assert canonical(typed) == plain


@pytest.mark.parametrize("nothing", ["\u180b", "\u180f", "\ufe00", "\ufe0f"])
def test_what_selects_the_look_of_a_letter_is_no_letter_of_a_domain(nothing: str) -> None:
    assert canonical(f"ada@r{nothing}iver.example") == "ada@river.example"


@pytest.mark.parametrize("letter", ["\u180a", "\u1810", "\ufe10"])
def test_their_neighbours_are_letters(letter: str) -> None:
    assert canonical(f"ada@r{letter}iver.example") != "ada@river.example"
    assert domain_of(f"r{letter}iver.example") != "river.example"


def test_a_domain_with_half_of_a_pair_has_a_form_too() -> None:
    once = canonical("ada@\ud800.example")
    assert once.isascii()
    assert canonical(once) == once


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


@given(st.lists(st.sampled_from("aäßςσzжβ字é\u0301\u200d\u00ad"), min_size=1, max_size=12))
def test_a_domain_is_the_same_in_its_letters_and_in_those_of_the_name_system(
    letters: list[str],
) -> None:
    once = canonical(f"ada@{''.join(letters)}.example")
    assert once.isascii()
    assert canonical(once.upper()) == once


@given(st.text(max_size=60))
def test_any_text_has_a_form_and_only_one(text: str) -> None:
    once = canonical(text)
    assert canonical(f" {once} ") == once


def test_every_rule_of_a_provider_leads_to_a_domain_without_an_alias() -> None:
    rules = providers()
    aliases = {rule["alias"] for rule in rules.values() if "alias" in rule}
    assert not [one for one in aliases if "alias" in rules.get(one, {})]
    assert set().union(*rules.values()) <= {"alias", "nothing", "same", "subdomains"}


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
