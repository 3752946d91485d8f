"""Lines that say what they are: banners, greetings, sign-offs, separators, headings, labels."""

from __future__ import annotations

import re

from tocsin.intake import identifiers
from tocsin.vocabulary import countries

ANY = re.IGNORECASE
GREETING = re.compile(r"^\s*dear\s+(friends?|colleagues?|all)\b.{0,20}$", ANY)
SIGN_OFF = re.compile(
    r"^\s*(thank you\.?|urgent appeals? (desk|programme?)|.{0,60}\([A-Z]{3,8}\)"
    r"\s*(?:[(<]?\S{1,60}@\S{1,60}[)>]?\s*)?)$",
    ANY,
)
DESK = re.compile(r"^\s*urgent appeals? (?:desk|programme?|team|coordinator)\s*$", ANY)
SEPARATOR = re.compile(r"^[\s—–=_*#~+.•·-]{3,}$")
DATE_LINE = re.compile(r"^\s*dated?\s*:\s*(?P<date>.+)$", ANY)
BREADCRUMB = re.compile(
    r"^\s*(?:home|you are here)\b.{0,20}?\s[/»›>→|]\s.*\s[/»›>→|]\s*(?P<last>.+)$", ANY
)
CRUMB = re.compile(r"^\s*(?:home|you are here)\b.{0,20}?\s[/»›>→|]\s", ANY)
BANNER = re.compile(
    r"^(?:[^:]{0,80}?[-–—|:,]\s*)?[\s*=!-]*(?:update on )?"
    r"(?:(?:(?:urgent|hunger)\s+(?:appeals?|actions?|alerts?)"
    r"|appels?\s+urgents?|actions?\s+urgentes?)"
    r"(?:\s+(?:programm?e?s?|desk|network|unit|update|case))?[\s*=!,.-]*){1,6}$",
    ANY,
)
NAMEPLATE = re.compile(
    r"^[A-Z][A-Z’'& -]{6,70}\b(?:COMMISSION|CENT(?:RE|ER)|NETWORK)(?: L(?:IMI)?TE?D\.?)?$"
)
MAIL = re.compile(
    r"^(?:from|to|de|[aà]|cc|bcc|sent|envoy[ée]|reply-to|message-id|mime-version"
    r"|(?:list|x|content)-[a-z-]+)\s*:(?:\s|$)",
    ANY,
)
SUBJECT = re.compile(
    r"^(?:subject|objet)\s*:\s*(?:(?:re|fwd?)\s*:\s*|\[[^\]]{0,30}\]\s*)*(?P<title>\S.*)$", ANY
)
CHROME = re.compile(
    r"^(?:print|share|e-?mail|tweet|download|back|search|menu|skip to .{0,30}|urgent appeals?|news"
    r"|send to (?:a )?friend|printer.friendly.*|view as pdf|for immediate release)\s*$",
    ANY,
)
# “A Press Release from the X forwarded by the Y”, “An Open Letter from the Y to the Z”.
BYLINE = re.compile(
    r"^an?\s+(?P<kind>(?:joint\s+|forwarded\s+|written\s+|oral\s+)*"
    r"(?:press release|statement|open letter|letter|appeal|submission|intervention|report))\s+"
    r"(?:(?:from|by|of|submitted by|issued by|sent by)\s+(?:the\s+)?(?P<who>.+?))?"
    r"(?:\s*,?\s*forwarded by\s+(?:the\s+)?(?P<desk>.+?))?(?:\s+to\s+(?:the\s+)?(?P<to>.+?))?\s*$",
    ANY,
)
SESSION = re.compile(
    r"^(?:united nations\b.{0,60}|.{0,40}\bhuman rights council|commission on human rights"
    r"|agenda\b.{0,60}|.{0,30}\bsession\b.{0,40}|item \d+.{0,60})$",
    ANY,
)
CAMPAIGN = re.compile(r"^\[?\s*campaign page\s*:", ANY)
NOTICE = re.compile(r"^\[?\s*(?:notice|note)\s*:", ANY)
RE_LIST = re.compile(r"^\s*(?:[\[(]\s*)?re\s*:", ANY)
ISSUES = re.compile(r"^\s*issues?\s*:\s*(?P<names>.*)$", ANY)
# Words that stand before a document's own ID.
BEFORE_ID = re.compile(
    r"(?:\W|\b(?:forwarded|urgent|hunger|press|open|general|appeals?|alerts?|actions?|release"
    r"|statement|letter|submission|case|update|our|ref|reference|document|index|no|number|id|ua"
    r"|ahrc|alrc)\b)*",
    ANY,
)
RELEASE = re.compile(
    r"^[\s*]*(?:(?:for )?immediate release"
    r"|(?:joint |public |press |news |media )*(?:statement|release|appeal|briefing|communiqu[eé])"
    r"|open letter|urgent action|lettre ouverte|appel urgent|action urgente"
    r"|communiqué de presse)[\s*:]*$",
    ANY,
)
INDEX = re.compile(r"^\W*(?:AI\s+)?(?:index|ref(?:erence)?|doc(?:ument)?)\b[^:]{0,15}:\s*\S+", ANY)

_MORE = (
    r"(?:\s+(?:of|on|about|regarding)\b.{0,80})?(?:\s*\((?:source|based|according|re)\b[^)]*\)?)?"
)
DETAILS = re.compile(
    r"^(?:[\s*#=_-]|\d{1,2}[.)]\s)*(?P<head>"
    r"(?:detailed|updated?|latest|further|additional|additonal|background|new|case|brief|key)\s+"
    r"(?:information|details?|narrative|developments?|facts?|background|summary|history)"
    r"|brief reminder of (?:the )?(?:case|background)|reminder of (?:the )?(?:case|background)"
    r"|summary|details?|background|(?:the )?facts(?: of the case)?|chronology(?: of events)?"
    r"|case (?:number |no\.? ?)?\d{1,2}"
    rf"){_MORE}\s*(?P<colon>:?)\s*(?P<rest>.*)$",
    ANY,
)
ACTION = re.compile(
    r"^[\s*#=_-]*(?:suggested|sample|requested|recommended|model|draft|second|proposed)\s+"
    r"(?:sample\s+)?(?:actions?|letters?|appeals?|petition)\b[^.]{0,60}$"
    r"|^[\s*#=_-]*what you can do\b.{0,20}$",
    ANY,
)
SEND_TO = re.compile(
    r"^[\s*#=_-]*(?:please\s+)?(?:send|write|address|direct|fax|mail)\b.{0,60}\bto\b.{0,40}:\s*$"
    r"|^[\s*#=_-]*(?:suggested )?address(?:es|ees)\s*:?\s*$"
    r"|^[\s*#=_-]*please send (?:your |a )?(?:letters?|appeals?|e-?mails?)\b.{0,30}\bto\s*:?$",
    ANY,
)
LETTER = re.compile(
    r"^\s*(?:dear|to|your excellency)\b.{0,20}?_{3,}.*$|^\s*dear\s*[,.…]{0,4}\s*$", ANY
)
DEAR = re.compile(r"^\s*(?:dear\b.{0,60}|(?:your )?(?:excellency|honou?r)\s*)[,:]?\s*$", ANY)
YOURS = re.compile(
    r"^\s*(?:yours|sincerely|faithfully|respectfully|with regards|truly)\b.{0,30}$", ANY
)

KNOWN_LABEL = re.compile(
    r"\b(?:names?|victims?|address|residence|perpetrators?|date|place|time|age|occupation|officers?"
    r"|cases? (?:lodged|filed|number)|status|sex|gender|location|nationality|complainants?"
    r"|detainees?|defendants?|accused|authorit(?:y|ies)|incident|arrest|detention|charges?|religion"
    r"|informants?|witnesses|court|country|source|members|profession|position|lieu|noms?)\b",
    ANY,
)
LABEL_LINE = re.compile(r"^\s*(?P<label>[A-Za-zÀ-ÿ][\w’'()/&.# -]{2,70}?)\s*:\s*(?P<value>.*)$")
BARE_LABELS = re.compile(r"^\s*cases? (?:lodged|filed) against\b.{0,60}$", ANY)
LISTED = re.compile(r"^\s*(?:\(?\d{1,2}[.)#]+\)?|[-*•])\s*(?P<what>\S.*)$")


DASHED = re.compile(r"^(?P<head>[A-Z][A-Z /&()’'-]{2,40}?)\s+[–—-]\s+(?P<rest>[A-Z].*)$")


def label(line: str) -> tuple[str, str] | None:
    """“Name of the victim: …” as label and value; None for a sentence that holds a colon."""
    if BARE_LABELS.match(line):
        return line.strip(" :"), ""
    match = LABEL_LINE.match(line)
    if match is None or len(match["label"].split()) > 9:
        return None
    return (match["label"], match["value"]) if KNOWN_LABEL.search(match["label"]) else None


def heading(line: str) -> tuple[str, str] | None:
    """The heading that begins a line, and what follows it there; None where none does."""
    match = DETAILS.match(line)
    if match is None:
        return None
    head, rest = match["head"], match["rest"].strip()
    loud = head.isupper() and any(one.isalpha() for one in head)
    if match["colon"] or not rest:
        whole = bool(match["colon"]) or loud or len(line) < 60
        return (line if not rest else line[: match.start("rest")].strip(), rest) if whole else None
    return (head, rest) if loud and (rest.startswith("(") or rest.isupper()) else None


def is_banner(line: str) -> bool:
    """A line that names the programme or the organisation, and nothing of the case."""
    short = len(line) <= 120
    return short and bool(BANNER.match(line) or NAMEPLATE.match(line) or CHROME.match(line))


def own_id(line: str) -> tuple[identifiers.Identifier, str] | None:
    """The ID that a line gives as its document's own, and what follows it in the line."""
    found = identifiers.matches(line[:200])
    if not found or not BEFORE_ID.fullmatch(line[: found[0][0]]):
        return None
    _start, end, one = found[0]
    return one, line[end:].strip()


def country_in_front(line: str) -> tuple[str, str] | None:
    """“SRI LANKA: …” as the country as written and the rest; None where no country is named."""
    head, colon, rest = line.partition(":")
    if dashed := DASHED.match(line):
        head, colon, rest = dashed["head"], ":", dashed["rest"]
    if not colon or not 2 <= len(head) <= 60:
        return None
    return (head.strip(), rest.strip()) if countries.split_place(head).known else None
