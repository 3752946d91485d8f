"""The post office, with files."""

from __future__ import annotations

import errno
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tocsin.kernel.crypto.home import home
from tocsin.kernel.mail import post, stencils
from tocsin.kernel.mail.delivery import deliver
from tocsin.kernel.mail.outbox import (
    AT_ONCE,
    MANY,
    Filled,
    Mail,
    Message,
    fingerprint,
    open_mail,
    prepare,
    queue,
)
from tocsin.kernel.mail.post import transport
from tocsin.kernel.mail.prepared import mark
from tocsin.kernel.mail.smtp import Smtp
from tocsin.kernel.mail.stencils import Stencil
from tocsin.kernel.mail.transports import Folder
from tocsin.kernel.work import run_until_idle

pytestmark = pytest.mark.django_db


def fill(number: int) -> None:
    """Mails to so many people."""
    queue(Message(f"k{n}", "b", f"p{n}@example.org", "Subject", "Text") for n in range(number))


def turns() -> int:
    """The post works until nothing is due."""
    return run_until_idle([post.LOOP])


def outbox() -> list[str]:
    """The files that lie there."""
    return sorted(path.stem for path in (home() / "outbox").iterdir())


def test_without_a_server_each_mail_is_a_file() -> None:
    fill(120)
    assert turns() == 120
    assert outbox() == sorted(fingerprint(f"k{n}") for n in range(120))
    assert set(Mail.objects.values_list("state", "payload")) == {("sent", None)}


def test_a_file_is_read_by_its_owner_only() -> None:
    fill(1)
    turns()
    assert next((home() / "outbox").iterdir()).stat().st_mode & 0o077 == 0


def test_a_mail_that_a_crash_left_is_settled_by_its_file() -> None:
    fill(2)
    past = timezone.now() - timedelta(minutes=1)
    Mail.objects.update(state="sending", leased_until=past)
    (home() / "outbox" / f"{fingerprint('k0')}.eml").write_bytes(b"it went")
    turns()
    assert (home() / "outbox" / f"{fingerprint('k0')}.eml").read_bytes() == b"it went"
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert len(outbox()) == 2


def test_a_mail_that_another_worker_sends_right_now_is_left_alone() -> None:
    fill(1)
    Mail.objects.update(state="sending", leased_until=timezone.now() + timedelta(minutes=1))
    assert turns() == 0
    assert outbox() == []


def test_a_row_whose_lease_another_worker_took_is_not_sent() -> None:
    fill(1)
    row = Mail.objects.get()
    Mail.objects.update(leased_until=timezone.now())
    deliver(transport(), [row])
    assert outbox() == []
    assert Mail.objects.get().state == "waiting"


def test_without_the_folder_everything_waits() -> None:
    fill(3)
    shutil.rmtree(home() / "outbox")
    turns()
    assert set(Mail.objects.values_list("state", "attempts")) == {("waiting", 1)}
    assert Mail.objects.filter(due_at__gt=timezone.now()).count() == 3


def test_a_mail_that_no_key_opens_is_given_up_and_stops_nobody() -> None:
    fill(2)
    Mail.objects.filter(key="k0").update(payload=b"\x01 nonsense")
    turns()
    assert Mail.objects.get(key="k0").state == "failed"
    assert "keys" in Mail.objects.get(key="k0").error
    assert Mail.objects.get(key="k1").state == "sent"


def test_the_way_is_chosen_by_the_setting(settings: Any) -> None:
    assert isinstance(transport(), Folder)
    settings.TOCSIN_SMTP_URL = "smtp://mail.example.org:587?starttls=yes"
    way = transport()
    assert isinstance(way, Smtp)
    assert way.starttls


def filled(key: str, word: str = "token-1", **changes: Any) -> Filled:
    """A prepared mail to Ada."""
    place = mark()
    message = Message("", "", "", "Subject", f"Open https://a.example/{place}/ now.")
    prepared = prepare(message, {"token": place})
    told: dict[str, Any] = {"to": "ada@example.org", "words": {"token": word}}
    return Filled(key, "b", prepared=prepared, **(told | changes))


def test_a_prepared_mail_lies_there_once_and_encrypted_and_its_rows_are_small() -> None:
    assert queue(filled(f"k{n}", f"token-{n}") for n in range(30)) == 30
    assert queue([filled("k0"), filled("k30")]) == 1
    [stencil] = Stencil.objects.all()
    assert b"a.example" not in bytes(stencil.sealed)
    payloads = [bytes(row.payload or b"") for row in Mail.objects.all()]
    assert max(len(one) for one in payloads) < 120
    assert not any(b"ada@" in one or b"token-" in one for one in payloads)
    turns()
    assert len(outbox()) == 31
    told = (home() / "outbox" / f"{fingerprint('k7')}.eml").read_bytes()
    assert b"https://a.example/token-7/ now." in told
    gone = Mail.objects.filter(state="sent", payload=None, stencil=None)
    assert gone.count() == 31


def test_a_mail_is_the_same_at_each_opening() -> None:
    queue([filled("k")])
    row = Mail.objects.get()
    assert open_mail(row) == open_mail(Mail.objects.get())
    assert f"<{fingerprint('k')}@".encode() in open_mail(row)[1]


def test_a_prepared_mail_is_kept_as_long_as_a_mail_needs_it() -> None:
    queue([filled("k")])
    Stencil.objects.update(used_at=timezone.now() - timedelta(days=9))
    Mail.objects.update(due_at=timezone.now() + timedelta(days=1))
    assert turns() == 0
    assert open_mail(Mail.objects.get())[0] == "ada@example.org"
    Mail.objects.update(due_at=timezone.now())
    turns()
    assert not Stencil.objects.exists()


def test_one_that_was_used_of_late_stays_for_the_next() -> None:
    queue([filled("k")])
    turns()
    assert Stencil.objects.count() == 1
    Stencil.objects.update(used_at=timezone.now() - timedelta(hours=30))
    queue([filled("k2")])
    assert Stencil.objects.get().used_at > timezone.now() - timedelta(minutes=1)
    turns()
    assert Stencil.objects.count() == 1


def test_a_mail_whose_prepared_half_is_damaged_is_given_up_and_stops_nobody() -> None:
    queue([filled("k0"), Message("k1", "b", "p@example.org", "Subject", "Text")])
    Stencil.objects.update(sealed=b"\x01 nonsense")
    stencils.opened.cache_clear()
    turns()
    assert Mail.objects.get(key="k0").state == "failed"
    assert Mail.objects.get(key="k1").state == "sent"


def test_who_waits_for_a_link_is_served_before_a_mailing_that_is_older() -> None:
    queue(filled(f"m{n}", rank=MANY) for n in range(100))
    queue(filled(f"c{n}", rank=AT_ONCE) for n in range(20))
    taken = [row.key[0] for row in post.due(50)]
    assert taken.count("c") == 20
    assert taken[:20] == ["c"] * 20


def test_a_tenth_of_each_batch_is_for_others_however_many_wait_for_links() -> None:
    queue(filled(f"c{n}", rank=AT_ONCE) for n in range(100))
    queue(filled(f"s{n}") for n in range(100))
    queue(filled(f"m{n}", rank=MANY) for n in range(100))
    taken = [row.key[0] for row in post.due(40)]
    assert {one: taken.count(one) for one in "csm"} == {"c": 36, "s": 2, "m": 2}


def test_rows_of_one_batch_bear_one_lease() -> None:
    queue([filled("c", rank=AT_ONCE), filled("s"), filled("m", rank=MANY)])
    assert len({row.leased_until for row in post.due(30)}) == 1


def test_what_the_lease_has_no_time_for_is_left_to_the_next() -> None:
    fill(3)
    rows = post.due(30)
    soon = timezone.now() + timedelta(seconds=20)
    Mail.objects.update(leased_until=soon)
    for row in rows:
        row.leased_until = soon
    deliver(transport(), rows)
    assert set(Mail.objects.values_list("state", "leased_until")) == {("waiting", None)}
    assert turns() == 3


def test_a_disk_that_fails_leaves_no_part_of_a_file_and_everything_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(60)
    whole, at = Path.replace, iter(range(1000))

    def failing(self: Path, target: Path) -> Path:
        if next(at) == 1:
            raise OSError(errno.EIO, "broken")
        return whole(self, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", failing)
        deliver(transport(), post.due(50)[:45])
    states = list(Mail.objects.values_list("state", flat=True))
    assert states.count("sent") == len(outbox())
    assert not any(name.startswith(".new-") for name in outbox())
    Mail.objects.update(due_at=timezone.now(), leased_until=None)
    turns()
    assert len(outbox()) == 60
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize(
    ("word", "lines"),
    [("", 8), ("?lines=3", 3), ("?lines=0", 1), ("?lines=x", 8), ("?lines=999", 100)],
)
def test_the_most_connections_are_a_part_of_the_setting(
    settings: Any, word: str, lines: int
) -> None:
    settings.TOCSIN_SMTP_URL = f"smtp://mail.example.org{word}"
    way = transport()
    assert isinstance(way, Smtp)
    assert way.most == lines
    way.close()
