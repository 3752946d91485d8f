"""What templates may ask of the kernel."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django import forms
from django.template import Context
from django.test import RequestFactory
from django.utils import translation

from tests.paths import ROOT
from tocsin.kernel.templatetags.tocsin import (
    asset,
    day,
    direction,
    first_input,
    grouped,
    is_single_box,
    language_links,
    share,
    spoken,
)


class Ask(forms.Form):
    """Three kinds of question."""

    words = forms.CharField()
    box = forms.BooleanField()
    one = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


def test_an_asset_carries_the_hash_of_its_content() -> None:
    content = (ROOT / "tocsin/static/tocsin.css").read_bytes()
    assert asset("tocsin.css") == f"/static/tocsin.css?v={hashlib.sha256(content).hexdigest()[:8]}"


def test_an_asset_that_is_not_there_is_a_loud_mistake() -> None:
    with pytest.raises(LookupError, match=r"holds no missing\.css"):
        asset("missing.css")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "ltr"), ("ar", "rtl"), ("fa-AF", "rtl"), ("HE", "rtl"), ("mn", "ltr"), ("arn", "ltr")],
)
def test_a_language_has_a_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_numbers_are_grouped_as_the_language_does() -> None:
    with translation.override("en"):
        assert grouped(1204) == "1,204"
        assert grouped(7) == "7"
    with translation.override("fr"):
        assert grouped(1204) == "1\xa0204"


@pytest.mark.parametrize(
    "moment",
    [
        dt.date(2003, 9, 16),
        dt.datetime(2003, 9, 16, 12, tzinfo=dt.UTC),
        "2003-09-16",
        "2003-09-16T12:00:00Z",
    ],
)
def test_a_day_is_told_in_words(moment: object) -> None:
    with translation.override("en"):
        assert day(moment) == "16 September 2003"
    with translation.override("fr"):
        assert day(moment) == "16 septembre 2003"


@pytest.mark.parametrize("moment", [None, "", "soon", 12])
def test_what_is_no_day_gives_nothing(moment: object) -> None:
    assert day(moment) == ""


def test_a_text_is_taken_in_the_language_asked_for() -> None:
    texts = {"fr": "cloche", "en": "bell", "mn": "хонх"}
    assert spoken(texts, "mn") == "хонх"
    with translation.override("fr"):
        assert spoken(texts) == "cloche"
        assert spoken(texts, "de") == "cloche"
    with translation.override("de"):
        assert spoken(texts) == "bell"
        assert spoken({"mn": "хонх"}) == "хонх"
    assert spoken({}) == ""


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(1, 4) == 25
    assert share(0, 0) == 0


def test_an_error_leads_to_the_first_input_of_a_field() -> None:
    form = Ask()
    assert first_input(form["words"]) == "id_words"
    assert first_input(form["one"]) == "id_one_0"
    assert first_input(form["many"]) == "id_many_0"


def test_only_a_lone_box_has_its_label_behind_it() -> None:
    form = Ask()
    assert is_single_box(form["box"])
    assert not is_single_box(form["words"])
    assert not is_single_box(form["many"])


@pytest.mark.urls("tests.specimen.urls")
def test_a_page_leads_to_itself_in_other_languages() -> None:
    request = RequestFactory().get("/about/")
    with translation.override("en"):
        links = language_links(Context({"request": request}))
    assert [(link["code"], link["url"], link["current"]) for link in links] == [
        ("en", "/about/", True),
        ("fr", "/fr/about/", False),
    ]


@pytest.mark.urls("tests.specimen.urls")
def test_a_page_in_one_language_offers_no_other() -> None:
    request = RequestFactory().get("/about/")
    links = language_links(Context({"request": request, "page_languages": ["fr"]}))
    assert [link["code"] for link in links] == ["fr"]


def test_a_page_without_a_request_offers_no_language() -> None:
    assert language_links(Context({})) == []
