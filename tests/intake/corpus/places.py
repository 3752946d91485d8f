"""Countries as the field writes them, with invented towns and names for each region."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Country:
    """A real country; `titles` are the strings of title lines, `footers` those of footers."""

    code: str
    name: str
    region: str
    titles: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()

    def title(self, rng: Random) -> str:
        """The country as it opens a title, in capitals."""
        return rng.choice(self.titles) if self.titles else self.name.upper()

    def footer(self, rng: Random) -> str:
        """The country as a footer names it."""
        return rng.choice(self.footers) if self.footers else self.name


MYANMAR = ("BURMA", "MYANMAR", "BURMA/MYANMAR")
COUNTRIES = (
    Country("MN", "Mongolia", "steppe"),
    Country("TH", "Thailand", "southeast"),
    Country("MM", "Burma", "southeast", MYANMAR, ("Burma (Myanmar)", "Burma", "Myanmar")),
    Country("KH", "Cambodia", "southeast"),
    Country("LK", "Sri Lanka", "south"),
    Country("IN", "India", "south"),
    Country("NP", "Nepal", "south"),
    Country("PK", "Pakistan", "south"),
    Country("BD", "Bangladesh", "south"),
    Country("PH", "Philippines", "southeast"),
    Country("ID", "Indonesia", "southeast", ("INDONESIA", "INDONESIA/ACEH")),
    Country("MY", "Malaysia", "southeast"),
    Country("KR", "South Korea", "east", (), ("South Korea", "Republic of Korea")),
    Country("HK", "Hong Kong", "china", ("HONG KONG", "HONG KONG SAR"), ("Hong Kong SAR",)),
    Country("CN", "China", "china"),
    Country("TW", "Taiwan", "china"),
    Country("JP", "Japan", "japan"),
    Country("FJ", "Fiji", "pacific"),
    Country("VN", "Vietnam", "southeast", ("VIETNAM", "VIET NAM"), ("Vietnam", "Viet Nam")),
    Country("LA", "Laos", "southeast", ("LAOS", "LAO PDR"), ("Laos", "Lao PDR")),
    Country("TL", "East Timor", "iberia", ("EAST TIMOR", "TIMOR-LESTE"), ("Timor-Leste",)),
    Country("MV", "Maldives", "south"),
    Country("BT", "Bhutan", "south"),
    Country("KG", "Kyrgyzstan", "steppe"),
    Country("KZ", "Kazakhstan", "steppe"),
    Country("TJ", "Tajikistan", "steppe"),
    Country("SK", "Slovakia", "tatra"),
    Country("HU", "Hungary", "tatra"),
    Country("PE", "Peru", "iberia"),
)
BY_CODE = {one.code: one for one in COUNTRIES}

# Beginnings and ends of invented towns, then of invented given names and family names.
TOWNS = {
    "south": ("Mardi Kelu Devru Surho Nilab Rathu Bhaso Chelu", "pura gama nagar gunj kotu wela"),
    "southeast": ("Bango Khuno Lamra Sarni Tanju Merab Kalso", "lon daru bung mako tarin rejo"),
    "east": ("Hanu Jino Sorae Taeru Munae", "cheon haeri nori dosan"),
    "china": ("Lianu Shuiro Fenga Heqiu", "tang zhai men wan"),
    "japan": ("Okiya Tsumi Harano Mizue", "hama zaki mura tsura"),
    "steppe": ("Altru Tsaga Karlo Akmo Borle", "tolgo bular golin suvan"),
    "pacific": ("Vundo Levua Navru Taroa", "lailo moto kecea"),
    "tatra": ("Novra Stareva Velmo Kostra", "hradec seli mirov"),
    "iberia": ("Santar Vilmo Quesal Aldera", "do mar via longa"),
}
HONORIFICS = ("Mr.", "Ms.", "Mr. Md.", "Dr.", "Mrs.", "Mr.", "Ms.")
GIVEN = {
    "south": "Sunmal Arvesh Nadira Kamlee Rashmin Dilruk Parvati Imtaz",
    "southeast": "Sovanno Merati Chanarin Budiarso Thidamo Ligayan Somphat",
    "east": "Ji-ren Mi-sol Tae-on Young-ari",
    "china": "Wei-lan Mei-rou Ka-sing Shu-ping",
    "japan": "Harume Takenori Sayoko Jinpei",
    "steppe": "Batzorin Altanera Nurgulai Temirkan",
    "pacific": "Litiana Tevitaro Semisio Vasitia",
    "tatra": "Zdislav Milotka Andrejka Ferencz",
    "iberia": "Domingas Amelina Rosendo Quirino",
}
FAMILY = {
    "south": "Perumal-Das Wickramel Thaparu Hossari Gunavel Chaudhrin",
    "southeast": "Somrithan Natalegu Kyawmin Sengdaro Reyesan Hartonoko",
    "east": "Kangru Paeki Norim Seomun",
    "china": "Ouyen Lauser Chengro Fongli",
    "japan": "Minasawa Torikabe Enozuka",
    "steppe": "Dorjsuren-Od Asanbekin Tulegenor Ganzorgiin",
    "pacific": "Tabuwai Rokonui Vakalevu",
    "tatra": "Horvathyn Novosadek Kissari",
    "iberia": "Soaresin Ximenal Belomar",
}


def town(rng: Random, region: str) -> str:
    """An invented town."""
    first, last = TOWNS[region]
    return rng.choice(first.split()) + rng.choice(last.split())


def person(rng: Random, region: str) -> str:
    """An invented person, without a title."""
    return f"{rng.choice(GIVEN[region].split())} {rng.choice(FAMILY[region].split())}"


def with_honorific(rng: Random, name: str) -> str:
    """As texts call a person."""
    return f"{rng.choice(HONORIFICS)} {name}"
