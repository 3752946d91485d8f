"""A partner's signature travels with an alert, and only what was signed is called the partner's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import cast
from tests.intake.mails import TEXT, mail, quoted
from tocsin.intake import reception, sealing, signed
from tocsin.kernel.crypto import signature
from tocsin.kernel.refusal import Refusal
from tocsin.people import moves as people
from tocsin.people.models import Partner

pytestmark = pytest.mark.django_db
PAIR = signature.create("River House")


@pytest.fixture
def partner() -> Partner:
    """River House, whose key the desk knows."""
    return people.set_partner_key(cast.olga(), cast.partner(), signature.public_file(PAIR))


def framed(text: str = TEXT) -> str:
    return sealing.framed(text, PAIR)


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "quoted": quoted,
    "windows": lambda text: text.replace("\n", "\r\n"),
    "wrapped": lambda text: text.replace(" nine teachers", "\nnine teachers"),
}


@pytest.mark.parametrize("way", WRAPPINGS)
def test_a_framed_text_is_verified_however_it_travelled(way: str, partner: Partner) -> None:
    checked = signed.check(WRAPPINGS[way](framed()))
    assert (checked.signed, checked.partner) == ("verified", partner)
    assert signature.BEGIN not in checked.text


def test_words_around_the_frame_are_not_the_partners(partner: Partner) -> None:
    around = f"They were released, do nothing.\n{framed()}\nNo danger any more.\n"
    checked = signed.check(around)
    assert checked.signed == "verified"
    assert "released" not in checked.text
    assert "No danger" not in checked.text
    assert reception.understand(around.encode()).reading.title == TEXT.split("\n")[0]


def test_a_signature_beside_the_text_fits(partner: Partner) -> None:
    checked = signed.check(TEXT, beside=sealing.apart(TEXT, PAIR))
    assert (checked.signed, checked.text) == ("verified", TEXT)


def test_a_block_below_the_text_covers_all_above_it(partner: Partner) -> None:
    checked = signed.check(TEXT + sealing.apart(TEXT, PAIR))
    assert checked.signed == "verified"


@pytest.mark.parametrize(("old", "new"), [("Nine", "Ten"), ("ch 2", "ch 3"), ("nine", "NINE")])
def test_one_changed_word_and_it_does_not_fit(old: str, new: str, partner: Partner) -> None:
    checked = signed.check(framed().replace(old, new, 1))
    assert checked.signed == "unfit"
    assert checked.partner == partner
    assert new in checked.text
    assert "TOCSIN" not in checked.text


def test_a_key_that_nobody_has_is_said() -> None:
    checked = signed.check(framed())
    assert (checked.signed, checked.partner) == ("unknown", None)
    assert "nine teachers" in checked.text


def test_a_text_without_a_block_is_unsigned(partner: Partner) -> None:
    assert signed.check(TEXT) == signed.Checked(TEXT)


def test_a_mail_is_verified_by_its_attached_signature(partner: Partner) -> None:
    made = mail()
    made.add_attachment(sealing.apart(TEXT, PAIR), filename="alert.txt.sig")
    told = reception.understand(made.as_bytes())
    assert told.signed.signed == "verified"
    assert told.reading.text.strip() == TEXT.strip()


def test_the_signer_is_the_partner_where_the_text_names_none(partner: Partner) -> None:
    told = reception.understand(framed("PERU: Nine held\n\nThey were taken.\n").encode())
    assert told.reading.partner == "River House"
    assert "The partner was not found; choose one." not in told.reading.warnings


def test_a_text_in_another_partners_name_is_a_warning(partner: Partner) -> None:
    told = reception.understand(framed().encode())
    assert told.reading.partner == "Casa Clara"
    sentence = "The text names “Casa Clara” as the partner, but it is signed by River House."
    assert sentence in told.reading.warnings


def test_what_is_signed_already_is_not_signed_again() -> None:
    for text in (framed(), sealing.apart(TEXT, PAIR)):
        with pytest.raises(Refusal, match=r"This text is signed already. Sign the text itself."):
            sealing.framed(text, PAIR)


def test_one_key_belongs_to_one_partner(partner: Partner) -> None:
    other = people.save_partner(cast.olga(), None, name="Casa Verde")
    with pytest.raises(Refusal, match=r"This key belongs to another partner. Ask for a new one."):
        people.set_partner_key(cast.olga(), other, signature.public_file(PAIR))


def test_a_key_that_was_removed_verifies_nothing(partner: Partner) -> None:
    people.set_partner_key(cast.olga(), partner, b"")
    assert signed.check(framed()).signed == "unknown"


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_sets_a_key(who: object) -> None:
    with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
        people.set_partner_key(who(), cast.partner(), b"")  # type: ignore[operator]


def test_a_file_is_signed_beside_or_inside(tmp_path: Path, partner: Partner) -> None:
    file, key = tmp_path / "alert.txt", tmp_path / "p.private"
    file.write_text(TEXT, "utf-8")
    signature.write_pair(PAIR, key, tmp_path / "p.public")
    beside = sealing.sign_file(file, key, inside=False)
    assert beside.name == "alert.txt.sig"
    assert signed.check(TEXT, beside.read_text()).signed == "verified"
    inside = sealing.sign_file(file, key, inside=True)
    assert signed.check(inside.read_text("utf-8")).signed == "verified"
    with pytest.raises(Refusal, match=r"exists already. Move it away first."):
        sealing.sign_file(file, key, inside=True)


@pytest.mark.parametrize("run", ["> ", " ", "\t"])
def test_a_signature_is_looked_for_once_in_a_long_run_of_quotation_marks(run: str) -> None:
    """Two megabytes of these stopped the whole server for hours: Python looks with one thread."""
    assert signed.check(run * 500_000).signed == "unsigned"
