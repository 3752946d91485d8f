"""The form again, with what was typed, for who found no place; drawn once a second for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from tocsin.door.answers import Answer
from tocsin.door.urls import LATER, TYPED

RADIO = re.compile(r'(<input type="radio" name="choice" value="([a-z]+)"[^>]*?)(?: checked)?>')
BOX = re.compile(r'(<input type="checkbox" name="inform"[^>]*?)(?: checked)?>')
COUNTRY = re.compile(r'<option value="([A-Z]{2})"(?: selected)?>')


def filled(page: Answer, typed: Mapping[str, str]) -> Answer:
    """One person's page. What was typed comes last, so that nothing in it is taken for a mark."""
    text = page.body.decode()
    text = COUNTRY.sub(lambda f: _option(f[1], chosen=f[1] == typed.get("country")), text)
    text = RADIO.sub(lambda f: f[1] + _checked(f[2] == typed.get("choice")), text)
    text = BOX.sub(lambda f: f[1] + _checked("inform" in typed), text)
    marks = "|".join(re.escape(TYPED[name]) for name in ("name", "email", "comment"))
    names = {TYPED[name]: name for name in ("name", "email", "comment")}
    text = re.sub(marks, lambda f: escape(typed.get(names[f[0]], "").strip()), text)
    headers = [*page.headers, (b"retry-after", LATER.encode())]
    return Answer(503, headers, text.encode())


def _option(code: str, *, chosen: bool) -> str:
    return f'<option value="{code}"{" selected" if chosen else ""}>'


def _checked(yes: bool) -> str:
    return " checked>" if yes else ">"
