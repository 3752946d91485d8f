"""A seized disk gives no names; and the search that says so can find them."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tests.stories.canary import hits
from tocsin.console.loops import LOOPS
from tocsin.conveyance import moves as conveyance
from tocsin.kernel.crypto.home import home
from tocsin.kernel.work import run_until_idle
from tocsin.publishing.models import Revision
from tocsin.replies import moves as replies
from tocsin.signing import moves as signing
from tocsin.signing import sheets
from tocsin.signing.models import Signature

WORD = "Zanzibarquill"


@pytest.mark.parametrize(
    "hidden",
    [
        WORD.encode(),
        WORD.lower().encode(),
        WORD.encode("utf-16-le"),
        WORD.encode().hex().encode(),
        base64.b64encode(b"x" + WORD.encode() + b"yz"),
        base64.b64encode(b"xy" + WORD.encode() + b"z"),
        gzip.compress(b"some text " + WORD.encode()),
    ],
    ids=["plain", "lower", "utf-16", "hex", "base64-1", "base64-2", "gzip"],
)
def test_the_search_finds_what_is_hidden(tmp_path: Path, hidden: bytes) -> None:
    (tmp_path / "file").write_bytes(b"before " + hidden + b" after")
    assert hits([tmp_path], [WORD]) == [f"file: {WORD}"]


def test_the_search_spares_what_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "mail").write_text(WORD)
    assert hits([tmp_path], [WORD], spare=[tmp_path / "outbox"]) == []


def sign_everybody(revision: Revision) -> list[str]:
    """Thirty people sign in all the ways there are; gives what must not be found."""
    secret = []
    for at in range(30):
        name, email = f"Canaria{at:02d} Zwitscher", f"canaria{at:02d}@voliere.example"
        comment = f"Kommentar{at:02d}geheim"
        choice = ("public", "addressee", "counted")[at % 3]
        told: dict[str, Any] = {"comment": comment, "choice": choice, "inform": at % 2 == 0}
        if at % 5 == 4:
            signing.sign(revision, entry(name, email, **told))  # and never confirms
        elif at % 5 == 3:
            signing.sign(revision, entry(name, email, **told))
            signing.not_me(newest_token())
        else:
            sign_and_confirm(revision, name, email, **told)
        is_shown = choice == "public" and at % 5 < 3
        secret += [email, comment] if is_shown else [name, email, comment]
    return secret


def fill_a_sheet(revision: Revision) -> list[str]:
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "the office")
    sheets.enter_line(
        cast.olga(),
        sheet,
        1,
        name="Papageno Federkiel",
        country="AT",
        email="papageno@voliere.example",
        choice="addressee",
    )
    return ["Papageno Federkiel", "papageno@voliere.example"]


def everything_on_disk() -> list[Path]:
    """The data folder, and where the test's database lies with its write-ahead log."""
    name = Path(str(connection.settings_dict["NAME"]))
    return [home(), *([name.parent] if connection.vendor == "sqlite" else [])]


@pytest.mark.django_db(transaction=True)
def test_no_name_address_or_comment_is_found_after_the_whole_loop() -> None:
    cast.signing_key()
    revision = cast.published()
    secret = sign_everybody(revision) + fill_a_sheet(revision)
    replies.record(
        cast.olga(),
        revision.appeal,
        "update",
        timezone.localdate(),
        {"en": {"title": "News", "text": "Something happened."}},
    )
    office = revision.appeal.addressees.first()
    assert office is not None
    conveyance.export(cast.olga(), revision.appeal, office)
    before_sending = hits(everything_on_disk(), secret)
    run_until_idle(LOOPS)
    after_sending = hits(everything_on_disk(), secret, spare=[home() / "outbox"])
    assert (before_sending, after_sending) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_the_public_name_is_found_so_the_search_looks_in_the_right_place() -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), "Offene Amsel", "amsel@voliere.example", choice="public")
    if connection.vendor == "sqlite":
        assert hits(everything_on_disk(), ["Offene Amsel"])
    assert Signature.objects.filter(public_name="Offene Amsel").exists()
