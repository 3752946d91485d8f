"""Marks in a text, `[c3]` or `[c1, c3]`: which claims a sentence rests on. Readers never see one.

A mark stands behind the words that tell the claim; `[c3](address)` is a link and no mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal

SPACE = r"[ \t\u00a0\u202f]*"
MARK = rf"\[{SPACE}c[0-9]{{1,6}}(?:{SPACE}[,;]{SPACE}c[0-9]{{1,6}})*{SPACE}\](?!\()"
MARKS = re.compile(
    rf"(?P<before>{SPACE})(?P<marks>{MARK}(?:{SPACE}{MARK})*)(?P<after>{SPACE})", re.IGNORECASE
)
# A line that holds nothing but marks belongs to the line before it, or it would end a paragraph.
ALONE = re.compile(
    rf"(?<=[^\s])\n(?={SPACE}{MARK}(?:{SPACE}{MARK})*{SPACE}(?:\n|\Z))", re.IGNORECASE
)
ONE = re.compile(MARK, re.IGNORECASE)
REF = re.compile(r"c[0-9]+", re.IGNORECASE)


def refs(text: str) -> list[str]:
    """The claims that a text cites, each once, in the order in which they first stand there."""
    found = (ref.lower() for mark in ONE.findall(text) for ref in REF.findall(mark))
    return list(dict.fromkeys(found))


def bare(text: str) -> str:
    """The text as readers get it: without its marks and the spaces that stood before them."""
    while MARKS.search(text):  # what stands around one may look like another
        text = written(text, lambda _refs: "")
    return text


def written(text: str, instead: Callable[[list[str]], str]) -> str:
    """The text with something else in the place of each mark; `instead` is given its claims."""

    def replace(found: re.Match[str]) -> str:
        said = instead(refs(found["marks"]))
        line, follows = text[: found.start()].rpartition("\n")[2], text[found.end() :][:1]
        if not line:
            return found["before"] + said
        if follows in {"", "\n"}:
            return said + found["after"]
        apart = found["after"] or (found["before"] if follows.isalnum() else "")
        return (" " if apart else "") + said

    text = ALONE.sub(" ", text)
    return MARKS.sub(replace, text)


def canonical(text: str) -> str:
    """The text with every mark written in one way, `[c1, c3]`."""
    return ONE.sub(lambda found: f"[{', '.join(refs(found[0]))}]", text)


def disarmed(text: str) -> str:
    """A text from elsewhere, in which `[c3]` is no mark of ours: written as `(c3)`."""
    return ONE.sub(lambda found: f"({found[0][1:-1].strip()})", text)


def refuse_unknown(texts: dict[str, str], cited: Iterable[str]) -> None:
    """Raises Refusal at the first part whose mark names a claim that the appeal does not cite."""
    known = set(cited)
    for field, text in texts.items():
        if strange := [ref for ref in refs(text) if ref not in known]:
            raise Refusal(
                _(
                    "[%(ref)s] names a claim that this appeal does not rest on. "
                    "Choose the claim under “Facts”, or take the mark out."
                )
                % {"ref": strange[0]},
                field,
            )
