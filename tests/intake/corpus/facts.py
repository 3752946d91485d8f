"""The invented case that a document tells, and the style that it is told in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.intake.corpus import identifiers, local, offices, places
from tests.intake.corpus.identifiers import Identifier
from tests.intake.corpus.offices import Office
from tests.intake.corpus.places import Country
from tests.intake.corpus.themes import THEMES, Theme

PARTNERS = (
    "Reef House",
    "Lantern Centre",
    "Open Gate",
    "People's Watch of {town}",
    "{town} Lawyers' Union",
    "Committee for Fair Trials",
    "Women's Well",
    "Centre for the Rights of Fishermen",
    "{town} Youth Forum",
    "Salt & Bread",
    "Free Letters Foundation",
    "Association of Families of the Missing",
)
ACRONYMS = {
    "Committee for Fair Trials": "CFT",
    "Centre for the Rights of Fishermen": "CRF",
    "Association of Families of the Missing": "AFM",
    "Free Letters Foundation": "FLF",
}
# The desk's name belongs to the form; whatever it says here is invented.
DESKS = (
    ("Asian Human Rights Commission", "AHRC"),
    ("Asian Human Rights Commission", "AHRC"),
    ("Eastern Rights Network", "ERN"),
    ("Harbour Human Rights Commission", "HHRC"),
)


@dataclass
class Style:
    """How the document is written where forms differ; oddities change it."""

    date_shape: str = "month_first"
    padded_day: bool = False
    numbering: str = "{n}. "
    double_number: bool = False
    issue_line: str = ""  # "", "controlled", "free", "country"
    related_line: str = "titles"  # how an RE list is written
    marker: str = "UPDATE ({country}): "
    after_country: str = ": "
    country_in_title: bool = True
    footer: bool = True
    greeting: str = "Dear friends,"
    addresses: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(offices.STYLES, False))
    asks_in_sentence: bool = False
    passive: bool = False
    ampersand: str = "&"
    last_separator: str = "; "
    second_letter: bool = False
    details_in_letter_only: bool = False
    incident: str = ""
    rule: str = "-" * 60


@dataclass
class Case:
    """What happened, where, who tells it, and under which ID."""

    kind: str
    identifier: Identifier
    country: Country
    called: str  # the country as the title has it
    others: list[Country]
    theme: Theme
    town: str
    headline: str
    what: str
    told: list[str]
    victims: list[str]
    issued: date
    happened: date
    partner: str
    partner_shown: str
    desk: tuple[str, str]
    offices: list[Office]
    issues: list[str]
    free_issues: list[str] = field(default_factory=list)
    related: list[Identifier] = field(default_factory=list)
    local_lines: list[str] = field(default_factory=list)
    style: Style = field(default_factory=Style)

    @property
    def officer(self) -> str:
        """A person of the partner's."""
        return self.victims[-1]


KINDS = {"FA": 6, "UA": 8, "UP": 6, "HA": 2, "HU": 2, "FP": 3, "PL": 2, "AS": 3, "OL": 2}
KINDS |= {"CWS": 1, "COS": 1}


def draw(rng: Random, encoding: str) -> Case:
    """A case whose words the encoding can hold."""
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    year = rng.randint(identifiers.OLDEST[kind], 2018)
    identifier = identifiers.draw(rng, kind, year)
    country = _country(rng, encoding)
    town = places.town(rng, country.region)
    hungry = kind in ("HA", "HU")
    theme = rng.choice([one for one in THEMES if one.hunger or not hungry])
    issued = _day(rng, identifier)
    victims = [places.person(rng, country.region) for _ in range(4)]
    words = {"town": town, "n": str(rng.randint(3, 48)), "who": "Mr. " + victims[0]}
    partner = rng.choice(PARTNERS).format(town=town)
    told = list(theme.told)
    rng.shuffle(told)
    return Case(
        kind,
        identifier,
        country,
        country.title(rng),
        [],
        theme,
        town,
        rng.choice(theme.headlines).format(**words),
        rng.choice(theme.what).format(**words),
        [one.format(**words) for one in told],
        victims,
        issued,
        issued - timedelta(days=rng.randint(1, 40)),
        partner,
        partner,
        rng.choice(DESKS),
        offices.draw(rng, country, town, rng.randint(1, 5)),
        rng.sample(theme.issues, rng.randint(1, len(theme.issues))),
        related=_related(rng, kind, identifier),
        local_lines=local.lines(encoding, rng),
        style=Style(greeting=rng.choice(["Dear friends,", "Dear Friends,", "Dear Friends"])),
    )


def _country(rng: Random, encoding: str) -> Country:
    suited = local.COUNTRIES.get(encoding)
    if suited:
        return places.BY_CODE[rng.choice(suited)]
    return rng.choice(places.COUNTRIES)


def _day(rng: Random, identifier: Identifier) -> date:
    if identifier.digits == 0:
        return date(identifier.year, identifier.number // 100, identifier.number % 100)
    return date(identifier.year, rng.randint(1, 12), rng.randint(1, 28))


def _related(rng: Random, kind: str, own: Identifier) -> list[Identifier]:
    """Earlier documents; an update always has one."""
    chance = {"UP": 1.0, "HU": 1.0, "UA": 0.15, "FA": 0.1, "AS": 0.3}.get(kind, 0.0)
    if rng.random() >= chance:
        return []
    first = "HA" if kind == "HU" else "UA"
    found: dict[str, Identifier] = {}
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        before = max(identifiers.OLDEST[first] + 3, own.year - rng.randint(0, 2))
        one = identifiers.draw(rng, rng.choice([first, first, kind]), before)
        if identifiers.key(str(one)) != identifiers.key(str(own)):
            found.setdefault(identifiers.key(str(one)), one)
    return list(found.values()) or [identifiers.draw(rng, first, max(2003, own.year - 1))]
