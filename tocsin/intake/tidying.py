"""What a way through programs leaves in a text: quotation marks, page numbers, remains of pages."""

from __future__ import annotations

import re

QUOTE = re.compile(r"^\s*(?:[>|]\s?)+")
QUOTED = 3  # so many quoted lines are a text that somebody quoted
PAGE = re.compile(
    r"^\s*(?:[-–—]\s*\d{1,3}\s*[-–—]|(?:page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?"
    r"|\d{1,3}(?:\s*/\s*\d{1,3})?)\s*$",
    re.IGNORECASE,
)
REMAINS = re.compile(
    r"\[(?:image|cid|logo|inline)\b[^\]]{0,120}\]|<(?:https?|mailto):[^<>\s]{1,300}>"
)
STARRED = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,200}?)(?<=\S)\1(?![\w*])")
FOOTNOTE = re.compile(r"^\s*(?:\[\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]|\d{1,2}\s+(?=See\b|Ibid|Cf\b))\s*\S")

MARK = re.compile(
    r"(?<=[.!?,;”\"])(?:\(\d{1,2}\)|\[\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹])(?=\s|$)"
)  # of a footnote
COLUMNS = re.compile(r"^(?P<one>\S(?:.{0,60}?\S)?)\s{3,}(?P<other>\S(?:(?!\s{3}).){0,80})$")
COLUMN = 3  # lines


def tidy(text: str) -> str:
    """The text without them; a sentence that goes on over the page is one again."""
    lines = [REMAINS.sub(" ", line.replace("\xa0", " ")) for line in text.split("\n")]
    if sum(bool(QUOTE.match(line)) and ">" in line[:4] for line in lines) >= QUOTED:
        lines = [QUOTE.sub("", line) if line.lstrip().startswith(">") else line for line in lines]
    lines = [MARK.sub("", line) for line in lines]
    lines = [STARRED.sub(r"\2", line) if len(line) < 1_000 else line for line in lines]
    return "\n".join(_one_page(_columns(lines)))


def _columns(lines: list[str]) -> list[str]:
    """Blocks that stand beside each other, one below the other."""
    made: list[str] = []
    run: list[re.Match[str]] = []
    for line in [*lines, ""]:
        match = COLUMNS.match(line)
        if run and (match is None or abs(match.start("other") - run[0].start("other")) > 1):
            made += _unfolded(run)
            run = []
        if match is None:
            made.append(line)
        else:
            run.append(match)
    return made[:-1]


def _unfolded(run: list[re.Match[str]]) -> list[str]:
    """Three lines with one gap at one place are two columns; fewer are a line and its label."""
    if len(run) < COLUMN or any(one["one"].endswith(":") for one in run):
        return [one.string for one in run]
    return [*(one["one"] for one in run), "", *(one["other"] for one in run)]


def _one_page(lines: list[str]) -> list[str]:
    made: list[str] = []
    turned = False
    for line in lines:
        if PAGE.match(line) and (not made or not made[-1].strip()):
            turned = True
        elif line.strip() and turned:
            _join(made, line)
            turned = False
        else:
            made.append(line)
    return made


def _join(made: list[str], line: str) -> None:
    """Puts a line below what stands above the page’s number, or on with it."""
    above = next((at for at in range(len(made) - 1, -1, -1) if made[at].strip()), None)
    goes_on = above is not None and line.lstrip()[:1].islower()
    if goes_on and above is not None and made[above].rstrip()[-1] not in ".:;!?":
        del made[above + 1 :]
        made[above] = f"{made[above].rstrip()} {line.lstrip()}"
    else:
        made.append(line)
