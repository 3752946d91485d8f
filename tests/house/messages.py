"""The texts that people read: found in source and templates, written into the translations.

`python -m tests.house.messages --update` (`make messages`) adds what is new to every
locale/*/LC_MESSAGES/django.po, keeps what is translated, drops what is gone, and compiles
the .mo. Babel does the work, so nobody needs GNU gettext.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.house.survey import PACKAGE, modules, name

LOCALE = PACKAGE / "locale"
FIRST = "fr"
FORMS = ["gettext", "ngettext", "pgettext", "npgettext"]
KEYWORDS = ["_", "gettext_noop", *FORMS, *(f"{form}_lazy" for form in FORMS)]
HOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w*)\}(?!\})")
# A date that never changes: who compiles the same texts gets the same bytes.
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)


def po_files() -> list[Path]:
    """The translations, one file a language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def catalogue() -> Catalog:
    """Every text of the program, without translation."""
    found = Catalog(project="Tocsin", creation_date=ALWAYS, revision_date=ALWAYS)
    for path in modules():
        take(found, name(path), path.read_bytes())
    for path in sorted((PACKAGE / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            take(found, name(path), as_python(path).encode())
    return found


def as_python(path: Path) -> str:
    """A template as the calls of gettext in it; Django turns the rest into blanks."""
    from django.utils.translation.template import templatize

    lines = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
    # The blanks keep the template's indentation, which Python would take for its own.
    return "\n".join(line.strip() for line in lines)


def take(found: Catalog, place: str, source: bytes) -> None:
    """Adds the texts of one file."""
    calls = extract_python(io.BytesIO(source), dict.fromkeys(KEYWORDS), ["Translators:"], {})
    for line, function, words, _ in calls:
        strings = [words] if isinstance(words, str) else [str(word) for word in words if word]
        add(found, str(function), strings, (place, line))


def add(found: Catalog, function: str, strings: list[str], place: tuple[str, int]) -> None:
    """Adds one text, with its context and plural where the call has them."""
    context = strings.pop(0) if "pgettext" in function and strings else None
    if not strings or not strings[0]:
        return
    plural = function.startswith(("ngettext", "npgettext")) and len(strings) > 1
    text = (strings[0], strings[1]) if plural else strings[0]
    found.add(text, locations=[place], context=context)


def read(path: Path) -> Catalog:
    """A translation as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def texts(catalog: Catalog) -> Iterator[Message]:
    """The messages, without the head of the file."""
    return (message for message in catalog if message.id)


def key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    """What a message is known by."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    return message.context, tuple(ids)


def holders(text: str) -> set[str]:
    """The placeholders in a text: %(name)s and {name}."""
    return {one or other for one, other in HOLDER.findall(text)}


def compiled(catalog: Catalog) -> bytes:
    """The .mo that belongs to a translation; a text without translation stays English."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    """The .po that belongs to a translation, always in the same order."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, no_location=True, ignore_obsolete=True)
    return out.getvalue()


def update(language: str, template: Catalog) -> int:
    """Writes both files of one language; gives back how many texts still lack a translation."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = read(path) if path.exists() else Catalog(locale=language, project="Tocsin")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.fuzzy = False
    catalog.creation_date = catalog.revision_date = ALWAYS
    catalog.header_comment = f"# The texts of Tocsin in “{language}”; licence as the program’s."
    catalog.version = catalog.msgid_bugs_address = ""
    catalog.last_translator = catalog.language_team = "Tocsin"
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(read(path)))
    return sum(1 for message in texts(catalog) if not translated(message))


def translated(message: Message) -> bool:
    """Whether every form of the message has words."""
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def main() -> None:
    """Updates every language that is there, and the first one in any case."""
    if sys.argv[1:] != ["--update"]:
        sys.exit(__doc__)
    template = catalogue()
    for language in sorted({FIRST, *(path.parent.parent.name for path in po_files())}):
        lacking = update(language, template)
        total = sum(1 for _ in texts(template))
        print(f"{language}: {total} texts, {lacking} without translation")


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=True)
    main()
