"""A case of another network while its document is made, and what a careful archivist says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.intake.corpus import dates, places
from tests.intake.corpus.abroad.matter import MATTERS, REQUESTS, Matter
from tests.intake.corpus.answers import Answers
from tests.intake.corpus.places import Country

CODES = {"TH": "THA", "KH": "KHM", "LK": "LKA", "IN": "IND", "NP": "NPL", "PK": "PAK"}
CODES |= {"BD": "BGD", "PH": "PHL", "ID": "IDN", "MY": "MYS", "CN": "CHN", "FJ": "FJI"}
CODES |= {"VN": "VNM", "PE": "PER", "MV": "MDV", "KZ": "KAZ", "KG": "KGZ", "MN": "MNG"}
# An office, and how a letter to it begins.
OFFICES = (
    ("President of the Republic", "Your Excellency"),
    ("Minister of Justice", "Dear Minister"),
    ("Minister of the Interior", "Dear Minister"),
    ("Inspector General of Police", "Dear Inspector General"),
    ("Attorney General", "Dear Attorney General"),
    ("Director General of Prisons", "Dear Director General"),
    ("Chairperson of the National Human Rights Commission", "Dear Chairperson"),
    ("Chief of Staff of the Army", "Dear General"),
)
BUILDINGS = ("Police Headquarters", "Ministry Building", "Palace of Justice", "Government House")


@dataclass
class AbroadAnswers(Answers):
    """With the other network's numbers, the sentences that are claims, and how many letters."""

    foreign_ids: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    letters: int = 0


@dataclass
class Case:
    """The facts; methods write parts of a document and note what was written."""

    rng: Random
    country: Country
    town: str
    name: str
    issued: date
    matter: Matter
    answers: AbroadAnswers = field(default_factory=AbroadAnswers)

    def filled(self, words: str) -> str:
        """Words with the names of the case in their braces."""
        day = self.issued - timedelta(days=3)
        told = dates.written(day, "day_first")
        return words.format(town=self.town, name=f"Mr {self.name}", day=told)

    def account(self) -> list[str]:
        """The sentences of the matter, in one or two paragraphs."""
        told = [self.filled(one) for one in self.matter.told]
        self.answers.told += told
        if self.rng.random() < 0.5:
            return [" ".join(told)]
        return [told[0], " ".join(told[1:])]

    def background(self) -> str:
        """A sentence on earlier events."""
        told = f"Four people of {self.town} were held in the same camp in the year before."
        self.answers.told.append(told)
        return told

    def day(self, shape: str) -> str:
        """The document's day, as written."""
        self.answers.date = self.issued
        return dates.written(self.issued, shape)

    def lands(self) -> str:
        """The country's name, now told."""
        self.answers.countries = [self.country.code]
        return self.country.name

    def number(self, written: str) -> str:
        """The network's number for this document."""
        self.answers.foreign_ids.append(" ".join(written.split()))
        return written

    def concern(self) -> str:
        """The concern, which names issues and stands in for a title."""
        self.answers.issues = list(self.matter.concern_issues)
        self.answers.title = self.matter.concern
        front = self.country.name
        self.answers.titles = [f"{front}: {self.matter.concern}"]
        self.answers.unsure.add("title")
        return self.matter.concern

    def headline(self) -> str:
        """The headline, which is the title and names issues."""
        words = self.filled(self.matter.headline)
        self.answers.issues = list(self.matter.headline_issues)
        self.answers.title, front = words, self.country.name
        self.answers.titles = [f"{front}: {words}", f"{front.upper()}: {words}"]
        return words

    def requests(self) -> list[str]:
        """What is asked of the authorities."""
        return [self.filled(one) for one in self.rng.sample(REQUESTS, 3)]

    def offices(self, least: int = 1) -> list[tuple[str, str, str]]:
        """Office, who holds it, how a letter to it begins; the answers learn them."""
        chosen = self.rng.sample(OFFICES, self.rng.randint(least, 3))
        held = [places.person(self.rng, self.country.region) for _ in chosen]
        for (office, _begin), one in zip(chosen, held, strict=True):
            self.answers.addressees.append(office)
            forms = [office, f"Mr {one}, {office}", f"{office}, Mr {one}"]
            self.answers.offices[office] = forms
        return [(office, one, begin) for (office, begin), one in zip(chosen, held, strict=True)]

    def block(self, office: str, holder: str, begin: str = "") -> list[str]:
        """An addressee over several lines."""
        head = [office] if self.rng.random() < 0.3 else [office, f"Mr {holder}"]
        if self.rng.random() < 0.4:
            head.reverse()
        where = [self.rng.choice(BUILDINGS), f"{self.town} {self.rng.randint(1, 20)}"]
        fax = f"Fax: +{self.rng.randint(20, 99)} 2 {self.rng.randint(200000, 999999)}"
        mail = ["E-mail: office@example.org"] if self.rng.random() < 0.4 else []
        return [*head, *where, fax, *mail, *([f"Salutation: {begin}"] if begin else [])]

    def line(self, office: str, holder: str) -> str:
        """An addressee in one line."""
        fax = f"Fax: +{self.rng.randint(20, 99)} 2 {self.rng.randint(200000, 999999)}"
        house, land = self.rng.choice(BUILDINGS), self.country.name
        return f"H.E. {holder}, {office}, {house}, {self.town}, {land}. {fax}"


def draw(rng: Random) -> Case:
    """An invented case in a real country."""
    country = places.BY_CODE[rng.choice(sorted(CODES))]
    issued = date(rng.randint(1999, 2018), rng.randint(1, 12), rng.randint(4, 28))
    return Case(
        rng,
        country,
        places.town(rng, country.region),
        places.person(rng, country.region),
        issued,
        rng.choice(MATTERS),
    )


def alpha3(case: Case) -> str:
    """The country's three letters."""
    return CODES[case.country.code]
