"""A refusal is a sentence in the language of whoever asked, and the field it is about."""

from __future__ import annotations

import pickle

import pytest
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy

from tocsin.kernel.refusal import Refusal


def test_a_refusal_is_its_sentence() -> None:
    refusal = Refusal("Write a name.", "name")
    assert str(refusal) == refusal.sentence == refusal.args[0] == "Write a name."
    assert refusal.field == "name"


def test_a_refusal_about_the_whole_has_no_field() -> None:
    assert Refusal("The disk is full.").field is None


def test_the_sentence_is_fixed_in_the_language_of_whoever_asked() -> None:
    sentence = gettext_lazy("Monday")
    with translation.override("fr"):
        asked = Refusal(sentence)
    with translation.override("en"):
        assert (asked.sentence, Refusal(sentence).sentence) == ("lundi", "Monday")


def test_a_lazy_sentence_is_a_plain_text_afterwards() -> None:
    assert type(Refusal(lazystr("Write a name.")).sentence) is str


def test_a_refusal_can_be_caught_as_no_fault_of_the_program() -> None:
    assert not issubclass(Refusal, ValueError | OSError | RuntimeError)
    with pytest.raises(Refusal, match=r"^Write a name\.$"):
        raise Refusal("Write a name.")


def test_a_refusal_survives_the_way_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(Refusal("Write a name.", "name")))  # noqa: S301 - our own
    assert (sent.sentence, sent.field) == ("Write a name.", "name")


def test_what_a_sentence_quotes_does_not_steer_a_terminal() -> None:
    quoted = Refusal("“\x1b[2J\t\ud800\x9b” n’est pas\u202fconnu\xa0:\nécrivez-le autrement.")
    assert quoted.sentence == "“?[2J???” n’est pas\u202fconnu\xa0:\nécrivez-le autrement."
    quoted.sentence.encode()
