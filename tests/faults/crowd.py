"""Many people who sign at once, and each writes down what was said to whom and when."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.history import COUNT, OK, READ, UNKNOWN, WITHDRAW, Book, Event, read
from tests.faults.world import APPEAL, Clerk, World

PATIENCE = 40  # seconds for an answer; longer than the database waits for its lock
MAIL_PATIENCE = 30  # seconds for a mail before somebody signs again
LINK = re.compile(rb"/confirm/([\w-]+)/")
TO = re.compile(rb"^To: (\S+)", re.MULTILINE)
IN_HAND = 5  # signatures that one person has under way
WITHDRAWN = 0.03
PAPER = 0.05


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

    def wait(self, address: str, ended: threading.Event) -> str | None:
        """The link that this address got, or None where none came."""
        end = time.monotonic() + MAIL_PATIENCE
        with self.came:
            while address not in self.tokens and time.monotonic() < end and not ended.is_set():
                self.came.wait(0.2)
            return self.tokens.get(address)


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


class Person:
    """Signs, reads mail, confirms, clicks again, withdraws; with other names, again and again."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self.crowd = crowd
        self.number = number
        self.chance = random.Random(f"{crowd.seed}-{number}")  # noqa: S311 - a test's dice
        self.book = Book(crowd.folder / f"client-{number}.jsonl")
        self.signed: list[str] = []
        self.made = 0

    def live(self) -> None:
        """Until the crowd goes home."""
        while not self.crowd.ended.is_set():
            batch = [one for one in (self.sign() for _ in range(IN_HAND)) if one]
            for address in batch:
                self.follow(address)
        self.book.close()

    def sign(self) -> str | None:
        """Signs under a new name until it is taken; None where the crowd goes home before."""
        self.made += 1
        address = f"p{self.number}-{self.made}@example.org"
        entry = {"name": "Some Person", "email": address, "country": "SE", "choice": "counted"}
        for _ in range(3):
            if self.persist(lambda: request(self.crowd.world, f"/{APPEAL}/sign/", entry)[0] == 302):
                self.signed.append(address)
                return address
        return None

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

    def follow(self, address: str) -> None:
        """From the mail to the voice, and sometimes back."""
        token = self.crowd.letters.wait(address, self.crowd.ended)
        if token is None:
            self.crowd.waiting.append(address)
            return
        if self.crowd.clerk is not None and self.chance.random() < PAPER:
            self.note(COUNT, address, lambda: self.crowd.clerk is not None and self.on_paper(address))
        path = f"/{APPEAL}/confirm/{token}/"
        if self.persist(lambda: self.note(COUNT, address, lambda: self.post(path))):
            for _ in range(self.chance.choice([0, 0, 0, 1, 2, 4])):
                self.note(COUNT, address, lambda: self.post(path))
            if self.chance.random() < WITHDRAWN:
                away = f"/{APPEAL}/not-me/{token}/"
                self.persist(lambda: self.note(WITHDRAW, address, lambda: self.post(away)))

    def on_paper(self, address: str) -> bool | None:
        """A line of paper with the same address."""
        assert self.crowd.clerk is not None
        return self.crowd.clerk.enter(address) or None

    def post(self, path: str) -> bool | None:
        """True when it was said to be done, None when it is unknown, False when it was not."""
        status, _page = request(self.crowd.world, path, {})
        return True if status == 200 else None if status >= 500 else False

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
        self.crowd.acknowledged += bool(done) and op == COUNT
        return bool(done)


class Crowd:
    """`with Crowd(world, folder) as crowd: …`; at the end its history lies in the folder."""

    def __init__(
        self, world: World, folder: Path, seed: int = 0, people: int = 12, clerk: Clerk | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.world, self.folder, self.seed, self.clerk = world, folder, seed, clerk
        self.ended = threading.Event()
        self.letters = Letters(world)
        self.acknowledged = 0
        self.waiting: list[str] = []
        self.people = [Person(self, number) for number in range(people)]
        self.threads = [threading.Thread(target=one.live, daemon=True) for one in self.people]
        self.threads.append(threading.Thread(target=self._read, daemon=True))

    def _read(self) -> None:
        """Somebody who reads the count again and again."""
        import json

        book = Book(self.folder / "reader.jsonl")
        while not self.ended.wait(0.1):
            begun = time.monotonic()
            try:
                status, page = request(self.world, f"/{APPEAL}.json")
            except OSError:
                continue
            if status == 200:
                tally = json.loads(page)["tally"]
                told = tally["confirmed"] + tally["paper"]
                book.write(Event(READ, "", begun, time.monotonic(), value=told))
        book.close()

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
        self.letters.ended.set()
        self.letters.thread.join()

    def until(self, acknowledged: int) -> None:
        """Waits until so many are acknowledged. Raises RuntimeError where nothing goes on."""
        last, end = -1, 0.0
        while self.acknowledged < acknowledged:
            if self.acknowledged != last:
                last, end = self.acknowledged, time.monotonic() + 2 * PATIENCE
            if time.monotonic() > end:
                raise RuntimeError("nothing goes on: " + self.world.log.read_text("utf-8")[-4000:])
            time.sleep(0.02)

    def events(self) -> list[Event]:
        """The whole history."""
        return list(read(sorted(self.folder.glob("*.jsonl"))))

    def unanswered(self) -> list[str]:
        """Who was told to look into the mailbox, and has no mail there."""
        self.letters.look()
        return [one for person in self.people for one in person.signed if one not in self.letters.tokens]
