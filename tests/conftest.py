"""What every test has: a data folder of its own, and a database as a server would have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import TransactionTestCase
from django.utils import translation

from tests.emptying import empty
from tests.engine import engine

# An example that takes long says that the machine is busy. CI keeps what is its own besides.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """A password that costs a quarter of a second is tried in one test, not for each officer."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.unlocked.CheapPasswords"]


@pytest.fixture(scope="session", autouse=True)
def quick_ends() -> None:
    """A test that commits ends in milliseconds (`tests.emptying`)."""
    TransactionTestCase._fixture_teardown = lambda _: empty()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def home(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A fresh data folder with its folders and Django's secret, unlocked, but no file in it."""
    from tests.unlocked import begin

    settings.TOCSIN_HOME = tmp_path / "home"
    settings.TOCSIN_RUNTIME = str(tmp_path_factory.mktemp("memory"))
    settings.CREDENTIALS_DIRECTORY = ""
    # Programs that a test starts on this folder find the same master.
    monkeypatch.setenv("TOCSIN_RUNTIME", settings.TOCSIN_RUNTIME)
    begin()
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def unasked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a key is made the rows are asked which there must be; many tests have no database."""
    from tocsin.kernel.crypto import fitting

    fixtures = {"db", "transactional_db"} & set(request.fixturenames)
    if not fixtures and request.node.get_closest_marker("django_db") is None:
        monkeypatch.setattr(fitting, "NEEDS", [])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """SQLite in a file, as in life: one in memory has other locks and no write-ahead log."""
    from django.conf import settings

    if engine() == "sqlite":
        place = tmp_path_factory.mktemp("database") / "test.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = place


@pytest.fixture(autouse=True)
def remembered() -> None:
    """What one test turned or noted is rolled back, and not remembered in the next."""
    from tocsin.kernel import minutes, switches
    from tocsin.replies import silence

    switches.forget()
    minutes.forget()
    silence.forget()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page read in French in one test leaves no French to the next."""
    with translation.override("en"):
        yield
