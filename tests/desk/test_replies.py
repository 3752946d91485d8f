"""The desk's pages of what came back."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import cast
from tocsin.appeals.models import Appeal
from tocsin.replies import work
from tocsin.replies.models import News

pytestmark = pytest.mark.django_db

NEW = "/desk/replies/new/FA-01-2026/"
TOLD = {"kind": "update", "on": "2026-01-02", "title_en": "News", "text_en": "It happened."}


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    cast.published()
    return client


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def test_a_reply_with_its_letter_is_recorded(desk: Client) -> None:
    office = cast.authority()
    letter = SimpleUploadedFile("reply.pdf", b"the letter")
    told = TOLD | {
        "kind": "reply",
        "authority": office.pk,
        "file": letter,
        "title_fr": "Suite",
        "text_fr": "C’est arrivé.",
    }
    answer = desk.post(NEW, told)
    item = News.objects.get()
    assert answer["Location"] == f"/desk/replies/{item.pk}/"
    shown = page(desk.get(answer["Location"]))
    for words in ("Suite", "reply.pdf", item.file_sha256, "Ministry of the Interior"):
        assert words in shown
    file = desk.get(f"/desk/replies/{item.pk}/file/")
    assert b"".join(file.streaming_content) == b"the letter"  # type: ignore[attr-defined]
    assert "attachment" in file["Content-Disposition"]
    assert "News" in page(desk.get("/desk/replies/"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Choose what came back."),
        ({"on": ""}, "Write the day."),
        ({"on": "yesterday"}, "Write the day like 2026-10-03."),
        ({"on": "2999-01-01"}, "This day lies in the future."),
        ({"title_en": ""}, "Write a title."),
        ({"text_en": ""}, "Write what came back."),
        ({"text_en": "x" * 100_000}, "at most 10,000 characters"),
        ({"kind": "reply"}, "Choose the addressee."),
        ({"authority": "999"}, "Choose the addressee."),
        ({"text_en": "Freed thanks to your letters"}, "claims a cause"),
    ],
)
def test_an_error_stands_beside_the_field_and_what_was_typed_stays(
    desk: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = desk.post(NEW, TOLD | {"source": "kept words"} | typed)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert "kept words" in page(answer)
    assert not News.objects.exists()


def test_every_field_may_be_missing(desk: Client) -> None:
    assert desk.post(NEW, {}).status_code == 422


def test_after_an_outcome_the_appeal_can_be_closed(desk: Client) -> None:
    desk.post(NEW, TOLD | {"kind": "outcome"})
    item = News.objects.get()
    url = f"/desk/replies/{item.pk}/"
    assert "Close the appeal?" in page(desk.get(url))
    assert "Write a reason." in page(desk.post(url, {"reason": ""}))
    desk.post(url, {"reason": "All seven came home."})
    assert Appeal.objects.get().state == "closed"
    assert "Close the appeal?" not in page(desk.get(url))


def test_an_update_does_not_offer_to_close(desk: Client) -> None:
    desk.post(NEW, TOLD)
    assert "Close the appeal?" not in page(desk.get(f"/desk/replies/{News.objects.get().pk}/"))


def test_who_is_no_officer_is_told(desk: Client) -> None:
    desk.force_login(cast.amir())
    answer = desk.post(NEW, TOLD)
    assert "Only a person with the role “officer”" in page(answer)
    assert not News.objects.exists()


def test_a_form_can_be_opened_for_one_addressee(desk: Client) -> None:
    office = cast.authority()
    shown = page(desk.get(f"{NEW}?kind=reply&authority={office.pk}"))
    assert f'<option value="{office.pk}" selected>' in shown


def test_the_day_is_filled_in_each_language(desk: Client) -> None:
    today = timezone.localdate().isoformat()  # the only way to write it that browsers take
    for address in (NEW, f"/fr{NEW}"):
        assert f'<input type="date" name="on" value="{today}"' in page(desk.get(address))


def test_what_came_back_to_a_withdrawn_appeal_is_listed_by_its_kind_and_nothing_is_added(
    desk: Client,
) -> None:
    desk.post(NEW, TOLD)
    Appeal.objects.update(state="withdrawn")
    work.forget_withdrawn()
    assert News.objects.get().texts == {}
    shown = page(desk.get("/desk/replies/"))
    assert f'<a href="/desk/replies/{News.objects.get().pk}/">Update</a>' in shown
    assert NEW not in shown
