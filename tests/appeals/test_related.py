"""An update takes over what it does not have, and may tell of twenty appeals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import cast
from tests.appeals.test_references import appeal
from tocsin.appeals import related, taking_up
from tocsin.appeals.facts import set_facts
from tocsin.appeals.models import Addressee, Appeal, Relation, Text
from tocsin.intake import moves as intake
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

UPDATE = """BOLIVIA: The seven ferry workers were released

River House
Date: March 9, 2026
Puno, Peru

According to "El Faro", the seven were released on March 8, 2026. See {others}.

Document Type : Urgent Appeal Update
Document ID : UP-14-2026
Countries : Bolivia,
Issues : Arbitrary arrest & detention,
"""


def take_up(others: str, text: str = UPDATE) -> Appeal:
    raw = text.format(others=others).encode()
    alert, _new = intake.receive(cast.olga(), raw, "up.txt", "file")
    return taking_up.take_up(cast.olga(), alert)


def offices(one: Appeal) -> list[str]:
    return [row.authority.name for row in Addressee.objects.filter(appeal=one)]


def test_an_update_takes_over_addressees_and_letter() -> None:
    cast.draft("FA-01-2026")
    update = take_up("FA-001-2026")
    assert [one.other.document_id for one in update.relations.all()] == ["FA-01-2026"]
    assert offices(update) == ["Ministry of the Interior", "Office of the Ombudsman"]
    assert update.texts.get().letter == cast.TEXTS["en"]["letter"]
    assert Entry.objects.get(verb="inherit").detail == {"parts": ["addressees", "letter"]}


def test_an_update_with_addressees_of_its_own_keeps_them() -> None:
    cast.draft("FA-01-2026")
    own = UPDATE.replace("Document Type", "Letters to:\n1. Governor of Puno\n\nDocument Type")
    update = take_up("FA-01-2026", own)
    assert offices(update) == ["Governor of Puno"]
    assert update.texts.get().letter == cast.TEXTS["en"]["letter"]


def test_another_document_names_an_appeal_and_takes_nothing_over() -> None:
    cast.draft("FA-01-2026")
    other = UPDATE.replace("Urgent Appeal Update", "Urgent Appeal").replace("UP-14", "UA-14")
    made = take_up("FA-01-2026", other)
    assert made.relations.count() == 1
    assert offices(made) == []
    assert made.texts.get().letter == ""


def test_an_update_of_twenty_appeals_stands_with_each_of_them() -> None:
    for number in range(1, 21):
        one = appeal(f"UA-{number:02d}-2025")
        Addressee.objects.create(appeal=one, authority=cast.authority(f"Office {number % 4}"))
        Text.objects.create(appeal=one, language="en", letter=f"Letter {number}", changed_by="olga")
    named = ", ".join(f"UA-{number:03d}-2025" for number in range(1, 21))
    update = take_up(named)
    assert update.relations.count() == 20
    assert offices(update) == ["Office 1", "Office 2", "Office 3", "Office 0"]
    assert update.texts.get().letter == "Letter 1"
    for one in Appeal.objects.filter(document_id__startswith="UA-"):
        assert [row.appeal for row in one.related_by.all()] == [update]


def test_a_letter_in_another_language_is_not_taken_over() -> None:
    cast.draft("FA-01-2026")
    Text.objects.filter(language="en").update(letter="")
    assert take_up("FA-01-2026").texts.get().letter == ""


def test_unknown_names_are_kept_as_questions() -> None:
    cast.draft("FA-01-2026")
    raw = UPDATE.format(others="FA-10-2026 and FA-01-2026").encode()
    alert, _new = intake.receive(cast.olga(), raw, "up.txt", "file")
    told = taking_up.references(alert)
    assert [bool(one.appeal) for one in told] == [False, True]
    assert told[0].question == "“FA-10-2026” is not known here. Did you mean FA-01-2026?"


def written_update() -> Appeal:
    """An update that somebody writes at the desk."""
    update = appeal("UP-20-2026")
    Appeal.objects.filter(pk=update.pk).update(document_type=cast.document_type("UP"))
    update.refresh_from_db()
    Text.objects.create(appeal=update, language="en", changed_by="olga")
    return update


def test_an_appeal_is_added_by_hand_and_the_version_moves_on() -> None:
    cast.draft("FA-01-2026")
    update = written_update()
    assert related.add(cast.olga(), update, " fa-1-2026 ").document_id == "FA-01-2026"
    assert offices(update) == ["Ministry of the Interior", "Office of the Ombudsman"]
    update.refresh_from_db()
    assert update.version == 2
    assert related.add(cast.olga(), update, "FA-01-2026")
    assert Relation.objects.count() == 1


def test_what_was_taken_over_is_changed_like_anything_else() -> None:
    cast.draft("FA-01-2026")
    update = written_update()
    related.add(cast.olga(), update, "FA-01-2026")
    update.refresh_from_db()
    set_facts(
        cast.olga(),
        update,
        update.version,
        countries=["BO"],
        issues=[],
        addressees=[cast.authority("Governor")],
        claims=[],
    )
    assert offices(update) == ["Governor"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the ID of the other appeal."),
        ("FA-10-2026", "“FA-10-2026” is not known here. Did you mean FA-01-2026?"),
        ("the one of last year", "“the one of last year” is not known here."),
        ("UP-20-2026", "This is the appeal itself. Write the ID of another one."),
    ],
)
def test_what_cannot_be_added_is_refused(text: str, sentence: str) -> None:
    cast.draft("FA-01-2026")
    update = written_update()
    with pytest.raises(Refusal) as refused:
        related.add(cast.olga(), update, text)
    assert (refused.value.field, str(refused.value)) == ("other", sentence)


def test_an_old_name_is_one_appeals_alone() -> None:
    one, other = appeal("UA-01-2025"), appeal("UA-02-2025")
    related.add_former(cast.olga(), one, "http://old.example/408/")
    assert related.add(cast.olga(), other, "old.example/408") == one
    with pytest.raises(Refusal, match=r"This name belongs to UA-01-2025 already."):
        related.add_former(cast.olga(), other, "https://www.old.example/408")
    with pytest.raises(Refusal, match=r"Write the old address or name whole."):
        related.add_former(cast.olga(), one, "/")


def test_a_relation_is_taken_away_with_a_trace() -> None:
    one = cast.draft("FA-01-2026")
    update = written_update()
    related.add(cast.olga(), update, one.document_id)
    related.remove(cast.olga(), Relation.objects.get())
    assert not Relation.objects.exists()
    assert Entry.objects.get(verb="unrelate appeal").detail == {"other": "FA-01-2026"}


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_relates_appeals(who: Callable[[], Any]) -> None:
    one, update = cast.draft("FA-01-2026"), written_update()
    related.link(cast.olga(), update, [one])
    verbs: list[Callable[[], object]] = [
        lambda: related.add(who(), update, "FA-01-2026"),
        lambda: related.link(who(), update, [one]),
        lambda: related.remove(who(), Relation.objects.get()),
        lambda: related.add_former(who(), one, "old.example/1"),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb()
    assert Relation.objects.count() == 1
