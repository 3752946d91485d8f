"""Broken mail servers and killed workers: nobody twice, nobody left out, doubt is shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.faults.servers import OK, Postbox, serving
from tests.paths import ROOT
from tests.ports import free_port
from tests.returned import MAILBOX
from tocsin.kernel.crypto.home import home
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail, Message, decide, fingerprint, queue
from tocsin.kernel.mail.return_paths import Named, read
from tocsin.kernel.work import LAST_ATTEMPT, LEASE, run_until_idle

pytestmark = pytest.mark.django_db


def fill(number: int, *, repeatable: bool = False) -> list[str]:
    """Mails to so many people."""
    people = [f"p{n}@example.org" for n in range(number)]
    queue(
        Message(f"news-{to}", "news-1", to, "Subject", f"To {to}", repeatable=repeatable)
        for to in people
    )
    return people


def turns() -> None:
    """The post works until nothing is due."""
    run_until_idle([post.LOOP])


def states() -> list[str]:
    """In the order of the queue."""
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def later() -> None:
    """As if the wait of every mail were over."""
    Mail.objects.filter(state="waiting").update(due_at=timezone.now())


def test_a_server_that_works_gets_each_mail_once(settings: Any) -> None:
    people, box = fill(120), Postbox()
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
    assert sorted(box.came) == sorted(people)
    assert set(states()) == {"sent"}
    assert not Mail.objects.exclude(payload=None).exists()


def test_a_server_that_is_down_leaves_nothing_in_doubt(settings: Any) -> None:
    people, box, port = fill(5), Postbox(), free_port()
    settings.TOCSIN_SMTP_URL = f"smtp://127.0.0.1:{port}"
    turns()
    assert set(states()) == {"waiting"}
    assert set(Mail.objects.values_list("error", flat=True)) == {"ConnectionRefusedError"}
    later()
    with serving(box, port):
        turns()
    assert sorted(box.came) == people


def test_a_server_that_stays_down_is_given_up_and_may_be_tried_again(settings: Any) -> None:
    fill(1)
    settings.TOCSIN_SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    Mail.objects.update(attempts=LAST_ATTEMPT - 1)
    turns()
    assert states() == ["failed"]
    assert Mail.objects.get().payload is not None


def test_a_slow_server_is_waited_for(settings: Any) -> None:
    people, box = fill(3), Postbox(slow=0.05)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
    assert box.came == people


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_451_is_asked_again_later(settings: Any, stage: str) -> None:
    box = Postbox()
    setattr(box, stage, lambda _to, n: "451 greylisted" if n == 1 else OK)
    fill(1)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
        mail = Mail.objects.get()
        assert (mail.state, mail.error, mail.attempts) == ("waiting", "SMTP 451", 1)
        assert mail.due_at is not None
        assert mail.due_at > timezone.now()
        later()
        turns()
    assert box.came == ["p0@example.org"]
    assert states() == ["sent"]


def test_each_mail_has_a_return_path_of_its_own_and_keeps_it(settings: Any) -> None:
    settings.TOCSIN_BOUNCE_MAIL = MAILBOX
    box = Postbox(data=lambda _to, n: "451 greylisted" if n <= 2 else OK)
    fill(3)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
        later()
        turns()
    assert len(box.came) == 3
    by_person: dict[str, set[str]] = {}
    for to, path in zip(box.asked, box.paths, strict=True):
        by_person.setdefault(to, set()).add(path)
    assert [len(paths) for paths in by_person.values()] == [1, 1, 1]
    for mail in Mail.objects.all():
        [path] = by_person[mail.key.removeprefix("news-")]
        assert read(path) == Named(mail.pk, fingerprint(mail.key)[:8])


def test_without_the_setting_mail_comes_back_to_where_it_comes_from(settings: Any) -> None:
    box = Postbox()
    fill(1)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
    assert box.paths == ["appeals@localhost"]


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_421_in_mid_session_costs_only_one_more_connection(settings: Any, stage: str) -> None:
    box = Postbox()
    setattr(box, stage, lambda _to, n: "421 closing" if n == 2 else OK)
    people = fill(4)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
        assert states() == ["sent", "waiting", "sent", "sent"]
        later()
        turns()
    assert sorted(box.came) == people


def test_a_line_that_breaks_before_the_mail_is_no_doubt(settings: Any) -> None:
    box = Postbox(rcpt=lambda _to, n: None if n == 2 else OK)
    people = fill(4)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
        later()
        turns()
    assert sorted(box.came) == people
    assert set(states()) == {"sent"}


def test_a_line_that_breaks_after_the_mail_makes_it_uncertain(settings: Any) -> None:
    box = Postbox(data=lambda _to, n: None if n == 2 else OK)
    fill(4)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
        assert states() == ["sent", "uncertain", "sent", "sent"]
        turns()
        assert box.handed.count("p1@example.org") == 1
        decide(Mail.objects.get(state="uncertain"), went=False)
        turns()
    assert sorted(box.came) == [
        "p0@example.org",
        "p1@example.org",
        "p2@example.org",
        "p3@example.org",
    ]


def test_a_confirmation_in_doubt_goes_again_under_the_same_message_id(settings: Any) -> None:
    seen: list[str] = []
    box = Postbox(data=lambda _to, n: None if n == 1 else OK)
    fill(1, repeatable=True)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
        assert states() == ["waiting"]
        later()
        turns()
    seen += box.ids
    assert states() == ["sent"]
    assert len(box.handed) == 2
    assert len(seen) == 1


def test_a_recipient_who_is_unknown_is_given_up_at_once_and_stops_nobody(settings: Any) -> None:
    box = Postbox(rcpt=lambda to, _n: "550 no such person" if to.startswith("p1") else OK)
    fill(3)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
    assert states() == ["sent", "failed", "sent"]
    assert Mail.objects.get(state="failed").error == "SMTP 550"
    assert box.came == ["p0@example.org", "p2@example.org"]


def test_a_mail_refused_after_the_dot_is_given_up(settings: Any) -> None:
    box = Postbox(data=lambda _to, _n: "554 looks like advertising")
    fill(2)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
    assert states() == ["failed", "failed"]
    assert len(box.handed) == 2


@pytest.mark.parametrize(
    ("utf8", "state", "error"), [(True, "sent", ""), (False, "failed", "SMTPUTF8")]
)
def test_an_address_in_another_script_goes_where_the_server_can(
    settings: Any, utf8: bool, state: str, error: str
) -> None:
    queue([Message("k", "b", "ядвига@example.org", "Subject", "Text")])
    with serving(Postbox(), utf8=utf8) as settings.TOCSIN_SMTP_URL:
        turns()
    mail = Mail.objects.get()
    assert (mail.state, mail.error) == (state, error)


def test_no_error_names_the_person(settings: Any) -> None:
    box = Postbox(rcpt=lambda to, _n: f"550 {to} is unknown")
    fill(3)
    with serving(box) as settings.TOCSIN_SMTP_URL:
        turns()
    assert "example.org" not in str(list(Mail.objects.values_list("error", flat=True)))


# ---- kill -9 of a real worker ----

KILLED = """
import os, signal, sys
import django
django.setup()
from tocsin.kernel.mail import post, smtp, transports
at, where = int(sys.argv[1]), sys.argv[2]
number = 0

def counting(name, kind, when):
    act = getattr(kind, name)
    def count(some):
        global number
        number += len(some)
        if some and number >= at and when == where:
            os.kill(os.getpid(), signal.SIGKILL)
    def done(self, *words):
        if when == "before":
            count(*words)
        result = act(self, *words)
        if when == "after":
            count(result)
        return result
    if when == where:
        setattr(kind, name, done)

for kind in (transports.Folder, smtp.Smtp):
    counting("begin", kind, "before")  # marked, and not handed over
    counting("poll", kind, "after")  # handed over, and not written down
while post.LOOP.turn():
    pass
"""


def worker(*words: str, smtp: str = "") -> int:
    """A worker of its own; with words it kills itself with signal 9 at that mail."""
    chosen = connection.settings_dict
    url = ""
    if connection.vendor == "postgresql":
        login = f"{chosen['USER']}:{chosen['PASSWORD']}" if chosen["PASSWORD"] else chosen["USER"]
        place = f"{str(chosen['HOST']).replace('/', '%2F')}:{chosen['PORT']}"
        url = f"postgresql://{login}@{place}/{chosen['NAME']}"
    else:
        link = home() / "tocsin.sqlite3"
        if not link.exists():
            link.symlink_to(Path(str(chosen["NAME"])))
    settings = {
        "TOCSIN_HOME": str(home()),
        "DATABASE_URL": url,
        "TOCSIN_SMTP_URL": smtp,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = ["-c", KILLED, *words] if words else ["-m", "tocsin", "work", "--once"]
    done = subprocess.run(
        [sys.executable, *command],
        env=os.environ | settings,
        cwd=ROOT,
        check=False,
        capture_output=True,
        timeout=60,
    )
    return done.returncode


def lease_runs_out() -> None:
    """As if the dead worker's time were over."""
    past = timezone.now() - LEASE
    Mail.objects.exclude(leased_until=None).update(leased_until=past)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("at", [1, 7, 12])
def test_after_a_kill_everybody_has_one_file(at: int, where: str) -> None:
    people = fill(12)
    assert worker(str(at), where) == -signal.SIGKILL
    lease_runs_out()
    assert worker() == 0
    found = [path.read_bytes() for path in (home() / "outbox").glob("*.eml")]
    told = sorted(
        line for mail in found for line in mail.decode().splitlines() if line.startswith("To: ")
    )
    assert told == sorted(f"To: {one}" for one in people)
    assert set(states()) == {"sent"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("at", [1, 7, 12])
def test_after_a_kill_smtp_sends_nobody_twice_and_shows_the_doubt(at: int, where: str) -> None:
    people, box = fill(12), Postbox()
    with serving(box) as url:
        assert worker(str(at), where, smtp=url) == -signal.SIGKILL
        lease_runs_out()
        assert worker(smtp=url) == 0
    doubt = Mail.objects.get(state="uncertain")
    assert states().count("sent") == 11
    assert len(box.came) == len(set(box.came))
    missing = set(people) - set(box.came)
    assert missing == (set() if where == "after" else {doubt.key.removeprefix("news-")})


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_a_confirmation_surely_arrives(settings: Any) -> None:
    people, box = fill(3, repeatable=True), Postbox()
    with serving(box) as url:
        assert worker("2", "after", smtp=url) == -signal.SIGKILL
        lease_runs_out()
        assert worker(smtp=url) == 0
    assert set(box.came) == set(people)
    assert len(box.came) == 4
    assert len(set(box.ids)) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["before", "after"])
def test_after_a_kill_among_many_confirmations_each_arrives_and_few_twice(where: str) -> None:
    people, box = fill(200, repeatable=True), Postbox(pipelining=True)
    with serving(box) as url:
        assert worker("90", where, smtp=url) == -signal.SIGKILL
        lease_runs_out()
        assert worker(smtp=url) == 0
    assert set(box.came) == set(people)
    assert len(set(box.ids)) == 200
    assert len(box.came) - 200 <= 100 // 4 + 2 * 8  # a quarter of a batch, and what was under way
    assert set(states()) == {"sent"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["before", "after"])
def test_after_a_kill_of_a_mailing_no_more_are_in_doubt_than_connections(where: str) -> None:
    people, box = fill(200), Postbox(pipelining=True)
    with serving(box) as url:
        assert worker("90", where, smtp=f"{url}?lines=4") == -signal.SIGKILL
        lease_runs_out()
        assert worker(smtp=url) == 0
    assert len(box.came) == len(set(box.came))
    doubt = {row.key.removeprefix("news-") for row in Mail.objects.filter(state="uncertain")}
    assert 1 <= len(doubt) <= 4
    assert set(people) - set(box.came) <= doubt
    assert states().count("sent") == 200 - len(doubt)
