"""Issues by the words of a heading. What is told so is a proposal to a person."""

from __future__ import annotations

import re

WORDS: tuple[tuple[str, str], ...] = (
    ("torture", r"tortur\w*|ill-treat\w*|beaten in custody"),
    (
        "extrajudicial-killings",
        r"assassinat\w*|extra-?judicial\w*|kill(?:ed|ing|ings)|murder\w*|shot dead|shoot\w*"
        r"|gunned down|ex[ée]cutions? extrajudiciaires?",
    ),
    (
        "enforced-disappearances-abductions",
        r"disappear(?:s|ed|ance|ances)?|abduct\w*|kidnap\w*|missing|disparitions?",
    ),
    (
        "arbitrary-arrest-detention",
        r"arrest(?:s|ed)?|detention|detained|imprison\w*|jail(?:ed)?|prisoners? of conscience"
        r"|held without charge|incommunicado|d[ée]tention|arrestations?",
    ),
    (
        "human-rights-defenders",
        r"(?:human rights )?defenders?|human rights (?:lawyers?|activists?|workers?)"
        r"|trade unionists?|d[ée]fenseurs?",
    ),
    (
        "freedom-of-expression",
        r"freedom of (?:expression|the press|speech)|journalists?|reporters?|editors?|newspapers?"
        r"|bloggers?|censor\w*|writers?|poets?|libert[ée] d[’']expression",
    ),
    ("right-to-life", r"death (?:penalty|sentence)|executions?|execut(?:ed|e)|death row|hanged"),
    ("land-rights", r"evict\w*|land (?:rights|grab\w*)|demolition\w*|expulsions? forc[ée]es?"),
    (
        "refugees-idps-asylum-seekers",
        r"refugees?|asylum seekers?|deport\w*|forcibl[ey] return\w*|refoulement|r[ée]fugi[ée]s?",
    ),
    (
        "violence-against-women",
        r"violence against women|rap(?:e|ed|es)|sexual (?:violence|assault)|honou?r killings?",
    ),
    ("child-rights", r"child(?:ren)?|minors?|boys?|girls?|juveniles?"),
    ("right-to-health", r"health(?: concern)?|medical (?:care|concern|treatment)"),
    ("administration-of-justice", r"unfair trials?|fair trial"),
    ("impunity", r"impunity|impunit[ée]"),
    ("indigenous-people", r"indigenous"),
)
_SHAPES = tuple(
    (slug, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for slug, words in WORDS
)


def of(heading: str) -> list[str]:
    """The slugs of the issues that a heading names in its own words, in the order of the list."""
    return [slug for slug, shape in _SHAPES if shape.search(heading)]
