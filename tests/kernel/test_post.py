"""The post office, with files."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tocsin.kernel import post
from tocsin.kernel.delivery import deliver
from tocsin.kernel.home import home
from tocsin.kernel.mail import Mail, Message, fingerprint, queue
from tocsin.kernel.smtp import Smtp
from tocsin.kernel.transports import Folder, transport
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
