"""Sets the stage before Django reads its settings: a data folder and a database of our own.

Loaded by `-p tests.engine` (pyproject.toml). TOCSIN_TEST_ENGINE chooses sqlite or postgresql.
With CI or TOCSIN_TEST_ALL set, a test that was left out fails the run.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server

DATABASE = {"db", "transactional_db", "live_server"}  # fixtures that lead to one
PROGRAMS = ("console", "faults", "stories")  # what is tried here starts programs, which ask it
LEFT_OUT = ("skipped", "xfailed", "xpassed", "deselected")
_open: dict[str, Server | Path] = {}


def engine() -> str:
    """The database of this run."""
    return os.environ.get("TOCSIN_TEST_ENGINE", "sqlite")


def is_everything_wanted() -> bool:
    """Whether nothing may be left out."""
    wanted = (os.environ.get("CI", ""), os.environ.get("TOCSIN_TEST_ALL", ""))
    return any(value.lower() not in {"", "0", "no", "false"} for value in wanted)


def is_worker() -> bool:
    """Whether this is one of pytest-xdist's workers, which share their parent's server."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """A wrapper runs before everybody's own hooks, so before Django's settings are read."""
    server_of_parent = os.environ.get("DATABASE_URL") if is_worker() else None
    for name in list(os.environ):
        if name == "DATABASE_URL" or (
            name.startswith("TOCSIN_") and not name.startswith("TOCSIN_TEST_")
        ):
            del os.environ[name]
    _open["home"] = Path(tempfile.mkdtemp(prefix="tocsin_tests_"))
    os.environ["TOCSIN_HOME"] = str(_open["home"])
    try:
        if engine() == "postgresql":
            os.environ["DATABASE_URL"] = server_of_parent or _start()
        elif engine() != "sqlite":
            raise pytest.UsageError("TOCSIN_TEST_ENGINE is sqlite or postgresql.")
        return (yield)
    except BaseException:
        pytest_unconfigure()  # pytest calls it only once the configuration is complete
        raise


def _start() -> str:
    server = _open["server"] = Server()
    try:
        server.start()
    except RuntimeError as error:
        raise pytest.UsageError(str(error)) from error
    return server.url()


def pytest_unconfigure() -> None:
    """Also after a failure and after Ctrl-C."""
    server, home = _open.pop("server", None), _open.pop("home", None)
    if isinstance(server, Server):
        server.stop()
    if isinstance(home, Path):
        shutil.rmtree(home, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--asking-database`, for a second engine: what asks none was the same on the first."""
    parser.addoption(
        "--asking-database",
        action="store_true",
        help="only the tests that ask a database; the others are the same on each engine",
    )


def _asks_database(item: pytest.Item) -> bool:
    used = DATABASE.intersection(getattr(item, "fixturenames", ()))
    room = item.path.relative_to(item.config.rootpath / "tests").parts[0]
    return bool(used) or item.get_closest_marker("django_db") is not None or room in PROGRAMS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes away what `--asking-database` does not ask for; as a file that was not named."""
    if config.getoption("asking_database"):
        items[:] = [item for item in items if _asks_database(item)]


def pytest_collection_finish() -> None:
    """What is loaded and collected by now stays: the collector need not look through it again."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> str:
    """Says in the head of the report what is being tested."""
    wanted = "nothing may be left out" if is_everything_wanted() else "tests may be left out"
    return f"tocsin: {engine()}, {wanted}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run that left something out where nothing may be left out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if is_worker() or reporter is None or not is_everything_wanted():
        return
    if any(reporter.stats.get(kind) for kind in LEFT_OUT) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names the reason for failing, since every single test that ran may have passed."""
    left_out = sum(len(terminalreporter.stats.get(kind, [])) for kind in LEFT_OUT)
    if left_out and is_everything_wanted():
        terminalreporter.write_line(f"FAILED: {left_out} tests were left out; none may be.")
