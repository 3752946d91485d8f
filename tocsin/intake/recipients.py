"""Addressees below “Appeals to”: over several lines, or each in one line behind a bullet."""

from __future__ import annotations

import re

from tocsin.intake import addressees
from tocsin.intake.addressees import BOTH, PERSON, REACH, ROLE, Block

BULLET = re.compile(r"^\s*(?:[-*•·–Ø►▪§]|\(?\d{1,2}[.)])\s+(?=\S)")
SENTENCE = re.compile(r"\.$|^(?:please|kindly|if|you|we)\b", re.IGNORECASE)
MISSION = re.compile(r"\b(?:permanent mission|embassy|delegation|consulate)\b", re.IGNORECASE)
TOO_LONG = 600  # letters of a line; no address has as many
MOST = 60


def blocks(lines: list[str]) -> list[Block]:
    """The addressees of a list; lines that reach nobody and name no office are no addressees."""
    made = [_block(group) for group in _groups(lines)[:MOST]]
    return [one for one in made if one.office and _is_addressee(one)]


def _is_addressee(block: Block) -> bool:
    reached = block.phone or block.fax or block.email or block.salutation
    return bool(ROLE.search(block.office) or MISSION.search(block.office) or reached)


def _groups(lines: list[str]) -> list[list[str]]:
    """Lines that belong to one addressee: a bullet, or a name after the ways to reach the last."""
    groups: list[list[str]] = []
    apart = reached = True
    for line in lines:
        if not line:
            apart = True
            continue
        reach = bool(REACH.match(line) or addressees.STARRED.fullmatch(line))
        bullet = bool(BULLET.match(line))
        if not groups or bullet or (not reach and (reached or (apart and _begins(line)))):
            groups.append([])
        words = BULLET.sub("", line)
        groups[-1] += BOTH.split(words) if len(words) < TOO_LONG else []
        reached = reach or bool(REACH.match(groups[-1][-1])) if groups[-1] else False
        apart = False
    return [group for group in groups if group and not _is_note(group)]


def _begins(line: str) -> bool:
    return bool(ROLE.search(line) or PERSON.match(line))


def _is_note(group: list[str]) -> bool:
    """A sentence between addressees, as “If there is no answer, please try again.”"""
    return len(group) == 1 and bool(SENTENCE.search(group[0])) and not PERSON.match(group[0])


def _block(group: list[str]) -> Block:
    """One addressee; of an envoy the mission is the office."""
    first, _comma, rest = group[0].partition(",")
    if rest and MISSION.search(rest) and not MISSION.search(first):
        made = addressees.block([rest.strip(), *group[1:]])
        made.holder = first.strip()
        return made
    return addressees.block(group)
