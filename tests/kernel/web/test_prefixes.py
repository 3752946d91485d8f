"""Networks are counted in memory: too much from one is told, and no network is remembered."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from tocsin.kernel.web import prefixes
from tocsin.kernel.web.prefixes import Prefixes

BEGIN = 1_800_000_000.0


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def crowded(table: Prefixes, *addresses: str) -> int:
    """How many of them found their network crowded."""
    return sum(table.crowded(one) for one in addresses)


def test_up_to_forty_of_an_office_in_ten_minutes_are_nothing_special(clock: Clock) -> None:
    table = Prefixes(clock)
    assert crowded(table, *(f"192.0.2.{n}" for n in range(40))) == 0
    assert crowded(table, *(f"192.0.2.{n}" for n in range(100, 110))) == 10
    assert crowded(table, "198.51.100.1") == 0


@pytest.mark.parametrize(
    ("lines", "most"),
    [
        ([f"2001:db8::{n:x}" for n in range(100)], 20),
        ([f"2001:db8:0:{n:x}::1" for n in range(100)], 80),
        ([f"::ffff:192.0.2.{n}" for n in range(100)], 40),
    ],
)
def test_a_line_a_customer_and_an_address_written_anew_are_counted(
    clock: Clock, lines: list[str], most: int
) -> None:
    assert crowded(Prefixes(clock), *lines) == 100 - most


def test_what_is_over_is_forgotten(clock: Clock) -> None:
    table = Prefixes(clock)
    crowded(table, *["192.0.2.1"] * 60)
    clock.now += prefixes.SPAN
    assert crowded(table, "192.0.2.1") == 1, "the last ten minutes count, not the hand of a clock"
    clock.now += prefixes.SPAN
    assert crowded(table, "192.0.2.1") == 0
    crowded(table, *["192.0.2.1"] * 60)
    clock.now += 5 * prefixes.SPAN
    assert crowded(table, "192.0.2.1") == 0


def test_in_a_storm_a_carrier_with_its_share_is_not_crowded(clock: Clock) -> None:
    """Five hundred of thirty thousand come from one network, which may share its counter."""
    table = Prefixes(clock)
    found = 0
    for n in range(29_500):
        table.crowded(str(ip_address(0x0B000000 + n * 256)))
        if n % 59 == 0:
            found += table.crowded("192.0.2.1")
    assert found == 0


def test_a_flood_in_a_storm_is_crowded_as_soon_as_it_has_more_than_its_share(clock: Clock) -> None:
    table = Prefixes(clock)
    for n in range(3000):
        table.crowded(str(ip_address(0x0B000000 + n * 256)))
    assert crowded(table, *["192.0.2.1"] * 3000) > 2800


def test_what_is_no_address_is_never_crowded(clock: Clock) -> None:
    table = Prefixes(clock)
    assert crowded(table, *["", "unix:", "no address"] * 100) == 0
    assert crowded(table, *["fe80::1%eth0"] * 21) == 1


def test_nothing_but_counters_is_kept_and_their_key_lasts_a_day(clock: Clock) -> None:
    table = Prefixes(clock)
    table.crowded("192.0.2.1")
    key = table._key
    assert len(key) == 32
    assert set(table._new) == {0, 1}
    assert not [one for one in vars(table).values() if "192.0.2" in repr(one)]
    clock.now += prefixes.DAY
    table.crowded("192.0.2.1")
    assert table._key != key


def test_two_processes_count_under_different_keys(clock: Clock) -> None:
    tables = Prefixes(clock), Prefixes(clock)
    for table in tables:
        table.crowded("192.0.2.1")
    assert tables[0]._key != tables[1]._key


def test_forgotten_is_as_begun(clock: Clock) -> None:
    table = Prefixes(clock)
    crowded(table, *["192.0.2.1"] * 60)
    table.forget()
    assert crowded(table, "192.0.2.1") == 0
