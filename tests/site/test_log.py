"""The public log over HTTP: static files that anybody may read, and a page that explains them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.kernel.growing import grow, policy, sequence_all
from tests.signing.people import newest_token, sign_and_confirm
from tocsin.kernel import keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.tlog.auditing import Tally, audit
from tocsin.kernel.tlog.tiles import of_size
from tocsin.kernel.tlog.verify import Policy, subject_of
from tocsin.kernel.transparency import sequencing
from tocsin.signing import moves, sheets

pytestmark = pytest.mark.django_db


def served(client: Client) -> Any:
    """Reads the log as a stranger does, over HTTP."""

    def read(place: str) -> bytes:
        answer = client.get(f"/log/{place}")
        if answer.status_code == 404:
            raise FileNotFoundError(place)
        assert answer.status_code == 200
        assert not answer.cookies
        return bytes(answer.content)

    return read


def test_the_checkpoint_is_text_and_kept_for_seconds_only(client: Client) -> None:
    grow(3)
    answer = client.get("/log/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content.decode() == sequencing.folder().note()
    assert not answer.cookies


def test_tiles_are_kept_for_ever(client: Client) -> None:
    grow(260)
    for tile in of_size(260):
        answer = client.get(f"/log/{tile.path}")
        assert answer.status_code == 200, tile.path
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert not answer.cookies


def test_policy_and_log_verify_over_http(client: Client) -> None:
    grow(300)
    read = served(client)
    told = Policy.parse(read("policy.txt"))
    assert audit(read, told).checkpoint.size == 300


@pytest.mark.parametrize(
    "place",
    [
        "checkpoint/",
        "nothing",
        ".lock",
        "tile/0/001",
        "tile/9/000",
        "tile/0/../checkpoint",
        "tile/entries/000.p/4",
        "../keys/runtime.json",
        "%2e%2e/keys/runtime.json",
        "tile/0/%2e%2e/%2e%2e/%2e%2e/keys/runtime.json",
    ],
)
def test_nothing_else_is_served(client: Client, place: str) -> None:
    grow(3)
    assert client.get(f"/log/{place}").status_code in {301, 404}


def test_before_the_first_entry_there_is_no_checkpoint(client: Client) -> None:
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/").status_code == 200


def test_the_log_takes_nothing(client: Client) -> None:
    grow(1)
    for place in ("/log/checkpoint", "/log/tile/0/000.p/1", "/log/"):
        assert client.post(place).status_code == 405


def test_the_page_says_how_large_it_is_and_how_to_check(client: Client) -> None:
    grow(12)
    said = client.get("/log/").content.decode()
    assert "<dd>12</dd>" in said
    assert "tocsin verify" in said
    assert "none yet: only we sign" in said
    assert "<h1>The public log</h1>" in said


def test_the_key_that_names_are_sealed_to_is_a_file_beside_the_log(client: Client) -> None:
    pair = cast.signing_key()
    answer = client.get("/log/key.json")
    assert answer.json() == {
        "format": 1,
        "state": "open",
        "organisation": pair.organisation,
        "key_id": pair.key_id,
        "public": pair.public.hex(),
        "fingerprint": seal.fingerprint(pair.public),
    }
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert client.post("/log/key.json").status_code == 405
    assert f"<code>{seal.fingerprint(pair.public)}</code>" in client.get("/log/").content.decode()


def test_a_key_that_was_changed_is_a_new_file_at_once(client: Client) -> None:
    cast.signing_key()
    before = client.get("/log/key.json").json()
    second = cast.signing_key()
    now = client.get("/log/key.json").json()
    assert now["key_id"] == second.key_id != before["key_id"]


CLOSED = {
    "format": 1,
    "state": "closed",
    "organisation": "",
    "key_id": "",
    "public": "",
    "fingerprint": "",
}


def test_without_a_key_file_and_page_say_that_signing_is_closed(client: Client) -> None:
    assert client.get("/log/key.json").json() == CLOSED
    page = client.get("/log/").content.decode()
    assert "no key: signing is closed until there is one" in page
    french = client.get("/fr/log/").content.decode()
    assert "aucune clé : la signature est fermée tant qu’il n’y en a pas" in french


def test_a_retired_or_doubtful_key_is_not_told_as_the_one_in_use(client: Client) -> None:
    cast.signing_key()
    SealingKey.objects.update(public=seal.create_keypair("Somebody").public)
    assert client.get("/log/key.json").json() == CLOSED
    SealingKey.objects.all().delete()
    cast.signing_key()
    keys.retire("nadia", SealingKey.objects.get())
    assert client.get("/log/key.json").json() == CLOSED


def test_everybody_can_recompute_the_tally_of_a_mixed_history(client: Client) -> None:
    cast.signing_key()
    revision = cast.published()
    for name in ("ada", "bo", "cy", "di", "eli"):
        sign_and_confirm(revision, name.title(), f"{name}@example.org")
    moves.not_me(newest_token())  # Eli
    sign_and_confirm(revision, "Ada", "A.D.A+x@example.org")
    sign_and_confirm(revision, "Ada", "ada+again@example.org")
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    lines = [("Oline", ""), ("Pita", ""), ("Bo", "bo@example.org"), ("Fay", "fay@example.org")]
    for number, (name, email) in enumerate(lines, start=1):
        sheets.enter_line(
            cast.olga(), sheet, number, name=name, country="BO", choice="counted", email=email
        )
    sign_and_confirm(revision, "Fay", "fay@example.org")  # instead of the line
    sequence_all()
    found = audit(served(client), policy()).tallies[subject_of("FA-01-2026")]
    told = client.get("/FA-01-2026.json").json()
    assert found == Tally(confirmed=6, paper=2, voided=0, withdrawn=2)
    assert (told["tally"]["confirmed"], told["tally"]["paper"]) == (6, 2)
    assert told["log"] == {
        "subject": subject_of("FA-01-2026").hex(),
        "confirmed": 6,
        "paper": 2,
    }
    page = client.get("/FA-01-2026/").content.decode()
    assert "Of these, 6 confirmed by e-mail and 2 on paper are in the" in page


def test_the_page_may_be_ahead_of_the_log_by_what_waits(client: Client) -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org")
    told = client.get("/FA-01-2026.json").json()
    assert (told["tally"]["confirmed"], told["log"]["confirmed"]) == (1, 0)
    page = client.get("/FA-01-2026/").content.decode()
    assert "Of these, 0 confirmed by e-mail and 0 on paper are in the" in page


def test_the_log_may_be_behind_by_what_was_taken_back(client: Client) -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org")
    token = newest_token()
    sequence_all()
    moves.not_me(token)
    page = client.get("/FA-01-2026/").content.decode()
    assert "Of these" not in page
    assert "holds 1 confirmed by e-mail and 0 on paper; what was taken back since enters" in page
