"""Two officers at one text are told of each other, and lose nothing to each other."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django import forms
from django.test import Client

from tests import cast
from tocsin.authorities.models import Authority
from tocsin.cases.models import Claim
from tocsin.desk import beside
from tocsin.kernel.opened import Opened

pytestmark = pytest.mark.django_db
OPEN = {"edit": "1"}


@pytest.fixture
def people(settings: Any) -> tuple[Client, Client]:
    """Olga and Pavel, each at a desk of their own."""
    settings.TOCSIN_DEMONSTRATION = True
    olga, pavel = Client(), Client()
    olga.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    pavel.force_login(cast.pavel(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return olga, pavel


def page(answer: Any) -> str:
    return unescape(answer.content.decode())


def address(what: str) -> str:
    """A page with an editor, of an invented thing."""
    appeal = cast.draft()
    return {
        "appeal": f"/desk/appeals/{appeal.document_id}/",
        "claim": f"/desk/claims/{appeal.claims.get(number=1).pk}/",
        "office": f"/desk/authorities/{cast.authority().pk}/",
    }[what]


SAVED = {
    "appeal": {"headline": "BOLIVIA: From one", "summary": "", "body": "", "ask": "", "letter": ""},
    "claim": {"text": "From one.", "kind": "event", "sensitivity": "public"},
    "office": {"which": "office", "name": "From one", "language": "en"},
}
KINDS = list(SAVED)


@pytest.mark.parametrize("what", KINDS)
def test_looking_leaves_no_note_and_nothing_can_be_typed(
    people: tuple[Client, Client], what: str
) -> None:
    olga, _pavel = people
    text = page(olga.get(address(what)))
    assert not Opened.objects.exists()
    assert " readonly" in text
    assert f"Edit the {'text' if what == 'appeal' else what}" in text
    assert "Save the text" not in text
    assert 'name="version"' in text


@pytest.mark.parametrize("what", KINDS)
def test_the_second_who_opens_it_reads_who_has_it_and_since_when(
    people: tuple[Client, Client], what: str
) -> None:
    olga, pavel = people
    place = address(what)
    answer = olga.post(place, OPEN)
    assert answer.status_code == 200
    assert "has had this open" not in page(answer)
    assert " readonly" not in page(answer)
    for answer in (pavel.get(place), pavel.post(place, OPEN)):
        assert "Olga Ferrant has had this open since " in page(answer)
    assert "Pavel Imre has had this open since " in page(olga.post(place, OPEN))


@pytest.mark.parametrize("what", KINDS)
def test_opening_it_saves_nothing(people: tuple[Client, Client], what: str) -> None:
    olga, _pavel = people
    place = address(what)
    olga.post(place, OPEN | SAVED[what])
    assert not Claim.objects.filter(text="From one.").exists()
    assert not Authority.objects.filter(name="From one").exists()
    assert "BOLIVIA: From one" not in page(olga.get(place))


@pytest.mark.parametrize("what", KINDS)
def test_who_saved_has_it_open_no_more(people: tuple[Client, Client], what: str) -> None:
    olga, pavel = people
    place = address(what)
    olga.post(place, OPEN)
    assert olga.post(place, SAVED[what] | {"version": "1"}).status_code == 302
    assert "has had this open" not in page(pavel.post(place, OPEN))


@pytest.mark.parametrize("what", KINDS)
def test_both_versions_stand_side_by_side_and_what_was_typed_is_there(
    people: tuple[Client, Client], what: str
) -> None:
    olga, pavel = people
    place = address(what)
    for one in people:
        one.post(place, OPEN)
    pavel.post(place, SAVED[what] | {"version": "1"})
    mine = {
        name: value.replace("one", "two") if value else value for name, value in SAVED[what].items()
    }
    answer = olga.post(place, mine | {"version": "1"})
    text = page(answer)
    assert answer.status_code == 422
    assert "What Pavel Imre saved meanwhile" in text
    assert "<b>BOLIVIA: From one" in text or "<b>From one" in text
    assert "<b>BOLIVIA: From two" in text or "<b>From two" in text
    assert 'name="version" value="2"' in text
    assert " readonly" not in text
    assert olga.post(place, mine | {"version": "2"}).status_code == 302


def test_a_save_that_is_refused_keeps_the_note(people: tuple[Client, Client]) -> None:
    olga, pavel = people
    place = address("claim")
    olga.post(place, SAVED["claim"] | {"version": "1", "text": ""})
    assert "Olga Ferrant has had this open" in page(pavel.post(place, OPEN))


def test_a_judgement_opens_no_text(people: tuple[Client, Client]) -> None:
    olga, _pavel = people
    place = address("claim")
    answer = olga.post(f"{place}assess/", {"assess-status": "confirmed", "assess-reason": ""})
    assert answer.status_code == 422
    assert " readonly" in page(answer)
    assert not Opened.objects.exists()


def test_a_new_holder_opens_no_office(people: tuple[Client, Client]) -> None:
    olga, _pavel = people
    answer = olga.post(address("office"), {"which": "holder", "holder": ""})
    assert answer.status_code == 422
    assert not Opened.objects.exists()


# — what is shown of two versions


class Form(forms.Form):
    """One field of each kind."""

    words = forms.CharField(widget=forms.Textarea)
    day = forms.DateField()
    kind = forms.ChoiceField(choices=[("a", "An apple"), ("b", "A bear")])
    several = forms.MultipleChoiceField(choices=[("a", "An apple"), ("b", "A bear")])
    ticked = forms.BooleanField()
    file = forms.FileField()


NOW = {"words": "One.\nTwo.", "day": "2026-05-01", "kind": "a", "several": ["a"], "ticked": False}
SAME = {"words": "One.\r\nTwo.", "day": "2026-05-01", "kind": "a", "several": ["a"]}


def test_the_same_words_are_not_shown() -> None:
    assert beside.compare(Form(SAME), NOW) == []


def test_each_field_that_differs_is_shown_in_words() -> None:
    typed = {"words": "One.\nThree.", "day": "x", "kind": "b", "several": ["b"], "ticked": "on"}
    sides = beside.compare(Form(typed), NOW)
    told = [
        (one.label, "".join(p.text for p in one.theirs), "".join(p.text for p in one.yours))
        for one in sides
    ]
    assert told == [
        ("Words", "One.\nTwo.", "One.\nThree."),
        ("Day", "2026-05-01", "x"),
        ("Kind", "An apple", "A bear"),
        ("Several", "An apple", "A bear"),
        ("Ticked", "no", "yes"),
    ]
    assert [piece.kind for piece in sides[0].theirs] == ["same", "removed"]
    assert [piece.kind for piece in sides[0].yours] == ["same", "added"]


def test_a_choice_that_is_not_in_the_list_is_shown_as_it_came() -> None:
    (side,) = beside.compare(Form(SAME | {"kind": "<z>"}), NOW)
    assert [piece.text for piece in side.yours] == ["<z>"]
