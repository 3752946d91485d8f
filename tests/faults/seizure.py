"""Many people sign, are written to, conveyed and erased; then the disks are taken and searched.

`python -m tests.faults.seizure NUMBER SEED` lets them live, in the data folder of the environment.
Every name, address and comment holds MARK in each of its words, so that one search finds any of
them; nothing of them is written anywhere but by the program itself. Mail goes to a real SMTP
server in the same process, which keeps it in memory.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import re
import string
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.faults.crowd import LINK
from tests.faults.started import begin
from tests.kernel.planted.finding import writings

MARK = "zqxjvk"
APPEAL = "FA-01-2026"
BATCH = 50
# Beginnings of what is packed: gzip, zlib, and a member of a ZIP with its name.
PACKED = re.compile(
    rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04.{4}\x08\x00.{16}(?=[\x01-\xff]\x00)",
    re.DOTALL,
)
DEEPEST, MOST = 3, 50_000_000
KEY_IN_WORDS = re.compile(rb"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


@dataclass(frozen=True)
class Canary:
    """One person who must not be found."""

    name: str
    email: str
    comment: str


def canaries(number: int, seed: int) -> list[Canary]:
    """The same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - names, not keys

    def word(long: int) -> str:
        return MARK + "".join(chance.choices(string.ascii_lowercase, k=long))

    return [
        Canary(
            name=f"{word(5).title()} {word(7).title()}",
            email=f"{word(8)}@{word(6)}.example",
            comment=" ".join(word(4) for _ in range(4)),
        )
        for _ in range(number)
    ]


class Mailboxes:
    """Takes every mail; keeps the newest link of each address, in memory."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self.mails = self.asked = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Some mailboxes are full, some are not there."""
        self.asked += 1
        answer = {11: "451 try again", 23: "550 no such person"}.get(self.asked % 29)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The link is in the text."""
        self.mails += 1
        if found := LINK.search(envelope.content.replace(b"=\r\n", b"")):
            self.links[envelope.rcpt_tos[0]] = found.group(1).decode()
        return "250 OK"


class Lives:
    """What befalls them, through the pages and by the worker's loops."""

    def __init__(self, boxes: Mailboxes) -> None:
        from django.test import Client

        from tocsin.appeals.models import Appeal

        self.boxes, self.visitor = boxes, Client()
        self.appeal = Appeal.objects.get()

    def work(self) -> None:
        """As the worker does."""
        from tocsin.console.loops import LOOPS
        from tocsin.kernel.work import run_until_idle

        run_until_idle(LOOPS)

    def all(self, people: list[Canary]) -> None:
        """Sign, confirm, inform, convey, erase; a tenth never confirms."""
        for at in range(0, len(people), BATCH):
            self.sign(people[at : at + BATCH])
            self.work()
            self.confirm(people[at : at + BATCH])
        self.let_pass()
        self.on_paper(people[:3])
        self.inform_and_convey()
        self.erase(people[::5])
        self.work()

    def sign(self, people: Iterable[Canary]) -> None:
        """Over the page."""
        for number, one in enumerate(people):
            form = {"name": one.name, "email": one.email, "comment": one.comment, "country": "SE"}
            form |= {"choice": ("addressee", "counted")[number % 2]}
            form |= {"inform": "on"} if number % 3 else {}
            answer = self.visitor.post(f"/{APPEAL}/sign/", form)
            assert answer.status_code == 302, answer.content.decode()

    def confirm(self, people: Iterable[Canary]) -> None:
        """The link of the mail; some say that it was not they."""
        for number, one in enumerate(people):
            if (token := self.boxes.links.get(one.email)) and number % 10:
                page = "not-me" if number % 10 == 1 else "confirm"
                form = {"receipt": "on"} if number % 2 else {}
                answer = self.visitor.post(f"/{APPEAL}/{page}/{token}/", form)
                assert answer.status_code == 200, answer.status_code

    def let_pass(self) -> None:
        """Links used this fast may be held back as a wave; two people let them count."""
        from tests import cast
        from tocsin.signing import holds, voids
        from tocsin.signing.floods import waves

        waves.forget()
        self.work()
        for batch in holds.undecided(self.appeal):
            holds.propose(cast.olga(), batch, "release", words="They are known.")
            voids.decide(cast.amir(), batch)

    def on_paper(self, people: Iterable[Canary]) -> None:
        """Some stand on a sheet too."""
        from tests import cast
        from tocsin.publishing.models import Revision
        from tocsin.signing import sheets

        sheet = sheets.print_sheet(cast.olga(), Revision.objects.get(), "en", "")
        for line, one in enumerate(people, start=1):
            told = {"name": one.name, "email": f"paper{one.email}", "comment": one.comment}
            sheets.enter_line(cast.olga(), sheet, line, country="SE", choice="counted", **told)

    def inform_and_convey(self) -> None:
        """Those who asked are written to, and a bundle is made."""
        from django.utils import timezone

        from tests import cast
        from tocsin.conveyance import moves as conveyance
        from tocsin.replies import moves as replies

        told = {"en": {"title": "News", "text": "Something happened."}}
        replies.record(cast.olga(), self.appeal, "update", timezone.localdate(), told)
        self.work()
        office = self.appeal.addressees.first()
        assert office is not None
        conveyance.export(cast.olga(), self.appeal, office)

    def erase(self, people: Iterable[Canary]) -> None:
        """The second link of the mail takes everything back."""
        for one in people:
            if token := self.boxes.links.get(one.email):
                assert self.visitor.post(f"/{APPEAL}/not-me/{token}/").status_code == 200


def live(number: int, seed: int) -> None:
    """All of it; prints how many mails went and how many are counted."""
    begin()
    from aiosmtpd.controller import Controller
    from django.conf import settings

    from tests.ports import free_port
    from tocsin.signing import reads

    boxes = Mailboxes()
    server = Controller(boxes, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.TOCSIN_SMTP_URL = f"smtp://127.0.0.1:{server.port}"
    settings.ALLOWED_HOSTS.append("testserver")
    try:
        lives = Lives(boxes)
        lives.all(canaries(number, seed))
        counted = reads.tally(lives.appeal)
        print(f"{boxes.mails} mails, {counted.confirmed} confirmed, {counted.paper} on paper")
    finally:
        server.stop()


def spellings() -> list[bytes]:
    """MARK as it may be written; in three cases, and with each letter as in an address."""
    told = {form for case in (MARK, MARK.upper(), MARK.title()) for form in writings(case)}
    return [*told, "".join(f"%{ord(one):02X}" for one in MARK).encode()]


@cache
def needles() -> re.Pattern[bytes]:
    """All spellings at once."""
    return re.compile(b"|".join(map(re.escape, spellings())))


def packed(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """What is packed in a file, and in that again: gzip, zlib, and the members of ZIP files."""
    if depth == DEEPEST:
        return
    for found in PACKED.finditer(data):
        kind = found.group()[:2]
        bits, at = {b"PK": -15, b"\x1f\x8b": 31}.get(kind, 15), found.start()
        if kind == b"PK":  # two lengths follow, of the name and of what stands after it
            at = found.end() + 4 + sum(struct.unpack("<HH", data[found.end() : found.end() + 4]))
        inside = zlib.decompressobj(bits)
        with suppress(zlib.error):
            if unpacked := inside.decompress(data[at:], MOST):
                yield unpacked
                yield from packed(unpacked, depth + 1)


def files(folders: Iterable[Path]) -> Iterator[Path]:
    """Everything on the disk."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def search(folders: Iterable[Path]) -> tuple[int, list[str]]:
    """How many files were looked at, and those in which somebody is found."""
    number, hits = 0, []
    for path in files(folders):
        number += 1
        hits += [f"{path.name}: {around!r}" for around in found_in(path.read_bytes())]
    return number, hits


def found_in(data: bytes, known: dict[bytes, list[bytes]] = {}) -> list[bytes]:  # noqa: B006
    """What stands around each finding in a file and in what is packed in it.

    It is known of the same bytes: a database server copies its catalogues many times, and a disk
    is searched again after a while.
    """
    mark = hashlib.sha256(data).digest()
    if mark not in known:
        # No needle holds an end of line, so what stands in the file stands in its joined lines.
        joined = data.replace(b"\r", b"").replace(b"\n", b"")
        looks = ((needles().search(one), one) for one in chain([joined], packed(data)))
        known[mark] = [
            one[max(0, found.start() - 20) : found.end() + 20] for found, one in looks if found
        ]
    return known[mark]


def keys_on_disk(folders: Iterable[Path]) -> set[bytes]:
    """Whatever could be a key of 32 bytes: in hex, or a file of that size."""
    found: set[bytes] = set()
    for path in files(folders):
        data = path.read_bytes()
        found.update(bytes.fromhex(one.decode()) for one in KEY_IN_WORDS.findall(data))
        if len(data) == hashlib.sha256().digest_size:
            found.add(data)
    return found


def attack(keys: Iterable[bytes], tags: set[bytes], people: Iterable[Canary]) -> list[str]:
    """Who of a list of addresses signed, by every key that was found."""
    from tocsin.signing.addresses import canonical

    told = [(one.email, canonical(one.email).encode()) for one in people]
    return [
        email
        for key in keys
        for email, text in told
        if hmac.digest(key, text, hashlib.sha256) in tags
    ]


def decrypted(keys: Iterable[bytes], blobs: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """What opens of (blob, context) with a key that was found."""
    found = []
    for blob, context in blobs:
        for key in keys:
            try:
                found.append(ChaCha20Poly1305(key).decrypt(blob[1:13], blob[13:], context))
            except InvalidTag:
                continue
    return found


if __name__ == "__main__":
    live(int(sys.argv[1]), int(sys.argv[2]))
