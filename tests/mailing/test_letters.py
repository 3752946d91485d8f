"""A mail reads as its language is written."""

from __future__ import annotations

import pytest

from tests import cast
from tocsin.mailing import letters

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "between"), [("en", "; "), ("fr", "\N{NO-BREAK SPACE}; ")])
def test_addressees_stand_apart_as_the_language_sets_them(language: str, between: str) -> None:
    revision = cast.published()
    name = revision.content["addressees"][0]["name"]
    revision.content["addressees"] = [{"name": name}, {"name": "Office of the Lake"}]
    made = letters.letter(revision, language)
    for text in (made.text, made.html):
        assert f"{name}{between}Office of the Lake" in text
