"""What is wrong in the environment is said at once, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.kernel import environment
from tocsin.kernel.tlog.note import COSIGNER, LOG, vkey


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOCSIN_X", raising=False)
    assert environment.text("TOCSIN_X", "calm") == "calm"
    assert environment.number("TOCSIN_X", 7) == 7
    assert environment.flag("TOCSIN_X", default=True) is True


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv("TOCSIN_X_FILE", str(tmp_path / "secret"))
    assert environment.text("TOCSIN_X", "") == "hush"


def test_a_secret_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X_FILE", "/nowhere/at/all")
    with pytest.raises(SystemExit, match="TOCSIN_X_FILE names a file that cannot be read"):
        environment.text("TOCSIN_X", "")


def test_a_mailbox_is_an_address_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X", " Bounce@Appeals.Example ")
    assert environment.mailbox("TOCSIN_X", 30) == "bounce@appeals.example"
    monkeypatch.setenv("TOCSIN_X", "")
    assert environment.mailbox("TOCSIN_X", 30) == ""


@pytest.mark.parametrize(
    "value",
    [
        *("bounce", "bounce+x@a.example", "@a.example", "b@", "b c@a.example", "åsa@a.example"),
        *("b@a..example", "b.@a.example", f"{'b' * 31}@a.example"),
    ],
)
def test_a_mailbox_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TOCSIN_X", value)
    with pytest.raises(SystemExit, match=r"TOCSIN_X must be an address like bounce@example\.org"):
        environment.mailbox("TOCSIN_X", 30)


def test_a_mailbox_that_is_anothers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X", "alerts@a.example")
    assert environment.mailbox("TOCSIN_X", 30, TOCSIN_Y="", TOCSIN_Z="desk@a.example")
    with pytest.raises(SystemExit, match=r"must be a mailbox of its own, not that of TOCSIN_Y\."):
        environment.mailbox("TOCSIN_X", 30, TOCSIN_Y="Alerts@A.example")


@pytest.mark.parametrize("value", ["", "seven", "-1", "1.5"])
def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TOCSIN_X", value)
    with pytest.raises(SystemExit, match=f"TOCSIN_X must be a whole number, not “{value}”"):
        environment.number("TOCSIN_X", 1)


def test_a_flag_that_is_neither_yes_nor_no_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X", "perhaps")
    with pytest.raises(SystemExit, match="TOCSIN_X must be yes or no, not “perhaps”"):
        environment.flag("TOCSIN_X", default=False)


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("YES", True), ("no", False)])
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("TOCSIN_X", value)
    assert environment.flag("TOCSIN_X", default=not meant) is meant


def test_a_file_of_the_data_folder_is_read_and_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a word")
    assert environment.kept(tmp_path, "there") == "a word"
    assert environment.kept(tmp_path, "missing") is None
    assert environment.kept(tmp_path / "there", "below") is None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied"), "The data folder .* belongs to somebody else"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, ""), "there is damaged. Remove it, and type: "),
        (OSError(5, "Input/output error"), "there cannot be read: Input/output error"),
    ],
)
def test_a_data_folder_that_cannot_be_read_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, told: str
) -> None:
    def refuse(*_words: object) -> str:
        raise error

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(SystemExit, match=told):
        environment.kept(tmp_path, "there")


def test_a_language_is_named_in_itself() -> None:
    assert environment.language_name("fr") == "Français"


def test_a_language_that_is_none_is_named() -> None:
    with pytest.raises(SystemExit, match="TOCSIN_LANGUAGES names “klingonese”"):
        environment.language_name("klingonese")


def test_witnesses_are_keys_with_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [vkey(f"w{number}.example", bytes([number]) * 32, COSIGNER) for number in (1, 2)]
    said = f"{keys[0]} https://w1.example/, {keys[1]}  https://w2.example"
    monkeypatch.setenv("TOCSIN_X", said)
    found = [(keys[0], "https://w1.example/"), (keys[1], "https://w2.example")]
    assert environment.witnesses("TOCSIN_X") == found
    monkeypatch.setenv("TOCSIN_X", "")
    assert environment.witnesses("TOCSIN_X") == []


@pytest.mark.parametrize(
    "value",
    [
        "https://w1.example/",
        "w1.example+00000000+AAAA https://w1.example/",
        vkey("w1.example", bytes(32), COSIGNER),
        vkey("w1.example", bytes(32), COSIGNER) + " ftp://w1.example/",
        vkey("w1.example", bytes(32), LOG) + " https://w1.example/",
    ],
)
def test_a_witness_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TOCSIN_X", value)
    with pytest.raises(SystemExit, match="TOCSIN_X must be “KEY https://ADDRESS") as refused:
        environment.witnesses("TOCSIN_X")
    assert value[:40] in str(refused.value)


def test_one_of_some_words_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X", "JSON")
    assert environment.choice("TOCSIN_X", "text", "json") == "json"
    monkeypatch.setenv("TOCSIN_X", "xml")
    with pytest.raises(SystemExit, match="TOCSIN_X must be text or json, not “xml”"):
        environment.choice("TOCSIN_X", "text", "json")


def test_networks_are_taken_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X", "10.0.0.0/8, 2001:db8::/32,192.0.2.1")
    told = [str(one) for one in environment.networks("TOCSIN_X", "")]
    assert told == ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"]
    monkeypatch.setenv("TOCSIN_X", "")
    assert environment.networks("TOCSIN_X", "127.0.0.1") == []


def test_what_is_no_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_X", "10.0.0.0/8, everywhere")
    with pytest.raises(SystemExit, match=r"networks like 10.0.0.0/8, .* not “everywhere”"):
        environment.networks("TOCSIN_X", "")
