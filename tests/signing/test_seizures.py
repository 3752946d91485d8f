"""docs/how-it-works/what-a-seizure-yields.md: each row of its table is taken and looked at."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from tests import cast
from tests.conveyance.bundles import manifest, words
from tests.engine import engine
from tests.kernel.growing import sequence_all
from tests.paths import ROOT
from tests.signing.people import entry, newest_token
from tocsin.conveyance.bundle import write_bundle
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel.backups import making
from tocsin.kernel.backups.archive import Reader
from tocsin.kernel.crypto import links, seal, shares, unlocking
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail import return_paths
from tocsin.kernel.mail.composing import fingerprint
from tocsin.kernel.mail.outbox import Mail, open_mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.verify import Receipt, commitment
from tocsin.kernel.transparency import sequencing
from tocsin.publishing.models import Revision
from tocsin.signing import commitments, informing, mailboxes, moves, reads, receipts, retention
from tocsin.signing.models import Settled, Signature
from tocsin.signing.sealing import HELD, open_held

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = ROOT / "docs" / "how-it-works" / "what-a-seizure-yields.md"
ADA = {"name": "Ada Quillfeather", "email": "ada.canary@flood.example"}
COMMENT = "My brother Canarius is among them"
SHOWN = "Bo Openhand"
UNSURE = {"name": "Cy Unsurename", "email": "cy.canary@example.org"}


@dataclass(frozen=True)
class World:
    """What there is to take: three who signed, one of them not yet, one shown in public."""

    pair: seal.KeyPair
    revision: Revision
    home: Path
    mails: list[bytes]
    token: str
    late: str


@pytest.fixture
def world(home: Path) -> World:
    pair = cast.signing_key()
    revision = cast.published()
    mails = []
    moves.sign(revision, entry(**ADA, comment=COMMENT, inform=True))
    token = newest_token()
    mails.append(open_mail(Mail.objects.latest("pk"))[1])
    moves.confirm(token, receipt=True)
    moves.sign(revision, entry(SHOWN, "bo.canary@example.org", choice="public"))
    moves.confirm(newest_token())
    moves.sign(revision, entry(**UNSURE))
    late = newest_token()
    Mail.objects.update(payload=None, state="sent")
    sequence_all()
    return World(pair, revision, home, mails, token, late)


def database() -> bytes:
    """All that the database holds, as its files, or as text where it is a server."""
    if engine() == "sqlite":
        place = Path(str(connection.settings_dict["NAME"]))
        files = [place, place.with_name(place.name + "-wal")]
        return b"".join(path.read_bytes() for path in files if path.exists())
    with connection.cursor() as cursor:
        found = b""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our own tables
            found += "\n".join(row[0] for row in cursor.fetchall()).encode()
    return found


def folder(world: World) -> bytes:
    """All files of the data folder, one behind another."""
    return b"".join(path.read_bytes() for path in world.home.rglob("*") if path.is_file())


def is_in(text: str, taken: bytes) -> bool:
    """Plain, in capitals, as hex, as Base64 at each offset."""
    plain = text.encode()
    forms = [plain, text.upper().encode(), text.lower().encode(), plain.hex().encode()]
    forms += [base64.b64encode(plain[at : len(plain) - (len(plain) - at) % 3]) for at in range(3)]
    return any(form in taken for form in forms)


PRIVATE = [*ADA.values(), COMMENT, *UNSURE.values(), "bo.canary@example.org"]


def the_database_file(world: World) -> None:
    taken = database()
    assert is_in(SHOWN, taken)
    assert not [word for word in PRIVATE if is_in(word, taken)]
    tag = mailboxes.tag(world.revision.appeal, ADA["email"])
    assert Signature.objects.filter(tag=tag).exists()
    guesses = [b"ada.canary@flood.example", b"signatories/FA-01-2026"]
    tried = [hashlib.sha256(one).digest() for one in guesses]
    tried += [hmac.digest(one, guesses[0], "sha256") for one in guesses]
    assert not Signature.objects.filter(tag__in=tried).exists()


def the_whole_data_folder(world: World) -> None:
    key = vault().get("signatories/FA-01-2026")
    unlocking.lock()
    taken = folder(world)
    assert not [word for word in PRIVATE if is_in(word, taken)]
    assert key not in taken
    assert key.hex().encode() not in taken
    with pytest.raises(Locked):
        mailboxes.tag(world.revision.appeal, ADA["email"])
    with pytest.raises(Refusal):
        unlocking.unlock("a guess of the passphrase")


def a_backup_of_it(world: World) -> None:
    """Closed it tells whose and of when; opened it tells what the folder does."""
    place = world.home.parent / "another disk"
    place.mkdir()
    path = making.make(place, 30).path
    key, master = vault().get("signatories/FA-01-2026"), vault().current()
    taken = path.read_bytes()
    assert is_in("Urgent Appeals Desk", taken)
    for word in (*PRIVATE, SHOWN, "FA-01-2026", "signatories", "counted"):
        assert not is_in(word, taken)
    with path.open("rb") as file:
        reader = Reader(file, "backup")
        with pytest.raises(Refusal):
            reader.header.open_with("a guess of the passphrase")
        reader.open(master)
        opened = b"".join(block for _name, blocks in reader.members() for block in blocks)
    assert is_in(SHOWN, opened)
    assert not [word for word in PRIVATE if is_in(word, opened)]
    assert not [one for one in (key, master) if one in opened or one.hex().encode() in opened]


def the_running_server_unlocked(world: World) -> None:
    appeal = world.revision.appeal
    box = mailboxes.mailbox(appeal, ADA["email"], ADA["name"])
    row = Signature.objects.get(tag=box.first)
    assert bytes(row.likeness or b"") == box.likeness
    assert len(box.likeness) == 2
    assert not Signature.objects.filter(tag=mailboxes.tag(appeal, "nobody@example.org")).exists()
    assert [address for _pk, address, _ in informing.informed(appeal, 0, 5)] == [ADA["email"]]
    everything = [vault().get(name) for name in vault()._read()]
    for row in Signature.objects.all():
        for blob in (bytes(row.sealed), bytes(row.held or b"")):
            assert not any(opens(key, blob) for key in everything)


def opens(key: bytes, blob: bytes) -> bool:
    """Whether a key of the server opens what was sealed, or locked with a link."""
    for attempt in (
        lambda: seal.open_sealed(key, blob, "FA-01-2026"),
        lambda: links.unlock(key, HELD, blob),
    ):
        with suppress(Refusal):
            attempt()
            return True
    return False


def the_database_and_the_keys_after_the_retention(world: World) -> None:
    tag = mailboxes.tag(world.revision.appeal, ADA["email"])
    row = Settled.objects.create(appeal=world.revision.appeal, closed_on="2025-01-01")
    retention.forget(row)
    assert not Signature.objects.filter(tag__isnull=False).exists()
    assert mailboxes.tag(world.revision.appeal, ADA["email"]) != tag
    assert informing.informed(world.revision.appeal, 0, 5) == []
    assert reads.public_names(world.revision.appeal, 5) == [SHOWN]


def a_mail_server_on_the_way(world: World) -> None:
    [mail] = world.mails
    assert ADA["email"].encode() in mail
    assert b"FA-01-2026" in mail
    assert world.token.encode() in mail.replace(b"=\r\n", b"")
    assert not is_in(ADA["name"], mail)
    assert not is_in(COMMENT, mail)
    assert b"BOLIVIA" not in mail.upper().replace(b"FA-01-2026", b"")
    assert moves.not_me(world.token) == 1


def your_own_mail_server(world: World) -> None:
    """Its log has the envelope of each mail, its queue the mails that wait."""
    row = Mail.objects.order_by("pk")[0]
    with override_settings(TOCSIN_BOUNCE_MAIL="bounce@appeals.example.org"):
        path = return_paths.maker()(row.pk, fingerprint(row.key))
    log = f"from=<{path}> to=<{ADA['email']}>".encode()
    assert re.search(rb"from=<bounce\+[a-z2-7.]{33}@appeals.example.org>", log)
    hidden = [ADA["name"], COMMENT, "FA-01-2026", row.key, fingerprint(row.key), world.token]
    assert not [word for word in hidden if is_in(word, log)]
    a_mail_server_on_the_way(world)


def the_public_log(world: World) -> None:
    entries = list(sequencing.folder().entries(0, sequencing.shown()))
    assert sorted(one[1] for one in entries)[:2] == [1, 1]
    guess = {"name": ADA["name"], "email": ADA["email"], "country": "SE", "comment": COMMENT}
    told = guess | {"choice": "addressee", "channel": "web", "language": "en"}
    digest = commitments.digest(told)
    taken = b"".join(entries)
    assert digest not in taken
    assert not [word for word in [*PRIVATE, SHOWN, "FA-01-2026"] if is_in(word, taken)]
    assert commitment(commitments.of_link(world.token), digest) in taken


def a_receipt(world: World) -> None:
    r = commitments.of_link(world.token)
    signature = reads.by_token(world.token)
    assert signature is not None
    voice = receipts.voice(signature, r)
    assert voice is not None
    text = voice.receipt()
    assert text is not None
    assert not [word for word in PRIVATE if is_in(word, text.encode())]
    extra = Receipt.parse(text).extra
    told = {**ADA, "country": "SE", "comment": COMMENT, "choice": "addressee"}
    guess = commitments.digest(told | {"channel": "web", "language": "en"})
    assert extra[32:64] == guess
    assert commitments.digest(told | {"channel": "web", "language": "fr"}) != guess


def an_office_that_was_handed_a_dossier(world: World) -> None:
    """Who is not named stands in a number, and from a country of a few not even there."""
    moves.sign(
        world.revision,
        entry("Dana Unseen", "dana.canary@example.org", country="KZ", choice="counted"),
    )
    moves.confirm(newest_token())
    place = world.home.parent / "handed over"
    place.mkdir()
    told = manifest(tally={"confirmed": 3, "paper": 0, "unconfirmed": 1})
    write_bundle(place / "b.zip", told, list(reads.sealed_records(world.revision.appeal)))
    seal.write_pair(world.pair, place / "o.private", place / "o.public")
    open_bundle(place / "b.zip", place / "o.private", place / "out")
    files = b"".join(path.read_bytes() for path in (place / "out").iterdir())
    taken = files + words(place / "out" / "dossier.pdf").encode()
    assert is_in(SHOWN, taken)
    hidden = [*UNSURE.values(), "Dana Unseen", "Kazakhstan"]
    hidden += [ADA["email"], "bo.canary@example.org", "dana.canary@example.org"]
    assert not [word for word in hidden if is_in(word, taken)]


def one_share_of_the_organisations_key(world: World) -> None:
    made = shares.split(world.pair.private, 3, 5)
    for at in range(5):
        for few in ([made[at]], [made[at], made[(at + 1) % 5]]):
            with pytest.raises(Refusal):
                shares.join(few)
    assert shares.join(made[1:4]) == world.pair.private
    words = b"".join(repr(one).encode() for one in made[:1])
    assert world.pair.private.hex().encode() not in words


def the_organisations_key_alone(world: World) -> None:
    seal.write_pair(world.pair, world.home / "o.private", world.home / "o.public")
    taken = (world.home / "o.private").read_bytes()
    assert not [word for word in [*PRIVATE, SHOWN] if is_in(word, taken)]
    assert len(taken) < 2000


def the_database_and_the_organisations_key(world: World) -> None:
    opened = [
        seal.open_sealed(world.pair.private, blob, "FA-01-2026")
        for blob in reads.sealed_records(world.revision.appeal)
    ]
    assert {one["name"]: one["comment"] for one in opened} == {ADA["name"]: COMMENT, SHOWN: ""}
    moves.not_me(world.token)
    left = [bytes(row.sealed) for row in Signature.objects.filter(state="counted")]
    names = {seal.open_sealed(world.pair.private, one, "FA-01-2026")["name"] for one in left}
    assert names == {SHOWN}


TAKEN: dict[str, Callable[[World], None]] = {
    "the database file": the_database_file,
    "the whole data folder": the_whole_data_folder,
    "a backup of it": a_backup_of_it,
    "the running server, unlocked": the_running_server_unlocked,
    "the database and the keys, after the retention": the_database_and_the_keys_after_the_retention,
    "a mail server on the way": a_mail_server_on_the_way,
    "your own mail server, where it sends for Tocsin": your_own_mail_server,
    "the public log": the_public_log,
    "a receipt": a_receipt,
    "an office that was handed a dossier": an_office_that_was_handed_a_dossier,
    "one share of the organisation's key": one_share_of_the_organisations_key,
    "the organisation's key alone": the_organisations_key_alone,
    "the database and the organisation's key": the_database_and_the_organisations_key,
}


def rows() -> list[str]:
    """Who takes what, as the page's table has it."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [line.split("|")[1].strip() for line in lines[1:]]


def test_the_table_has_a_row_for_each_thing_that_is_taken_here() -> None:
    assert rows() == list(TAKEN)


@pytest.mark.parametrize("row", rows())
def test_who_takes_it_learns_what_the_table_says(row: str, world: World) -> None:
    TAKEN[row](world)


def test_what_waits_for_a_link_opens_with_that_link_alone(world: World) -> None:
    row = Signature.objects.get(state="unconfirmed")
    assert open_held(row, commitments.of_link(world.late)).email == UNSURE["email"]
    with pytest.raises(Refusal):
        open_held(row, commitments.of_link(world.token))
