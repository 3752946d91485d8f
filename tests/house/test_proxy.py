"""The lines for nginx in docs/run-it.md keep what the program promises behind them."""

from __future__ import annotations

import re

import pytest

from tests.paths import ROOT
from tocsin.door.asked import SECONDS

PAGE = (ROOT / "docs" / "run-it.md").read_text("utf-8")


def lines() -> dict[str, list[str]]:
    """What is set between `http {` and the end of the block, by its name."""
    block = PAGE.partition("    http {\n")[2].partition("\n    }\n")[0]
    block = re.sub(r"#.*", "", block)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"(?m)([a-z_]+) ([^;{}]+);", block):
        found.setdefault(name, []).append(" ".join(value.split()))
    return found


def test_no_log_of_the_proxy_names_who_signed() -> None:
    assert lines()["access_log"] == ["off"]
    [error_log] = lines()["error_log"]
    assert error_log.endswith(" emerg")  # what is less than that names address and link


def test_the_proxy_holds_no_part_of_what_is_sent() -> None:
    assert lines()["proxy_request_buffering"] == ["off"]
    assert "client_body_buffer_size" not in lines()  # as much for each who sends half a form
    assert lines()["proxy_max_temp_file_size"] == ["0"]


def test_who_is_slow_is_told_so_before_the_proxy_hangs_up() -> None:
    [patience] = lines()["client_body_timeout"]
    assert int(patience.removesuffix("s")) > SECONDS


@pytest.mark.parametrize("header", ["Host $host", "X-Forwarded-For $remote_addr", 'Connection ""'])
def test_the_proxy_says_what_is_asked_for_and_by_whom(header: str) -> None:
    assert header in lines()["proxy_set_header"]
