"""A form says what to do, and shows again what was typed and chosen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from tocsin.kernel.web import asking

DEGREES = [("A", "sure"), ("B", "fairly sure")]
OWN = "Write who says it."


class Asking(asking.Form):
    """A field of each kind."""

    name = forms.CharField(max_length=5)
    note = forms.CharField(required=False, max_length=5)
    degree = forms.ChoiceField(choices=DEGREES)
    group = forms.ChoiceField(choices=[("", "none"), *DEGREES], required=False)
    heard = forms.ChoiceField(choices=DEGREES, widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(choices=DEGREES, widget=forms.CheckboxSelectMultiple)
    on = forms.DateField(widget=asking.Day())
    age = forms.IntegerField(widget=asking.Number(), min_value=1, max_value=9)
    file = forms.FileField()
    source = forms.CharField(max_length=5, error_messages={"required": OWN, "max_length": OWN})


RIGHT: dict[str, Any] = {
    "name": "Ada",
    "degree": "B",
    "heard": "A",
    "roles": ["A"],
    "on": "2026-10-03",
    "age": "7",
    "source": "Bao",
}


def asked(**typed: Any) -> Asking:
    """The form as it comes back; `file` is a file's content, and None that none was chosen."""
    content = typed.pop("file", b"a")
    files = {} if content is None else {"file": SimpleUploadedFile("a.txt", content)}
    return Asking(RIGHT | typed, MultiValueDict({name: [one] for name, one in files.items()}))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "Dorothea"}, "Write at most 5 characters; these are 8."),
        ({"name": "A\0a"}, "This holds a character that cannot be printed. Type it again."),
        ({"note": "Dorothea"}, "Write at most 5 characters; these are 8."),
        ({"degree": ""}, "Choose one."),
        ({"degree": "Z"}, "This is not in the list. Choose again."),
        ({"group": "Z"}, "This is not in the list. Choose again."),
        ({"heard": ""}, "Choose one."),
        ({"roles": []}, "Choose at least one."),
        ({"roles": ["A", "Z"]}, "This is not in the list. Choose again."),
        ({"on": ""}, "Write the day like 2026-10-03."),
        ({"on": "tomorrow"}, "Write the day like 2026-10-03."),
        ({"age": "seven"}, "Write a whole number, like 12."),
        ({"age": "0"}, "Write 1 or more."),
        ({"age": "10"}, "Write 9 or less."),
        ({"file": None}, "Choose a file."),
        ({"file": b""}, "This file is empty. Choose another one."),
    ],
)
def test_each_sentence_says_what_to_do(typed: dict[str, Any], sentence: str) -> None:
    assert asked(**typed).errors == {next(iter(typed)): [sentence]}


@pytest.mark.parametrize("typed", ["", "Dorothea"])
def test_a_field_keeps_a_sentence_of_its_own(typed: str) -> None:
    assert asked(source=typed).errors == {"source": [OWN]}


def test_the_sentences_are_in_the_readers_language() -> None:
    with override("fr"):
        told = str(asked(name="", degree="Z", on="demain").errors)
    for sentence in ("Fill this in.", "not in the list", "Write the day"):
        assert sentence not in told


def test_what_is_right_is_taken() -> None:
    assert asked().is_valid()


@pytest.mark.parametrize(("chosen", "first"), [("", " selected"), ("Z", "")])
def test_a_list_without_the_choice_shows_that_nothing_is_chosen(chosen: str, first: str) -> None:
    form = asked(degree=chosen)
    assert form.errors
    options = re.findall("<option.*", str(form["degree"]))
    assert options[0] == f'<option value=""{first}>—</option>'
    assert not any("selected" in one for one in options[1:])


def test_a_list_keeps_what_was_chosen_though_something_else_is_wrong() -> None:
    form = asked(name="", degree="B")
    assert form.errors
    assert '<option value="B" selected>' in str(form["degree"])
    assert asking.EMPTY not in str(form["degree"])


def test_a_list_that_has_an_empty_choice_gets_no_second_one() -> None:
    form = asked(group="Z")
    assert form.errors
    assert str(form["group"]).count('<option value=""') == 1


def test_a_choice_that_a_move_refused_stays_chosen() -> None:
    form = asked()
    assert form.is_valid()
    form.add_error("degree", "Nobody is so sure. Choose another.")
    assert '<option value="B" selected>' in str(form["degree"])
    assert asking.EMPTY not in str(form["degree"])


def test_one_refusal_does_not_change_the_next_persons_form() -> None:
    assert asked(degree="Z").errors
    assert asking.EMPTY not in str(Asking()["degree"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_day_stands_as_browsers_take_it_in_each_language(language: str) -> None:
    with override(language):
        shown = str(Asking(initial={"on": date(2026, 10, 3)})["on"])
    assert shown.startswith('<input type="date"')
    assert 'value="2026-10-03"' in shown
    assert shown.count("type=") == 1


@pytest.mark.parametrize("typed", ["tomorrow", "3.10.", "2026-02-30", "2026-1-3", "20261003"])
def test_what_is_no_day_is_still_there(typed: str) -> None:
    shown = str(asked(on=typed)["on"])
    assert shown.startswith('<input type="text"')  # a calendar would show nothing
    assert f'value="{typed}"' in shown


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "datetime-local"),
        ("2026-03-31T14:00", "datetime-local"),
        ("2026-03-31 14:00", "text"),
        ("yesterday", "text"),
        ("2026-03-31T25:00", "text"),
    ],
)
def test_an_hour_is_shown_by_what_can_show_it(typed: str, kind: str) -> None:
    shown = asking.Moment().render("since", typed)
    assert shown.startswith(f'<input type="{kind}"')
    assert f'value="{typed}"' in shown or not typed


def test_an_hour_that_is_known_stands_as_browsers_take_it() -> None:
    with override("fr"):
        shown = asking.Moment().render("since", datetime(2026, 3, 31, 14, 0, tzinfo=UTC))
    assert shown == '<input type="datetime-local" name="since" value="2026-03-31T14:00">'


def test_what_is_no_number_is_still_there() -> None:
    shown = str(asked(age="seven")["age"])
    assert shown.startswith('<input type="text"')
    assert 'inputmode="numeric"' in shown
    assert 'value="seven"' in shown


def test_no_browser_is_told_to_cut_what_is_pasted() -> None:
    class Told(asking.Form):
        short = forms.CharField(max_length=3)

    form = Told({"short": "pasted"})
    assert "at most 3" in str(form["short"].errors)
    assert "maxlength" not in str(form["short"])
    assert 'value="pasted"' in str(form["short"])


def test_no_choice_has_one_sign_everywhere() -> None:
    class Choosing(asking.Form):
        said: forms.ModelChoiceField[Any] = forms.ModelChoiceField(queryset=None)
        named: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
            queryset=None, empty_label="nobody"
        )

    form = Choosing()
    assert form["said"].field.empty_label == asking.EMPTY  # type: ignore[attr-defined]
    assert form["named"].field.empty_label == "nobody"  # type: ignore[attr-defined]
