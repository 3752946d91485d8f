"""The last hour as a picture and as a table: what came in a minute, of one appeal or of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.kernel.minutes import CONFIRMED, PROOF, RECEIVED, REFUSED, WRITE_MS, WRITES, Minute

MINUTES = 60
HIGH = 100  # units of the picture


@dataclass(frozen=True)
class Column:
    """One minute, and where it stands in the picture."""

    minute: datetime
    received: int
    confirmed: int
    refused: int
    x: int
    y: float
    height: float

    @property
    def anything(self) -> bool:
        """Whether something happened."""
        return bool(self.received or self.confirmed or self.refused)


@dataclass(frozen=True)
class Hour:
    """Sixty columns, the oldest first, the line of what was confirmed, and sums."""

    columns: list[Column]
    line: str
    most: int
    received: int
    confirmed: int
    refused: int
    reasons: list[tuple[str, int]]
    proofs: list[tuple[str, int]]

    @property
    def rows(self) -> list[Column]:
        """Minutes in which something happened, the newest first."""
        return [one for one in reversed(self.columns) if one.anything]


def hour(rows: Iterable[Minute], now: datetime) -> Hour:
    """Draws the hour that ends now; `rows` may hold more than it."""
    last = now.replace(second=0, microsecond=0)
    minutes = [last - timedelta(minutes=back) for back in reversed(range(MINUTES))]
    numbers: Counter[tuple[datetime, str]] = Counter()
    reasons: dict[str, Counter[str]] = {REFUSED: Counter(), PROOF: Counter()}
    for row in rows:
        if minutes[0] <= row.minute <= last:
            numbers[row.minute, row.what] += row.number
            if row.what in reasons:
                reasons[row.what][row.reason] += row.number
    most = max(
        (n for (_at, what), n in numbers.items() if what in (RECEIVED, CONFIRMED)), default=0
    )
    columns = [_column(numbers, one, x, most) for x, one in enumerate(minutes)]
    line = " ".join(f"{one.x + 0.5},{_y(one.confirmed, most)}" for one in columns)
    return Hour(
        columns,
        line,
        most,
        received=sum(one.received for one in columns),
        confirmed=sum(one.confirmed for one in columns),
        refused=sum(one.refused for one in columns),
        reasons=reasons[REFUSED].most_common(),
        proofs=reasons[PROOF].most_common(),
    )


def _column(numbers: Counter[tuple[datetime, str]], at: datetime, x: int, most: int) -> Column:
    received = numbers[at, RECEIVED]
    y = _y(received, most)
    return Column(
        at,
        received,
        numbers[at, CONFIRMED],
        numbers[at, REFUSED],
        x,
        y,
        round(HIGH - y, 2),
    )


def _y(number: int, most: int) -> float:
    return round(HIGH - HIGH * number / max(most, 1), 2)


def write_wait(rows: Iterable[Minute]) -> int | None:
    """Milliseconds that a write took on average in the last hour; None where nothing was."""
    numbers: Counter[str] = Counter()
    for row in rows:
        numbers[row.what] += row.number
    return numbers[WRITE_MS] // numbers[WRITES] if numbers[WRITES] else None
