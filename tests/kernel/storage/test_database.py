"""DATABASE_URL, as libpq reads it."""

from __future__ import annotations

import pytest

from tocsin.kernel.storage.database import SEVERAL, postgresql

SHAPE = "DATABASE_URL must look like postgresql://user:password@host:5432/name"


def test_an_address_names_user_password_host_and_database() -> None:
    told = postgresql("postgresql://desk:p%40ss@db.example:5433/appeals")
    assert {name: told[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "desk",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "NAME": "appeals",
    }
    assert told["OPTIONS"] == {}


def test_a_socket_may_be_named_as_a_host() -> None:
    told = postgresql("postgres://postgres@%2Frun%2Fpostgresql/appeals")
    assert (told["HOST"], told["PORT"]) == ("/run/postgresql", "")


def test_of_several_hosts_the_one_that_takes_writes_is_used() -> None:
    told = postgresql("postgresql://desk@db1.example:5432,db2.example:5433/appeals")
    assert (told["HOST"], told["PORT"]) == ("db1.example,db2.example", "5432,5433")
    assert told["OPTIONS"] == SEVERAL
    assert told["OPTIONS"]["target_session_attrs"] == "read-write"


def test_what_the_address_says_itself_is_kept() -> None:
    told = postgresql(
        "postgresql://desk@a.example,b.example/appeals?connect_timeout=2&sslmode=require"
    )
    assert told["OPTIONS"] == SEVERAL | {"connect_timeout": "2", "sslmode": "require"}


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://desk@db.example/appeals",
        "postgresql://db.example",
        "postgresql://db.example/",
        "postgresql://db.example:port/appeals",
        "host=db.example dbname=appeals",
    ],
)
def test_an_address_that_is_none_is_answered_with_its_shape(url: str) -> None:
    with pytest.raises(SystemExit) as ended:
        postgresql(url)
    assert ended.value.code == SHAPE + "."


def test_an_option_that_there_is_not_is_said_to_be_none() -> None:
    with pytest.raises(SystemExit) as ended:
        postgresql("postgresql://db.example/appeals?colour=red")
    assert ended.value.code == SHAPE + ": invalid URI query parameter."


@pytest.mark.parametrize("password", ["se%zzcret", "secret:se%", "secret[x"])
def test_a_password_is_never_told(password: str) -> None:
    for url in (f"postgresql://desk:{password}@[db/appeals", f"mysql://desk:{password}@db/appeals"):
        with pytest.raises(SystemExit) as ended:
            postgresql(url)
        assert "secret" not in str(ended.value.code)
        assert "zz" not in str(ended.value.code)
