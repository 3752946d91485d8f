"""Shapes that are the same in every language: names by their capitals, numbers, ages."""

from __future__ import annotations

CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽȘȚḤṢА-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ]"
PARTICLE = (
    "de|du|da|dos|das|del|della|di|la|le|el|al|bin|bint|ibn|ben|abu|abd|ould|mint|van|von|der|den|"
    "ter|y|e|ul|ur|af|oglu|kyzy|uulu|бин|ибн|аль|эль|ад|ас|ван|фон|де|да|оглы|кызы"
)
WORD = rf"(?<!\w){CAPITAL}[\w]*(?:['-]{CAPITAL}?\w+)*(?:'(?!s\b))?"
# Short words before a number that are no part of it, and numbers that are times, dates, amounts.
STOP = (
    "in|on|at|to|of|by|is|was|had|has|no|nos|and|the|for|from|case|since|until|with|about|over|nr|"
    "en|le|la|du|de|au|aux|des|les|et|est|pour|par|sur|dans|loi|plus|moins|"
    "в|на|от|до|за|из|с|со|по|к|у|и|о|об|не|для|при|дело|дела|номер|год|лет"
)
AMOUNT = (
    r"\d{1,2} ?[.:h] ?\d\d(?![\w/.-])|(?:19|20)\d\d(?![\w/ -]*\d)|\d+/(?:19|20)\d\d(?!\d)|"
    r"\d{1,3}(?:[ .,]\d{3})+ [a-zа-яà-ÿ]{4,}"
)
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
    "code": rf"(?<![\w.,/+-])(?:(?!(?:{STOP})(?!\w))[a-zа-я]{{1,5}}[ /.-]{{0,2}}"
    r"(?:№ ?)?(?:[a-zа-я]{1,4}[ /.-])?)?"
    rf"(?!{AMOUNT})(?=\d(?:(?:[^\d\n;]{{0,3}}|[^\d\n;\s]{{0,7}})\d){{3}})"
    rf"\d\w*(?:[ /.–-]{{1,3}}(?!(?:{STOP})(?!\w))(?:[a-zа-я]{{1,6}}-)?[a-zа-я]{{0,3}}\d\w*)*"
    r"(?:[ -][a-zа-я]{1,2}(?![\w']))?",
}
