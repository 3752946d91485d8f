"""What the doctor says where several machines work on one database."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.engine import engine
from tocsin.console import machine_check
from tocsin.kernel import machines
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.machines import Worker

pytestmark = pytest.mark.django_db


def told() -> dict[str, str]:
    """What is said of workers, clock and replica; the server of tests hurries, and is not asked."""
    return {one.about: one.remedy for one in machine_check.look() if one.about != "durability"}


if engine() == "sqlite":

    def test_where_everything_is_in_sqlite_there_is_one_machine(home: Path) -> None:
        assert machines.LOOP.turn() == 0
        assert not Worker.objects.exists()
        assert not (home / "workers").exists()
        assert list(machine_check.look()) == []

else:

    @pytest.fixture
    def worker() -> Worker:
        """One that has just said that it is there."""
        machines.tell()
        return Worker.objects.get()

    def test_a_worker_of_the_same_folder_is_in_order(worker: Worker) -> None:
        assert told() == {f"worker on {worker.host}": ""}

    def test_a_worker_says_a_new_word_each_time_and_stays_one(worker: Worker) -> None:
        machines.tell()
        again = Worker.objects.get()
        assert again.name == worker.name
        assert again.former == worker.word != again.word
        assert told() == {f"worker on {worker.host}": ""}

    def test_a_turn_soon_after_another_writes_nothing(worker: Worker) -> None:
        assert machines.LOOP.turn() == 0
        assert Worker.objects.get().word == worker.word

    def test_whoever_reads_between_file_and_row_finds_the_same_folder(
        worker: Worker, home: Path
    ) -> None:
        machines.tell()
        # The file is new already, and the row is not.
        Worker.objects.update(word=worker.word, former="")
        assert machines.has_same_folder(Worker.objects.get())
        # The row is new already, and the folder of another machine shows the old file for a moment.
        (home / "workers" / worker.name).write_text(f"{worker.word}\n\n", "utf-8")
        Worker.objects.update(word="new", former=worker.word)
        assert machines.has_same_folder(Worker.objects.get())

    def other_folder(worker: Worker, home: Path) -> str:
        sentence = told()[f"worker on {worker.host}"]
        assert sentence == (
            f"It works in another data folder than {home}: keys and files would be made twice. "
            "Let TOCSIN_HOME name the one shared folder on each machine."
        )
        return sentence

    def test_a_machine_with_a_folder_of_its_own_is_told(
        worker: Worker, tmp_path: Path, settings: Any
    ) -> None:
        settings.TOCSIN_HOME = tmp_path / "elsewhere"
        assert other_folder(worker, tmp_path / "elsewhere")

    def test_a_copy_of_the_folder_is_another_folder(
        worker: Worker, home: Path, tmp_path: Path, settings: Any
    ) -> None:
        shutil.copytree(home, tmp_path / "copy")
        for _twice in range(2):
            machines.tell()
        settings.TOCSIN_HOME = tmp_path / "copy"
        assert other_folder(worker, tmp_path / "copy")

    def test_a_locked_worker_is_told(worker: Worker) -> None:
        unlocking.lock()
        machines.tell()
        sentence = "It is locked: mail waits there. Type on that machine: tocsin unlock"
        assert told() == {f"worker on {worker.host}": sentence}

    def test_a_worker_of_another_version_is_told(worker: Worker, settings: Any) -> None:
        settings.TOCSIN_VERSION = "99.1"
        sentence = told()[f"worker on {worker.host}"]
        assert sentence.endswith("this machine of 99.1. Install the same on each.")

    def test_a_worker_that_is_gone_is_not_spoken_of_and_then_forgotten(
        worker: Worker, home: Path
    ) -> None:
        Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
        assert told() == {}
        Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=11))
        machines.forget()
        assert not Worker.objects.exists()
        assert not (home / "workers" / worker.name).exists()

    def test_a_clock_that_differs_from_the_databases_is_told(monkeypatch: Any) -> None:
        assert told() == {}
        true = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: true() + timedelta(seconds=90))
        assert told() == {
            "clock": "The clock of this machine is 90 seconds ahead of that of the database. "
            "Let NTP set it on each."
        }
        monkeypatch.setattr(timezone, "now", lambda: true() - timedelta(seconds=90))
        assert "90 seconds behind that of the database" in told()["clock"]

    def test_a_postgresql_that_may_forget_is_told() -> None:
        (found,) = (one for one in machine_check.look() if one.about == "durability")
        assert found.remedy == (
            "PostgreSQL may forget what it acknowledged. Turn on in it: "
            "fsync, full_page_writes, synchronous_commit"
        )

    def test_a_commit_that_waits_for_no_replica_is_told() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = local")
        assert machines.weak() == ["fsync", "full_page_writes", "synchronous_commit"]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
        assert machines.weak() == ["fsync", "full_page_writes"]
