"""Shapes that are the same in every language: names by their capitals, numbers, ages."""

from __future__ import annotations

CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽȘȚḤṢА-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ]"
PARTICLE = (
    "de|du|da|dos|das|del|della|di|la|le|el|al|bin|bint|ibn|ben|abu|abd|ould|mint|van|von|der|den|"
    "ter|y|e|ul|ur|af|oglu|kyzy|uulu|бин|ибн|аль|эль|ад|ас|ван|фон|де|да|оглы|кызы"
)
WORD = rf"(?<!\w){CAPITAL}[\w]*(?:['-]{CAPITAL}?\w+)*(?:'(?!s\b))?"
# Patterns run on folded text: a capital there is a capital that a name may have.
SHAPES = {
    "cap": rf"(?-i:{WORD})",
    "name": rf"(?-i:(?:(?:{PARTICLE})[ -])?{WORD}"
    rf"(?:(?: (?:{PARTICLE}|{CAPITAL}\.|[a-zа-я]\.)){{0,3}}(?: (?:{PARTICLE})-|[ -]){WORD}){{0,4}}"
    r"(?: [a-zа-я]\.)?)",
    "under18": r"(?<![\w.,:/])(?:1[0-7]|[1-9])(?![\w/:]|[.,]\d)",
    "year": r"(?<!\d)(?P<born>(?:19|20)\d\d)(?!\d)",
    "number": r"(?<!\w)\d{1,4}(?: ?[/-] ?\d{1,4}| ?[a-zа-я](?!\w)| bis| ter)*(?!\w)",
    "phone": r"(?<![\w+/.-])(?:\+|00)?\(?\d{1,4}\)?"
    r"(?:[ .\-–]?\(?\d{2,4}\)?){2,6}(?![\w/]|[ .-]?\d)",
}
