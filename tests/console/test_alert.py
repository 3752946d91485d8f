"""`tocsin alert` and `tocsin keys partner`: what a partner and an officer do at a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import cast
from tests.intake.mails import TEXT, raw
from tests.intake.test_clock import alert
from tocsin.console.table import offline
from tocsin.intake import returns
from tocsin.kernel.crypto import signature
from tocsin.people import moves as people

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    command = offline(list(words))
    assert command is not None
    return command()


def said(*words: str, **named: Any) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, **named)
    return out.getvalue()


def test_from_a_new_key_to_a_verified_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cast.document_type()
    assert run("keys", "partner", "River House") == 0
    assert "Fingerprint " in capsys.readouterr().out
    people.set_partner_key(cast.olga(), cast.partner(), Path("partner.public").read_bytes())
    Path("alert.txt").write_text(TEXT, "utf-8")
    assert run("alert", "sign", "alert.txt", "--key", "partner.private") == 0
    assert capsys.readouterr().out == "Written: alert.txt.sig\n"
    assert "verified: partner River House" in said("import_alert", "alert.txt")
    assert run("alert", "sign", "alert.txt", "--key", "partner.private", "--inside") == 0
    told = json.loads(said("import_alert", "alert.txt.signed.txt", dry_run=True, json=True))
    assert (told["signed"], told["signed_by"]) == ("verified", "River House")


def test_a_saved_mail_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(raw())
    told = json.loads(said("import_alert", str(file), dry_run=True, json=True))
    assert told["sender"] == "desk@casaclara.example"
    assert told["message_id"] == "one@casaclara.example"
    assert told["sent_at"] == "2026-03-03T13:30:00+00:00"
    assert told["attachments"] == []
    assert told["signed"] == "unsigned"
    assert told["title"] == TEXT.split("\n")[0]
    assert "desk@casaclara.example" in said("import_alert", str(file), dry_run=True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("none.txt", "--key", "p.private"), "The file none.txt cannot be read: No such file"),
        (("a.txt", "--key", "none"), "The key file none cannot be read: No such file"),
        (("a.txt", "--key", "p.public"), "This is the public half. Take the file that ends in"),
        (("a.txt", "--key", "a.txt"), "This is no key of a partner."),
        (("scan.png", "--key", "p.private"), "This is no plain text"),
    ],
)
def test_what_cannot_be_signed_is_said_in_one_line(
    words: tuple[str, ...],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, "utf-8")
    Path("scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    pair = signature.create("River House")
    signature.write_pair(pair, Path("p.private"), Path("p.public"))
    assert run("alert", "sign", *words) == 1
    assert capsys.readouterr().err.startswith(sentence)


def test_a_sealed_contact_is_opened_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tocsin.kernel.crypto import seal

    pair = cast.signing_key()
    seal.write_pair(pair, tmp_path / "o.private", tmp_path / "o.public")
    code = returns.write(returns.Entry(TEXT.encode(), contact="Ring Ana"), "192.0.2.1")
    file = tmp_path / "alert.contact"
    file.write_bytes(returns.contact_file(returns.come_back(code, "192.0.2.1")))
    assert run("alert", "open", str(file), "--key", str(tmp_path / "o.private")) == 0
    assert capsys.readouterr().out == "contact: Ring Ana\nname: —\n"


def test_the_waiting_alerts_are_listed_by_what_presses() -> None:
    assert said("alert", "list") == "No alert waits.\n"
    alert("PERU: Has time")
    alert("PERU: Tomorrow", feared="they will be moved tomorrow")
    lines = said("alert", "list").splitlines()
    assert "PERU: Tomorrow" in lines[0]
    assert "PERU: Has time" in lines[1]
    told = json.loads(said("alert", "list", json=True))
    assert [one["title"] for one in told] == ["PERU: Tomorrow", "PERU: Has time"]
    assert [one["overdue"] for one in told] == [False, False]
