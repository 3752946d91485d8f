"""Offices that are written to, and the blocks of lines that they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.intake.corpus import places
from tests.intake.corpus.places import Country

OFFICES = (
    "Minister of Justice",
    "Minister of Home Affairs",
    "Minister of the Interior",
    "Prime Minister",
    "Inspector General of Police",
    "Attorney General",
    "Director General of Prisons",
    "Ministry of Law, Justice and Parliamentary Affairs",
    "Department of Fisheries & Harbours",
    "Office of the Chief Justice",
    "National Human Rights Commission",
    "Chief Minister",
    "Public Prosecutor",
    "Special Rapporteur on the question of torture",
    "Food Commissioner",
)
WITH_COUNTRY = (
    "President of {country}",
    "Ministry of Foreign Affairs of {country}",
    "Embassy of {country}",
    "Supreme Court of {country}",
    "Secretariat of the President of {country}",
)
WITH_TOWN = (
    "Governor of {town}",
    "Superintendent of Police, {town}",
    "District Commissioner of {town}",
    "Mayor of {town}",
)
STREETS = ("Quay Road", "Old Market Street", "Temple Lane", "Government Compound", "Canal Street")
# Ways to write an addressee down; see `entry` and `inline`.
STYLES = (
    "two_faxes",
    "one_line",
    "no_holder",
    "salutation",
    "holder_and_office",
    "inline",
    "office_first",
    "body_line",
    "office_first",
    "body_line",
)
HEADINGS = (
    "PLEASE SEND YOUR LETTERS TO:",
    "PLEASE SEND YOUR LETTERS TO:",
    "Please send your letters to:",
    "SEND LETTERS TO:",
    "PLEASE WRITE TO:",
    "Please send letters to the following:",
    "PLEASE SEND A LETTER TO:",
    "Please fax your appeals to:",
)


@dataclass(frozen=True)
class Office:
    """An office and who holds it."""

    name: str
    holder: str
    country: Country
    town: str

    @property
    def forms(self) -> list[str]:
        """How the office may rightly be named."""
        return [
            self.name,
            f"{self.holder}, {self.name}",
            f"{self.holder} {self.name}",
            f"{self.name} of {self.country.name}",
            f"{self.name}, {self.country.name}",
        ]


def draw(rng: Random, country: Country, town: str, count: int) -> list[Office]:
    """Some offices of a country, none twice."""
    general = rng.sample(OFFICES, count)
    if rng.random() < 0.6:
        general[0] = rng.choice(WITH_COUNTRY).format(country=country.name)
    if count > 1 and rng.random() < 0.4:
        general[-1] = rng.choice(WITH_TOWN).format(town=town)
    holders = [places.with_honorific(rng, places.person(rng, country.region)) for _ in general]
    return [Office(name, one, country, town) for name, one in zip(general, holders, strict=True)]


def _phone(rng: Random) -> str:
    return f"+{rng.randint(20, 99)} {rng.randint(1, 9)} {rng.randint(2000000, 9999999)}"


def _channels(rng: Random, office: Office, two_faxes: bool) -> list[str]:
    phone, fax = _phone(rng), _phone(rng)
    if two_faxes:
        fax = f"{fax} or {rng.randint(2000000, 9999999)}"
    mail = office.holder.split()[-1].lower() + "@example.org"
    lines = [f"Tel: {phone}", f"Fax: {fax}", f"E-mail: {mail}"]
    if rng.random() < 0.2:
        return ["Tel/Fax: " + fax]
    kept = [line for line in lines if rng.random() < 0.7]
    return kept or lines[:1]


def entry(rng: Random, office: Office, number: str, style: dict[str, bool]) -> list[str]:
    """The lines of one addressee; `number` is “1. ”, or empty in a list without numbers."""
    channels = _channels(rng, office, style["two_faxes"])
    street = f"{rng.randint(1, 90)} {rng.choice(STREETS)}"
    if style["one_line"]:
        where = f"{street}, {office.town}, {office.country.name.upper()}"
        return [f"{number}{office.holder}, {office.name}, {where}. " + ", ".join(channels)]
    head = [office.name] if style["no_holder"] else [office.holder, office.name]
    if style["holder_and_office"]:
        head = [f"{office.holder}, {office.name}"]
    if style["office_first"]:
        head.reverse()
    if style["body_line"]:
        head.append(rng.choice(["Government House", "Central Secretariat", "Justice Building"]))
    lines = [*head, street, f"{office.town}, {office.country.name.upper()}", *channels]
    if style["salutation"]:
        begin = rng.choice(["Dear Minister", "Dear Sir", "Your Excellency"])
        lines.append(f"Salutation: {begin}")
    return [number + lines[0], *lines[1:]]


def inline(rng: Random, office: Office, style: dict[str, bool]) -> str:
    """An addressee in a running sentence."""
    reach = "; ".join(_channels(rng, office, style["two_faxes"]))
    street = f"{rng.randint(1, 90)} {rng.choice(STREETS)}"
    return f"{office.holder}, {office.name}, {street}, {office.town} ({reach})"


def numbered(shape: str, at: int) -> str:
    """“1. ”, “1) ”, “(1) ”, “1# ” or nothing."""
    return shape.format(n=at) if shape else ""


def listed(names: list[str]) -> str:
    """“the A, the B and the C”."""
    each = [f"the {name}" for name in names]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"
