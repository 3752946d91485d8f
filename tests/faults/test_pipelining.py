"""Many mails over several connections at once, pipelined: the promises are the same."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from typing import Any

import pytest
from django.utils import timezone

from tests.faults.servers import OK, Postbox, serving
from tests.faults.test_mail_faults import later, states, turns
from tocsin.kernel.domains import Domains
from tocsin.kernel.mail import delivery
from tocsin.kernel.mail.outbox import Mail, Message, queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test's server refused does not count in the next."""
    monkeypatch.setattr(delivery.Delivery.__init__, "__defaults__", (Domains(),))


def fill(number: int, *, repeatable: bool = True) -> list[str]:
    """Mails to so many people, each of a domain of their own."""
    people = [f"p@d{n:03d}.example" for n in range(number)]
    queue(
        Message(f"k-{to}", "b", to, "Subject", f"To {to}", repeatable=repeatable) for to in people
    )
    return people


def once(person: str) -> Callable[[str, int], str | None]:
    """Breaks the line at the first mail to that person."""
    broken: list[str] = []

    def answer(to: str, _n: int) -> str | None:
        if to != person or broken:
            return OK
        broken.append(to)
        return None

    return answer


@contextmanager
def served(settings: Any, box: Postbox, lines: int = 4) -> Iterator[None]:
    """By a server that offers PIPELINING, over so many connections."""
    box.pipelining = True
    with serving(box) as url:
        settings.TOCSIN_SMTP_URL = f"{url}?lines={lines}"
        yield


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("lines", [1, 8])
def test_each_mail_goes_once_to_its_own_person(settings: Any, repeatable: bool, lines: int) -> None:
    people, box = fill(230, repeatable=repeatable), Postbox()
    with served(settings, box, lines):
        turns()
    assert sorted(box.came) == people
    assert len(set(box.ids)) == 230
    assert set(states()) == {"sent"}


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_those_who_are_unknown_stop_nobody(settings: Any, stage: str, repeatable: bool) -> None:
    box = Postbox()
    setattr(box, stage, lambda to, _n: "550 unknown" if to.endswith("7.example") else OK)
    people = fill(120, repeatable=repeatable)
    with served(settings, box):
        turns()
    assert sorted(box.came) == [one for one in people if not one.endswith("7.example")]
    failed = Mail.objects.filter(state="failed")
    assert failed.count() == 12
    assert set(failed.values_list("error", flat=True)) == {"SMTP 550"}


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_421_loses_no_mail_and_doubles_none(settings: Any, stage: str) -> None:
    box = Postbox()
    setattr(box, stage, lambda _to, n: "421 closing" if n % 40 == 9 else OK)
    people = fill(120)
    with served(settings, box):
        turns()
        later()
        turns()
        later()
        turns()
    assert sorted(box.came) == people
    assert set(states()) == {"sent"}


def test_a_line_that_breaks_before_a_mail_is_out_is_opened_again(settings: Any) -> None:
    box = Postbox(rcpt=lambda _to, n: None if n % 40 == 9 else OK)
    people = fill(120, repeatable=False)
    with served(settings, box):
        turns()
        later()
        turns()
    assert sorted(box.came) == people
    assert set(states()) == {"sent"}


def test_only_the_mail_that_was_out_when_the_line_broke_is_uncertain(settings: Any) -> None:
    box = Postbox(data=once("p@d049.example"))
    people = fill(120, repeatable=False)
    with served(settings, box):
        turns()
    doubt = Mail.objects.get(state="uncertain")
    assert doubt.key == "k-p@d049.example"
    assert sorted([*box.came, "p@d049.example"]) == people
    assert states().count("sent") == 119


def test_a_mail_in_doubt_that_may_be_repeated_goes_again_and_the_one_behind_it_once(
    settings: Any,
) -> None:
    box = Postbox(data=once("p@d049.example"))
    people = fill(120)
    with served(settings, box):
        turns()
        later()
        turns()
    assert sorted(box.came) == people
    assert sorted(box.handed) == sorted([*people, "p@d049.example"])


def test_a_server_that_breaks_every_line_is_left_alone_for_a_while(settings: Any) -> None:
    box = Postbox(rcpt=lambda _to, _n: None)
    fill(200)
    with served(settings, box):
        turns()
    assert len(box.asked) < 30
    assert set(states()) == {"waiting"}
    assert not Mail.objects.filter(due_at__lte=timezone.now()).exists()


def test_a_domain_that_says_not_now_is_not_asked_for_each_of_its_people(settings: Any) -> None:
    box = Postbox(rcpt=lambda to, _n: "451 too many" if to.endswith("slow.example") else OK)
    people = [f"p{n}@{'slow' if n % 2 else 'good'}.example" for n in range(60)]
    queue(Message(f"k-{to}", "b", to, "Subject", "Text") for to in people)
    with served(settings, box, 1):
        turns()
    assert len(box.came) == 30
    assert len([one for one in box.asked if one.endswith("slow.example")]) < 6
    rest = Mail.objects.filter(state="waiting", due_at__gt=timezone.now())
    assert rest.count() == 30
    assert "its domain said: not now" in rest.values_list("error", flat=True)
    assert rest.filter(attempts=0).count() > 20


def test_an_address_in_another_script_goes_among_the_others(settings: Any) -> None:
    people, box = fill(30), Postbox()
    queue([Message("k", "b", "ядвига@example.org", "Грузия", "Text", repeatable=True)])
    with served(settings, box):
        turns()
    assert sorted(box.came) == [*people, "ядвига@example.org"]


# ---- a server that speaks as the RFC allows and few do ----


class Script:
    """Answers each command by a function; notes the commands and the mails it got."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.answer = answer
        self.commands: list[str] = []
        self.mails: list[bytes] = []

    def serve(self, door: socket.socket) -> None:
        """Every connection, one after another, until the door is closed."""
        with suppress(OSError):
            while True:
                client, _address = door.accept()
                with client, client.makefile("rb") as said, suppress(OSError):
                    client.sendall(b"220-hello\r\n220 there\r\n")
                    self.talk(client, said)

    def talk(self, client: socket.socket, said: Any) -> None:
        """One connection."""
        while line := said.readline():
            command = line.decode().strip()
            self.commands.append(command)
            reply = (
                "250-x\r\n250 PIPELINING" if command.startswith("ehlo") else self.answer(command)
            )
            client.sendall(f"{reply}\r\n".encode())
            if reply.startswith("354"):
                mail = b"".join(takewhile(lambda got: got not in {b"", b".\r\n"}, said))
                self.mails.append(mail)
                client.sendall(f"{self.answer('.' if mail else 'nothing')}\r\n".encode())


@contextmanager
def scripted(settings: Any, answer: Callable[[str], str]) -> Iterator[Script]:
    """The server, while the block runs."""
    script = Script(answer)
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.TOCSIN_SMTP_URL = f"smtp://127.0.0.1:{door.getsockname()[1]}?lines=1"
        thread = threading.Thread(target=script.serve, args=(door,), daemon=True)
        thread.start()
        yield script
        door.shutdown(socket.SHUT_RDWR)
    thread.join()


def answers(**other: str) -> Callable[[str], str]:
    """250 to all and 354 to DATA, but for some."""
    told = {"DATA": "354 go on"} | other

    def answer(command: str) -> str:
        return next((reply for start, reply in told.items() if command.startswith(start)), "250 OK")

    return answer


def test_mail_rcpt_and_data_go_together_and_the_next_right_behind_the_mail(settings: Any) -> None:
    people = fill(30)
    with scripted(settings, answers()) as script:
        turns()
    assert len(script.mails) == 30
    assert [one for one in script.commands if one.startswith("RCPT")] == [
        f"RCPT TO:<{to}>" for to in people
    ]
    assert "RSET" not in script.commands
    assert set(states()) == {"sent"}


def test_a_server_that_wants_the_mail_of_a_refused_recipient_gets_an_empty_one(
    settings: Any,
) -> None:
    fill(3)
    with scripted(settings, answers(RCPT="550 unknown", nothing="554 no recipients")) as script:
        turns()
    assert script.mails == [b"", b"", b""]
    assert states() == ["failed"] * 3
    assert set(Mail.objects.values_list("error", flat=True)) == {"SMTP 550"}


def test_an_empty_mail_that_was_taken_is_no_mail_that_went(settings: Any) -> None:
    fill(2)
    with scripted(settings, answers(RCPT="450 later", nothing="250 taken")):
        turns()
    assert states() == ["waiting"] * 2


def test_a_refusal_in_mid_transaction_is_cleared_before_the_next_mail(settings: Any) -> None:
    fill(2)
    with scripted(settings, answers(RCPT="550 unknown", DATA="503 no recipient")) as script:
        turns()
    assert script.commands.count("RSET") == 1
    assert states() == ["failed"] * 2


def test_a_line_that_starts_with_a_dot_arrives_as_it_is(settings: Any) -> None:
    queue([Message("k", "b", "a@example.org", "Subject", ".\n..\n.x\nend")])
    with scripted(settings, answers()) as script:
        turns()
    assert b"\r\n..\r\n...\r\n..x\r\nend\r\n" in script.mails[0]


@pytest.mark.parametrize("nonsense", ["hello", "25", "250x-\r\n250", "x" * 70_000])
def test_what_is_no_smtp_is_not_believed(settings: Any, nonsense: str) -> None:
    fill(1, repeatable=False)
    with scripted(settings, answers(MAIL=nonsense)) as script:
        turns()
    assert not any(script.mails)
    assert states() == ["waiting"]


def test_an_answer_to_the_mail_that_is_no_smtp_leaves_it_in_doubt(settings: Any) -> None:
    fill(1, repeatable=False)
    with scripted(settings, lambda command: answers()(command) if command != "." else "well"):
        turns()
    assert states() == ["uncertain"]


def test_an_address_that_would_be_a_command_is_never_said(settings: Any) -> None:
    queue([Message("k", "b", "a@example.org", "Subject", "Text")])
    row = Mail.objects.get()
    from tocsin.kernel.mail.post import transport
    from tocsin.kernel.mail.transports import Letter

    with scripted(settings, answers()) as script:
        way = transport()
        assert way.room(1) == 1
        way.begin([Letter(row.pk, "n", "a@example.org>\r\nRCPT TO:<b@example.org", b"x\r\n")])
        [(_letter, told)] = way.poll()
        way.close()
    assert str(told) == "no address"
    assert not any(one.startswith(("MAIL", "RCPT")) for one in script.commands)
