"""Other networks: their names, the numbers they give, and lines that say nothing else."""

from __future__ import annotations

import re
from functools import cache

from babel.core import get_global

from tocsin.intake import dates
from tocsin.vocabulary import countries

ANY = re.IGNORECASE
# Whose number it is, and its shape; “UA PHL 3/2006” is of the United Nations, “UA 188/04” is not.
SHAPES = {
    "ai": r"[A-Z]{3}\s?\d{2}/\d{1,4}/(?:19|20)?\d{2}",
    "obs": r"[A-Z]{3}\s?\d{3}\s?/\s?\d{4}\s?/\s?OBS\s?\d{3}(?:\.\d{1,2})?",
    "omct": r"[A-Z]{3}(?:\s?/\s?[A-Z]{3})? \d{6}(?:\.\d{1,2})?(?:\.[A-Z]{2,4}){0,2}(?![\w])",
    "un": r"(?:AL|UA|JUA|JAL|OL) [A-Z]{3} \d{1,3}/(?:19|20)\d\d"
    r"|[AES]/(?:HRC|CN\.4|RES)/[\w./-]{0,30}\d",
    "short": r"(?:UA|EXTRA)\s?:?\s?\d{1,3}/\d{2}(?![\d/])",
    "pen": r"RAN\s?:?\s?\d{1,2}/\d{2}(?![\d/])",
    "ipu": r"(?<=Case No\. )[A-Z]{3}/\d{1,3}|(?<=CASE No\. )[A-Z]{3}/\d{1,3}",
    "ilo": r"Case No\.? \d{3,4}(?=\s*\()",
}
NUMBER = re.compile(
    r"\b(?:AI[- ]?Index\s*:?\s*)?(?:"
    + "|".join(f"(?P<{kind}>{shape})" for kind, shape in SHAPES.items())
    + ")"
)
BY_SHAPE = {
    "ai": "Amnesty International",
    "short": "Amnesty International",
    "obs": "The Observatory for the Protection of Human Rights Defenders",
    "omct": "World Organisation Against Torture (OMCT)",
    "un": "United Nations",
    "pen": "PEN International",
    "ipu": "Inter-Parliamentary Union (IPU)",
    "ilo": "International Labour Organization (ILO)",
}
# The more telling names come first: the Observatory’s text names OMCT and FIDH as well.
NAMES: tuple[tuple[str, str], ...] = (
    (
        BY_SHAPE["obs"],
        r"(?:the )?observatory(?: for the protection of human rights defenders)?"
        r"|l[’']observatoire(?: pour la protection des d[ée]fenseurs des droits de l[’']homme)?",
    ),
    ("Amnesty International", r"amnesty international(?: [a-z]+)?"),
    ("Front Line Defenders", r"front ?line(?: defenders)?"),
    ("PEN International", r"international pen|pen international|writers in prison committee"),
    ("Reporters Without Borders", r"reporters (?:without borders|sans fronti[èe]res)|\(?rsf\)?"),
    ("Committee to Protect Journalists", r"(?:the )?committee to protect journalists|\(?cpj\)?"),
    (
        "International Federation for Human Rights (FIDH)",
        r"international federation (?:for|of) human rights|f[ée]d[ée]ration internationale "
        r"(?:pour|des ligues des) .{0,20}droits .{0,20}|\(?fidh\)?",
    ),
    (BY_SHAPE["omct"], r"world organi[sz]ation against torture|\(?omct\)?"),
    (BY_SHAPE["ilo"], r"international labou?r (?:office|organi[sz]ation)|\(?ilo\)?"),
    (BY_SHAPE["ilo"], r"committee on freedom of association"),
    (BY_SHAPE["ipu"], r"inter-parliamentary union|union interparlementaire|\(?ipu\)?"),
    (BY_SHAPE["ipu"], r"committee on the human rights of parliamentarians"),
    (
        "United Nations",
        r"united nations|nations unies"
        r"|(?:office of the )?(?:un )?high commissioner for human rights"
        r"|haut[- ]commissariat aux droits de l[’']homme|\(?ohchr\)?|special procedures",
    ),
    ("Human Rights Watch", r"human rights watch"),
    ("International Commission of Jurists", r"international commission of jurists"),
    ("Scholars at Risk", r"scholars at risk(?: network)?"),
)
_NAMED = tuple((name, re.compile(rf"(?<!\w)(?:{shape})(?!\w)", ANY)) for name, shape in NAMES)
# Words that may stand beside a name or a number in a line that tells nothing of the case.
FORM = re.compile(
    r"\b(?:(?:rapid|urgent) actions?|urgent (?:appeals?|interventions?)|press release|joint"
    r"|communiqu[ée](?: de presse)?|news (?:alert|release)|media (?:release|briefing)"
    r"|(?:public )?statement|alert|action|network|new information|follow-?up"
    r"|for immediate release|public|external|appel urgent"
    r"|ai index|index|ref(?:erence)?|case|no|date|issue|ua|the|of|and|de|for|asia|desk|section"
    r"|international secretariat)\b",
    ANY,
)
_BODY = (
    r"(?:commission|committee|network|cent(?:re|er)|federation|union|association|organi[sz]ation"
    r"|society|institute|foundation|council|office|secretariat|forum|coalition|league|alliance)"
)
NAMEPLATE = re.compile(
    rf"^(?:the )?(?:[\w’'&.-]+ ){{0,8}}{_BODY}(?: (?:for|of|on|against|to|in) [^.:;,]{{3,60}})?"
    r"(?: \([A-Z]{2,8}\))?(?:[,–— -]+(?:urgent appeals?|press release|statement))?$",
    ANY,
)
SMALL = {"the", "of", "for", "and", "on", "in", "to", "against", "de", "la", "des", "du", "aux"}


def numbers(line: str) -> list[str]:
    """The numbers of other networks in a line, as they are kept, each once."""
    return list(dict.fromkeys(plain(one) for one in NUMBER.finditer(line)))


def plain(match: re.Match[str]) -> str:
    """A number without the words in front of it: “UA: 68/12” is “UA 68/12”."""
    told = match[match.lastgroup or 0]
    return " ".join(re.sub(r"^(UA|EXTRA|RAN)\s?:?\s?(?=\d)", r"\1 ", told).split())


def of_number(line: str) -> str:
    """Whose number stands in a line; empty where none does."""
    match = NUMBER.search(line)
    return BY_SHAPE[match.lastgroup or ""] if match else ""


def named(line: str) -> str:
    """The network that a line names."""
    return next((name for name, shape in _NAMED if shape.search(line)), "")


def is_letterhead(line: str) -> bool:
    """Whether a line is a known network’s name, and words of its form at most."""
    if len(line) > 120 or not named(line):
        return False
    rest = line
    for _name, shape in _NAMED:
        rest = shape.sub(" ", rest)
    return not re.search(r"[^\W\d_]{2,}", FORM.sub(" ", rest))


def is_form(line: str) -> bool:
    """Whether a line has nothing but words of a form: “PUBLIC”, “Press release”."""
    letters = re.search(r"[^\W\d_]", line) and len(line) <= 80
    return bool(letters) and not re.search(r"[^\W_]", FORM.sub(" ", line))


def is_nameplate(line: str) -> bool:
    """Whether a line is the name of some body: each word a name’s, the last one “Centre”, …"""
    if len(line) > 100 or not NAMEPLATE.match(line):
        return False
    words = re.findall(r"[^\W\d_][\w’'-]*", line)
    return all(word[0].isupper() or word in SMALL for word in words)


def is_index(line: str) -> bool:
    """Whether a line is a number with its date and country, and tells nothing else."""
    if len(line) > 160 or not NUMBER.search(line):
        return False
    rest = NUMBER.sub(" ", line)
    for _day, raw in dates.find_all(rest):
        rest = rest.replace(raw, " ")
    rest = " ".join(re.findall(r"[^\W\d_]{2,}", FORM.sub(" ", rest)))
    return not rest or bool(countries.split_place(rest).known)


@cache
def _alpha3() -> dict[str, str]:
    known = get_global("territory_aliases")
    return {code: told[0] for code, told in known.items() if len(code) == 3 and code.isalpha()}


def country(number: str) -> str:
    """The code of the country whose three letters a number has; empty where it has none."""
    for word in re.findall(r"\b[A-Z]{3}\b", number):
        code = _alpha3().get(word, "")
        if countries.is_code(code):
            return code
    return ""
