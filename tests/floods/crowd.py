"""Who signs in a scenario: people as they are, and fakes as somebody made them; all invented."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

PROVIDERS = ["gmail.com", "outlook.com", "orange.fr", "web.de", "yahoo.com", "mail.ru", "libero.it"]
GOOD, NONE, EARLY, OLD = "good", "none", "early", "old"


@dataclass
class Act:
    """One form that is sent, `at` seconds after the beginning.

    `waits` is how long after the mail the button is pressed; None never. `token` is GOOD, NONE,
    EARLY or OLD; `presses` how often the button is pressed; `script` whether the browser runs what
    the page brings.
    """

    at: float
    email: str
    fake: bool = True
    connection: str = ""
    waits: float | None = None
    token: str = GOOD
    trap: str = ""
    name: str = "Ada Lind"
    appeal: int = 0
    presses: int = 1
    script: bool = False


def line(dice: random.Random) -> str:
    """An address of its own."""
    return f"{dice.randrange(11, 200)}.{dice.randrange(256)}.{dice.randrange(256)}.7"


def people(dice: random.Random, number: int, seconds: float) -> list[Act]:
    """Two of three with a large provider, one of five with a domain of their own or a small one.

    One of twelve sits on a campus (one network, one domain), one of thirty comes by an exit of Tor,
    half of these without script. One of five never confirms, one of thirty signs twice.
    """
    made: list[Act] = []
    for n in range(number):
        campus = n % 12 == 0
        domain = dice.choice(PROVIDERS) if dice.random() < 0.75 else f"own{n}.example"
        act = Act(
            at=dice.uniform(0, seconds),
            email=f"p{n}@{'campus.example' if campus else domain}",
            fake=False,
            connection="192.0.2.9" if campus else "203.0.113.5" if n % 30 == 1 else line(dice),
            waits=None if dice.random() < 0.2 else 12 + dice.lognormvariate(4.5, 1.2),
            name=f"Person {n}",
            script=n % 60 != 1,
        )
        made.append(act)
        if n % 30 == 2:
            again = act.at + dice.uniform(60, 3000)
            made.append(replace(act, at=again, waits=60))
    return made


def slowly(dice: random.Random) -> float:
    """A program that takes its time."""
    return dice.uniform(20, 400)


def one_address(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """Invented mailboxes, all from one line."""
    return [
        Act(dice.uniform(0, seconds), f"x{i}.y@{dice.choice(PROVIDERS)}", connection="198.51.100.1")
        for i in range(n)
    ]


def many_addresses(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """Invented mailboxes, each from another network."""
    return [
        Act(dice.uniform(0, seconds), f"x{i}.y@{dice.choice(PROVIDERS)}", connection=line(dice))
        for i in range(n)
    ]


def catch_all(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """One domain whose mail all comes to the forger, who uses every link."""
    return [
        Act(dice.uniform(0, seconds), f"x{i}@flood.example", True, line(dice), slowly(dice))
        for i in range(n)
    ]


def throw_away(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """The same with a domain for every four."""
    return [
        Act(dice.uniform(0, seconds), f"x{i}@flood{i // 4}.example", True, line(dice), slowly(dice))
        for i in range(n)
    ]


def forty(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """The same with forty domains, each of them as large as a campus."""
    return [
        Act(dice.uniform(0, seconds), f"x{i}@flood{i % 40}.example", True, line(dice), slowly(dice))
        for i in range(n)
    ]


def forty_later(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """They come in the last third."""
    return [replace(one, at=one.at + seconds * 2 / 3) for one in forty(dice, n, seconds / 3)]


def variants(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """One mailbox, written in ever new ways; every link that comes is used."""
    letters = "mallory.mailbox"
    return [
        Act(
            dice.uniform(0, seconds),
            "".join(one + "." * dice.randrange(2) for one in letters.replace(".", "")).strip(".")
            + f"+{i}@{dice.choice(['gmail.com', 'GoogleMail.com'])}",
            True,
            line(dice),
            slowly(dice),
        )
        for i in range(n)
    ]


def drip(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """One domain, evenly over the whole time."""
    return [
        Act((i + dice.random()) * seconds / n, f"x{i}@drip.example", True, line(dice), slowly(dice))
        for i in range(n)
    ]


def stolen(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """Names and addresses of others, who get the mail and do nothing."""
    return [
        Act(
            dice.uniform(0, seconds),
            f"known.person{i}@{dice.choice(PROVIDERS)}",
            connection=line(dice),
            name=f"Known Person {i}",
        )
        for i in range(n)
    ]


def bombed(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """One victim, under three appeals."""
    return [
        Act(
            dice.uniform(0, seconds),
            f"vic.tim+{i}@gmail.com",
            connection=line(dice),
            appeal=i % 3,
        )
        for i in range(n)
    ]


def replayed(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """Ten mailboxes of the forger: forms sent over and over, each link pressed twenty times."""
    return [
        Act(
            dice.uniform(0, seconds),
            f"x{i % 10}@web.de",
            True,
            line(dice),
            slowly(dice),
            token=OLD,
            presses=20 if i < 10 else 1,
        )
        for i in range(n)
    ]


def scraped(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """A program that fetches the page, fills every field and sends it; forty domains of its own."""
    return [
        Act(
            dice.uniform(0, seconds),
            f"x{i}@flood{i % 40}.example",
            True,
            line(dice),
            dice.uniform(1, 5),
            token=dice.choice([EARLY, NONE]),
            trap=dice.choice(["", "http://flood.example"]),
        )
        for i in range(n)
    ]


def real_mailboxes(dice: random.Random, n: int, seconds: float) -> list[Act]:
    """Mailboxes with large providers, bought or made, each used once as people use theirs."""
    return [
        Act(
            dice.uniform(0, seconds),
            f"bought{i}@{dice.choice(PROVIDERS)}",
            True,
            line(dice),
            12 + dice.lognormvariate(4.5, 1.2),
        )
        for i in range(n)
    ]
