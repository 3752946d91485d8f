"""Many people who sign at once, and each writes down what was said to whom and when."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.history import (
    COUNT,
    HEAD,
    OK,
    READ,
    SEEN,
    UNKNOWN,
    WITHDRAW,
    Book,
    Event,
    read,
)
from tests.faults.public import parsed
from tests.faults.world import APPEAL, World
from tocsin.kernel.tlog.verify import Invalid

PATIENCE = 40  # seconds for an answer; longer than the database waits for its lock
# Seconds in which somebody is counted, or nothing goes on: what a worker held that died waits for
# the end of its lease (`kernel.work.LEASE`, two minutes).
LONGEST = 120 + PATIENCE
MAIL_PATIENCE = 10  # seconds after which somebody turns to other things, and looks again later
LINK = re.compile(rb"/confirm/([\w-]+)/")
PROMISE = re.compile(rb"tocsin promise\n.*\n(.{44})\n")
INDEX = re.compile(rb"^index (\d+)$", re.MULTILINE)
TO = re.compile(rb"^To: (\S+)", re.MULTILINE)
DONE, FOUND, GONE = 200, 302, 410
Seen = tuple[str, str, int, str]  # op, token, value, root
IN_HAND = 5  # signatures that one person has under way
WITHDRAWN, PAPER = 0.1, 0.2


class Letters:
    """The mailboxes of all: takes the mails out of the outbox as they come."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tokens: dict[str, str] = {}
        self.came = threading.Condition()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._empty, daemon=True)

    def _empty(self) -> None:
        while not self.ended.wait(0.03):
            self.look()

    def look(self) -> None:
        """Takes what lies there; a disk that is away has nothing."""
        try:
            paths = list((self.world.home / "outbox").glob("*.eml"))
            mails = [(path, path.read_bytes()) for path in paths]
            for path, _mail in mails:
                path.unlink()
        except OSError:
            return
        with self.came:
            for _path, mail in mails:
                to, link = TO.search(mail), LINK.search(mail)
                if to and link:
                    self.tokens[to.group(1).decode()] = link.group(1).decode()
            self.came.notify_all()

    def wait(self) -> None:
        """Until something comes, or a moment has passed."""
        with self.came:
            self.came.wait(0.2)


def request(world: World, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
    """One request on a line of its own; status 0 where nobody took it. Raises OSError."""
    line = http.client.HTTPConnection("127.0.0.1", world.port, timeout=PATIENCE)
    try:
        try:
            line.connect()
        except ConnectionRefusedError:
            return 0, b""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        method = "GET" if form is None else "POST"
        line.request(method, path, urlencode(form) if form is not None else None, kind)
        answer = line.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError from error
    finally:
        line.close()


class Gone(Exception):  # noqa: N818
    """The page says that the link does not work."""


class Person:
    """Signs, reads mail, confirms, clicks again, withdraws; with other names, again and again."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self.crowd = crowd
        self.number = number
        self.chance = random.Random(f"{crowd.seed}-{number}")  # noqa: S311 - a test's dice
        self.book = Book(crowd.folder / f"client-{number}.jsonl")
        self.signed: list[str] = []
        self.counted: list[str] = []
        self.in_hand: dict[str, float] = {}

    def live(self) -> None:
        """Until the crowd goes home."""
        letters = self.crowd.letters
        while not self.crowd.ended.is_set():
            recent = time.monotonic() - MAIL_PATIENCE
            if sum(since > recent for since in self.in_hand.values()) < IN_HAND:
                self.sign()
            came = [one for one in self.in_hand if one in letters.tokens]
            for address in came:
                del self.in_hand[address]
                try:
                    self.follow(address, letters.tokens[address])
                except Gone:
                    self.crowd.gone.append(address)
            if not came:
                letters.wait()
        self.book.close()

    def sign(self) -> None:
        """Signs under a new name until it is taken, or the crowd goes home."""
        # Links that a fault keeps under way take up the budget of their domain, so that nobody
        # else of it would get one: each person has a domain.
        address = f"p{self.number}-{len(self.signed) + 1}@d{self.number}.example"
        entry = {"name": "Some Person", "email": address, "country": "SE", "choice": "counted"}
        path = f"/{APPEAL}/sign/"
        if self.persist(lambda: request(self.crowd.world, path, entry)[0] == FOUND):
            self.signed.append(address)
            self.in_hand[address] = time.monotonic()

    def persist(self, attempt: Callable[[], bool]) -> bool:
        """Tries until it is done or the crowd goes home."""
        while not self.crowd.ended.is_set():
            try:
                if attempt():
                    return True
            except OSError:
                pass
            self.crowd.ended.wait(0.05)
        return False

    def follow(self, address: str, token: str) -> None:
        """From the mail to the voice; by paper too, before or after; and sometimes back."""
        on_paper = self.chance.random()
        is_clear = on_paper >= PAPER / 2 or self.on_paper(address)
        path = f"/{APPEAL}/confirm/{token}/"
        if not self.persist(lambda: self.note(COUNT, address, lambda: self.post(path, address))):
            return
        for _ in range(self.chance.choice([0, 0, 0, 1, 2, 4])):
            self.note(COUNT, address, lambda: self.post(path, address))
        if on_paper > 1 - PAPER / 2:
            is_clear = self.on_paper(address)
        # A line of paper that may still be on its way could come after a withdrawal.
        if is_clear and self.chance.random() < WITHDRAWN:
            away = f"/{APPEAL}/not-me/{token}/"
            self.persist(lambda: self.note(WITHDRAW, address, lambda: self.post(away)))

    def on_paper(self, address: str) -> bool:
        """A line with the same address; whether it was surely entered."""
        clerk = self.crowd.clerk
        return self.note(COUNT, address, lambda: clerk.enter(address) or None)

    def post(self, path: str, address: str = "") -> bool | None:
        """True when it was said to be done, None when it is unknown, False when it was not.

        What was promised to the address is kept.
        """
        status, page = request(self.crowd.world, path, {})
        if status == GONE:
            raise Gone
        self.crowd.broken += status >= 500
        if promise := PROMISE.search(page):
            self.crowd.promises[address] = b64decode(promise.group(1)).hex()
        return True if status == DONE else None if status >= 500 else False

    def note(self, op: str, address: str, attempt: Callable[[], bool | None]) -> bool:
        """Does it and writes it down, unless it surely was not done."""
        begun = time.monotonic()
        try:
            done = attempt()
        except OSError:
            done = None
        if done is not False:
            result = OK if done else UNKNOWN
            self.book.write(Event(op, address, begun, time.monotonic(), result))
        if done and op == COUNT and self.counted[-1:] != [address]:
            self.counted.append(address)
            self.crowd.told.append(address)
        return bool(done)


class Crowd:
    """`with Crowd(world, folder) as crowd: …`; at the end its history lies in the folder."""

    def __init__(
        self,
        world: World,
        folder: Path,
        seed: int = 0,
        *,
        people: int = 8,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.world, self.folder, self.seed = world, folder, seed
        self.clerk = world.clerk()
        self.ended = threading.Event()
        self.letters = Letters(world)
        self.told: list[str] = []
        self.promises: dict[str, str] = {}  # the leaf hash in hex that each was promised
        self.gone: list[str] = []
        self.broken = 0  # answers that the program was not up to it
        self.people = [Person(self, number) for number in range(people)]
        self.threads = [threading.Thread(target=one.live, daemon=True) for one in self.people]
        self.threads.append(threading.Thread(target=self._read, daemon=True))

    def _read(self) -> None:
        """Somebody who reads the count, the log's head and receipts, again and again."""
        book, chance = Book(self.folder / "reader.jsonl"), random.Random(self.seed)  # noqa: S311
        while not self.ended.wait(0.1):
            for look in (self._count, self._head, lambda: self._receipt(chance)):
                begun = time.monotonic()
                try:
                    found = look()
                except OSError:
                    continue
                if found is not None:
                    op, token, value, root = found
                    now = time.monotonic()
                    book.write(Event(op, token, begun, now, value=value, root=root))
        book.close()

    def _count(self) -> Seen | None:
        status, page = request(self.world, f"/{APPEAL}.json")
        if status != DONE:
            return None
        tally = json.loads(page)["tally"]
        return READ, "", tally["confirmed"] + tally["paper"] + tally["held"], ""

    def _head(self) -> Seen | None:
        status, page = request(self.world, "/log/checkpoint")
        if status != DONE:
            return None
        try:
            size, root = parsed(page)
        except Invalid:
            size, root = 0, "damaged"
        return HEAD, "", size, root

    def _receipt(self, chance: random.Random) -> Seen | None:
        if not self.told:
            return None
        address = chance.choice(self.told)
        path = f"/{APPEAL}/receipt/{self.letters.tokens[address]}/receipt.tlog-proof"
        found = INDEX.search(request(self.world, path)[1])
        return (SEEN, address, int(found.group(1)), "") if found else None

    def __enter__(self) -> Crowd:
        self.letters.thread.start()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_home()

    def go_home(self) -> None:
        """Everybody finishes what is under way."""
        self.ended.set()
        for thread in self.threads:
            thread.join()
        self.clerk.kill()
        self.letters.ended.set()
        self.letters.thread.join()

    @property
    def acknowledged(self) -> int:
        """How many voices were said to be counted."""
        return len(self.told)

    def until(self, acknowledged: int) -> None:
        """Waits until so many are acknowledged. Raises RuntimeError where nothing goes on."""
        last, end = -1, 0.0
        while self.acknowledged < acknowledged:
            if self.acknowledged != last:
                last, end = self.acknowledged, time.monotonic() + LONGEST
            if time.monotonic() > end:
                raise RuntimeError("nothing goes on: " + self.world.stacks())
            time.sleep(0.02)

    def new_clerk(self) -> None:
        """Another one sits down, whatever became of the last."""
        self.clerk.kill()
        self.clerk = self.world.clerk()

    def events(self) -> list[Event]:
        """The whole history."""
        return list(read(sorted(self.folder.glob("*.jsonl"))))

    def unanswered(self) -> list[str]:
        """Who was told to look into the mailbox, and has no mail there."""
        self.letters.look()
        return [
            one for person in self.people for one in person.signed if one not in self.letters.tokens
        ]
