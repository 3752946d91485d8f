"""Signed notes, keys and checkpoints: byte by byte, and refused where a byte is wrong."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.kernel.tlog.sample import LOG, ORIGIN, SECONDS, STRANGER, WITNESSES, cosigned
from tocsin.kernel.tlog import cosign
from tocsin.kernel.tlog.note import COSIGNER, Signer, sign_note, vkey, with_lines
from tocsin.kernel.tlog.verify import (
    Checkpoint,
    Invalid,
    Verifier,
    decoded,
    number,
    open_note,
    split_note,
    unbase64,
)


def test_a_key_in_a_line_is_read_and_written_the_same() -> None:
    line = vkey(LOG.name, LOG.public)
    assert line == f"{ORIGIN}+{LOG.verifier().key_id.hex()}+" + (
        base64.b64encode(b"\x01" + LOG.public).decode()
    )
    assert Verifier.parse(line) == LOG.verifier()
    digest = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + LOG.public).digest()
    assert LOG.verifier().key_id == digest[:4]
    assert Verifier.parse(f"  {line}\n") == LOG.verifier()
    theirs = vkey(LOG.name, LOG.public, COSIGNER)
    assert Verifier.parse(theirs) == LOG.verifier(COSIGNER) != LOG.verifier()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+12345678",
        "+12345678+AAAA",
        "two words+12345678+AAAA",
        "name+1234567+AAAA",
        "name+1234567G+AAAA",
        "name+ABCDEF12+AAAA",
    ],
)
def test_what_is_no_key_is_said_to_be_none(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        Verifier.parse(line)
    assert refused.value.sentence == (
        "This is no key of a log. It reads “name+8 digits+letters” in one line."
    )
    assert not refused.value.unsure


def test_a_damaged_key_is_noticed_by_its_own_digits() -> None:
    line = vkey(LOG.name, LOG.public)
    with pytest.raises(Invalid, match=f"The key “{ORIGIN}x” is damaged. Copy its whole line again"):
        Verifier.parse(line.replace(ORIGIN, ORIGIN + "x"))


@pytest.mark.parametrize("raw", [b"\x06" + bytes(1312), b"\x01" + bytes(31), b"\x00" * 33, b"\x01"])
def test_a_key_of_another_kind_is_named(raw: bytes) -> None:
    with pytest.raises(Invalid, match="The key “name” is of a kind that is not known here"):
        Verifier.parse(f"name+00000000+{base64.b64encode(raw).decode()}")


def test_a_note_is_signed_and_opened() -> None:
    note = sign_note("one\n\ntwo\n", [LOG, STRANGER])
    opened = open_note(note.encode(), [LOG.verifier(), STRANGER.verifier()])
    assert opened.text == "one\n\ntwo\n"
    assert opened.by == {LOG.verifier(): 0, STRANGER.verifier(): 0}
    assert note.startswith(f"one\n\ntwo\n\n— {ORIGIN} ")


def test_a_signature_of_a_stranger_is_passed_over() -> None:
    note = sign_note("text\n", [STRANGER, LOG])
    assert list(open_note(note, [LOG.verifier()]).by) == [LOG.verifier()]


def test_sixteen_signatures_are_no_burden_and_too_many_are_refused() -> None:
    signers = [Signer(f"s{number}.example", bytes([number]) * 32) for number in range(65)]
    note = sign_note("text\n", signers[:16])
    assert len(open_note(note, [one.verifier() for one in signers]).by) == 16
    assert len(split_note(sign_note("text\n", signers[:64]))[1]) == 64
    with pytest.raises(Invalid, match="A line of signature is damaged"):
        split_note(sign_note("text\n", signers))


def test_an_unknown_signer_is_named() -> None:
    note = sign_note("text\n", [STRANGER])
    with pytest.raises(Invalid) as refused:
        open_note(note, [LOG.verifier()])
    assert refused.value.sentence == (
        "It is signed by “stranger.example/log”, not by the key you trust. Is it the right key?"
    )


def test_an_altered_text_is_refused_though_others_signed_it() -> None:
    note = sign_note("text\n", [LOG])
    forged = with_lines(sign_note("other\n", [STRANGER]), [note.splitlines(keepends=True)[-1]])
    for verifiers in ([LOG.verifier()], [STRANGER.verifier(), LOG.verifier()]):
        with pytest.raises(Invalid, match=f"The signature of “{ORIGIN}” is wrong: the text was"):
            open_note(forged, verifiers)


def test_the_same_name_with_another_key_is_a_stranger() -> None:
    imposter = Signer(ORIGIN, b"\x09" * 32)
    with pytest.raises(Invalid, match="not by the key you trust"):
        open_note(sign_note("text\n", [imposter]), [LOG.verifier()])


NOTE = sign_note("text\n", [LOG])
LINE = NOTE.split("\n\n")[1]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—"),
        NOTE.replace(ORIGIN, "a b"),
        NOTE.replace(ORIGIN, "a+b"),
        NOTE.replace(ORIGIN, "a\u00a0b"),
        NOTE.replace(f"{ORIGIN} ", " "),
        NOTE[:-4] + "\n",
        NOTE[:-3] + "!=\n",
        f"text\n\n— {ORIGIN} AAAAAA==\n",
        NOTE + "more\n",
        f"text\n\n{LINE}\n",
        NOTE.replace("\n", "\r\n"),
        "text\x00\n\n" + LINE,
        "text\t\n\n" + LINE,
    ],
)
def test_a_note_of_the_wrong_form_is_refused(note: str) -> None:
    with pytest.raises(Invalid, match=r"Take (it|the( whole)? file)") as refused:
        open_note(note, [LOG.verifier()])
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("note", ["", "text\n", "text\n\n", NOTE[:-1]])
def test_a_note_without_signatures_is_told_from_a_damaged_one(note: str) -> None:
    with pytest.raises(Invalid, match=r"its signatures are missing\. Take the whole file"):
        split_note(note)


@pytest.mark.parametrize("data", [b"\xff\n\n" + LINE.encode(), "\ud800\n\n" + LINE])
def test_what_is_no_text_is_said_to_be_none(data: bytes | str) -> None:
    with pytest.raises(Invalid) as refused:
        decoded(data)
    assert refused.value.sentence == (
        "The file is no text. Take it as it was sent, not a copy of it."
    )


def test_a_note_has_an_end() -> None:
    assert decoded("a" * 1_000_000)
    with pytest.raises(Invalid, match="bytes that do not belong there"):
        decoded("a" * 1_000_001)


def test_only_one_spelling_of_base64_is_taken() -> None:
    assert unbase64("") == b""
    assert unbase64("YQ==") == b"a"
    assert unbase64("YWI=", 2) == b"ab"
    for wrong in ("YR==", "YQ=", "YQ", "YQ==\n", " YQ==", "Y-==", "YQ==YQ==", "é"):
        with pytest.raises(Invalid, match="A line of the file is damaged"):
            unbase64(wrong)
    with pytest.raises(Invalid, match="A line of the file is damaged"):
        unbase64("YWI=", 3)


def test_only_one_spelling_of_a_number_is_taken() -> None:
    assert [number(one) for one in ("0", "1", "10", str(2**63 - 1))] == [0, 1, 10, 2**63 - 1]
    wrong = ("", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "1\n", "٣", str(2**63), "9" * 5000)
    for one in wrong:
        with pytest.raises(Invalid, match="A line of the file is damaged"):
            number(one)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\n"])
def test_nobody_signs_under_a_name_that_cannot_stand_in_a_note(name: str) -> None:
    with pytest.raises(ValueError, match="a key's name has no spaces and no plus"):
        Signer(name, bytes(32))


def test_a_text_without_an_end_is_not_signed() -> None:
    for text, signers in (("text", [LOG]), ("text\n", [])):
        with pytest.raises(ValueError, match="ends with a line end, and somebody signs it"):
            sign_note(text, signers)
    with pytest.raises(Invalid):
        sign_note("a\tb\n", [LOG])


def test_a_line_is_added_once() -> None:
    other = STRANGER.sign("text\n")
    note = with_lines(NOTE, [other, other, LINE])
    assert note == NOTE + other
    assert with_lines(note, [other]) == note


def test_a_checkpoint_is_three_lines() -> None:
    made = Checkpoint(ORIGIN, 9, b"\x07" * 32)
    assert made.text() == f"{ORIGIN}\n9\n{base64.b64encode(bytes([7]) * 32).decode()}\n"
    assert Checkpoint.parse(made.text()) == made
    assert Checkpoint.parse(made.text() + "extension\n") == made


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\n1\n",
        f"a\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"a\n1\n{ROOT}\n\nb\n",
        f"a\n\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Checkpoint.parse(text)
    assert refused.value.sentence == (
        "This is no checkpoint of a log. Take the file as it was sent."
    )


@pytest.mark.parametrize("text", [f"a\n01\n{ROOT}\n", "a\n1\nAAAA\n", f"a\n-1\n{ROOT}\n"])
def test_a_damaged_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="A line of the file is damaged"):
        Checkpoint.parse(text)


def test_a_cosignature_is_bound_to_its_time_and_text() -> None:
    one = WITNESSES[0]
    note = cosigned(sign_note("text\n", [LOG]), one)
    blob = split_note(note)[1][1][1]
    assert blob[:4] == one.verifier(COSIGNER).key_id
    assert int.from_bytes(blob[4:12], "big") == SECONDS
    assert one.verifier(COSIGNER).signed("text\n", blob[4:]) == SECONDS
    later = (SECONDS + 1).to_bytes(8, "big") + blob[12:]
    assert one.verifier(COSIGNER).signed("text\n", later) is None
    assert one.verifier(COSIGNER).signed("texts\n", blob[4:]) is None
    assert one.verifier().signed("text\n", blob[12:]) is None
    opened = open_note(note, [one.verifier(COSIGNER)])
    assert opened.by == {one.verifier(COSIGNER): SECONDS}


def test_the_latest_of_two_cosignatures_is_told() -> None:
    note = sign_note("text\n", [LOG])
    for seconds in (SECONDS + 5, SECONDS):
        note = cosigned(note, WITNESSES[0], seconds=seconds)
    opened = open_note(note, [WITNESSES[0].verifier(COSIGNER)])
    assert list(opened.by.values()) == [SECONDS + 5]


def test_the_message_of_a_cosignature_is_that_of_the_specification() -> None:
    one = WITNESSES[0]
    blob = split_note("text\n\n" + cosign.cosign("text\n", one, 1679315147))[1][0][1]
    message = b"cosignature/v1\ntime 1679315147\ntext\n"
    assert blob[12:] == one.raw(message)


@pytest.mark.parametrize("seconds", [0, -1, 2**63])
def test_a_witness_does_not_sign_at_an_impossible_time(seconds: int) -> None:
    with pytest.raises(ValueError, match="a time after 1970"):
        cosign.cosign("text\n", LOG, seconds)


@pytest.mark.parametrize("seconds", [1, 2**63 - 1])
def test_a_witness_signs_from_the_first_second_to_the_last(seconds: int) -> None:
    note = "text\n\n" + cosign.cosign("text\n", WITNESSES[0], seconds)
    verifier = WITNESSES[0].verifier(COSIGNER)
    assert open_note(note, [verifier]).by == {verifier: seconds}


def test_a_time_beyond_the_last_is_no_signature() -> None:
    one = WITNESSES[0]
    when = 2**63
    message = f"cosignature/v1\ntime {when}\ntext\n".encode()
    signature = when.to_bytes(8, "big") + one.raw(message)
    assert one.verifier(COSIGNER).signed("text\n", signature) is None
    when -= 1
    message = f"cosignature/v1\ntime {when}\ntext\n".encode()
    signature = when.to_bytes(8, "big") + one.raw(message)
    assert one.verifier(COSIGNER).signed("text\n", signature) == when
