"""For stories: the real program with its demonstration, and visitors in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import DESKTOP, PHONE, Visit, launch, visit
from tests.engine import engine
from tests.program import Program

Visitors = Callable[..., Page]

# Playwright runs a loop in this thread, and Django would take the tests for part of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@contextmanager
def fresh_database() -> Iterator[dict[str, str]]:
    """A database for one program: none to name for SQLite, DATABASE_URL for PostgreSQL."""
    if engine() == "sqlite":
        yield {}
        return
    import psycopg

    name, url = f"story_{uuid4().hex}", os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """A database for a program that a test starts itself."""
    with fresh_database() as settings:
        yield settings


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """`tocsin up --demonstration`, one for the stories of a file."""
    with (
        fresh_database() as settings,
        program(tmp_path_factory.mktemp("home"), "--demonstration", **settings) as one,
    ):
        yield one


def program(home: Path, *arguments: str, **settings: str) -> Program:
    """A program for stories that must not share one."""
    return Program(home / "data", *arguments, **settings)


@contextmanager
def visitors(browser: Browser, address: str) -> Iterator[Visitors]:
    """Makes pages, each a new visitor's: `(width=320, script=False, color_scheme="dark")`.

    At the end it is certain that none of them asked another server for anything.
    """
    visits: list[Visit] = []

    def come(width: int = DESKTOP, **more: Any) -> Page:
        visits.append(visit(browser, width, base_url=address, **more))
        return visits[-1].context.new_page()

    yield come
    elsewhere = [url for one in visits for url in one.elsewhere(address)]
    for one in visits:
        one.context.close()
    assert not elsewhere, "a page asked somebody else for something"


@pytest.fixture
def visitor(browser: Browser, running: Program) -> Iterator[Visitors]:
    """Makes visitors who leave at the end of the test."""
    with visitors(browser, running.address) as come:
        yield come


@pytest.fixture(scope="module")
def reader(browser: Browser, running: Program) -> Iterator[Visitors]:
    """Makes visitors who stay for the whole file."""
    with visitors(browser, running.address) as come:
        yield come


@pytest.fixture
def page(visitor: Visitors) -> Page:
    """A reader at a desk, scripts off."""
    return visitor()


@pytest.fixture
def phone(visitor: Visitors) -> Page:
    """A reader on a phone of 320 pixels, scripts off."""
    return visitor(width=PHONE)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def screen(request: pytest.FixtureRequest, visitor: Visitors) -> Page:
    """The same test on a phone and on a wide screen."""
    return visitor(width=request.param)
