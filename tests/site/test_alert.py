"""The public form for alerts, and the page to come back to: no cookie, no script, no trace."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.intake.mails import TEXT, raw
from tests.intake.test_signed import PAIR
from tocsin.appeals import taking_up
from tocsin.intake import moves, returns, sealing
from tocsin.intake.models import Alert, Return, Word
from tocsin.kernel.crypto import signature
from tocsin.people import moves as people

pytestmark = pytest.mark.django_db

CODE = re.compile(r"<code>([0-9A-Z-]{23})</code>")


def page(answer: Any) -> str:
    return str(answer.content.decode())


def send(client: Client, **typed: Any) -> Any:
    return client.post("/alert/", {"text": TEXT, "may_name": "no"} | typed)


def code_of(answer: Any) -> str:
    found = CODE.search(page(answer))
    assert found, page(answer)
    return found.group(1)


def test_an_alert_is_written_and_its_code_shown_once(client: Client) -> None:
    code = code_of(send(client))
    alert = Alert.objects.get()
    assert (alert.way, alert.received_by) == ("form", "system")
    assert alert.title == TEXT.split("\n")[0]
    assert code not in page(client.get("/alert/"))


def test_the_form_needs_no_script_no_cookie_and_one_request(client: Client) -> None:
    for place in ("/alert/", "/alert/back/"):
        answer = client.get(place)
        assert not answer.cookies
        assert "<script" not in page(answer)
        assert len(answer.content) < 40_000
        assert answer["Cache-Control"] == "no-store"
    assert not send(client).cookies


def test_a_file_is_taken_and_kept_as_it_came(client: Client) -> None:
    file = SimpleUploadedFile("alert.eml", raw(), content_type="message/rfc822")
    code_of(send(client, text="", file=file))
    assert Alert.objects.get().arrivals.get().filename == "alert.eml"


def test_a_signed_text_is_verified(client: Client) -> None:
    people.set_partner_key(cast.olga(), cast.partner(), signature.public_file(PAIR))
    send(client, text=sealing.framed(TEXT, PAIR).replace("\n", "\r\n"))
    assert Alert.objects.get().arrivals.get().signed == "verified"


def test_the_answer_is_the_same_for_a_text_that_was_here(client: Client) -> None:
    first, second = page(send(client)), page(send(client))
    assert CODE.sub("", first) == CODE.sub("", second)
    assert Alert.objects.count() == 1
    assert Return.objects.count() == 2


def test_a_program_that_fills_the_hidden_field_gets_a_page_and_nothing_is_kept(
    client: Client,
) -> None:
    answer = send(client, website="http://spam.example")
    assert CODE.sub("", page(answer)) == CODE.sub("", page(send(client)))
    assert Alert.objects.count() == 1


def test_the_hidden_field_is_hidden_from_everybody(client: Client) -> None:
    text = page(client.get("/alert/"))
    assert '<p class="hidden" aria-hidden="true">' in text
    assert 'name="website" tabindex="-1" autocomplete="off"' in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": "  "}, "Write what has happened, or choose a file."),
        ({"may_name": ""}, "Choose whether we may name you."),
        ({"may_name": "perhaps"}, "Choose whether we may name you."),
        ({"may_name": "yes"}, "Write the name that we may use, or choose not to be named."),
        ({"country": "XX"}, "Choose a country from the list."),
        ({"contact": "Ring Ana."}, "A contact cannot be sealed safely right now"),
        ({"text": "word " * 450_000}, "larger than 2 MB"),
        ({"name": "x" * 300, "may_name": "yes"}, "Write at most 200 characters; these are 300."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    typed: dict[str, str], sentence: str, client: Client
) -> None:
    answer = send(client, **typed)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert 'class="errors"' in page(answer)
    assert typed.get("text", TEXT).strip()[:60].replace('"', "&quot;") in page(answer)
    assert not Alert.objects.exists()


def test_text_and_file_together_are_refused(client: Client) -> None:
    answer = send(client, file=SimpleUploadedFile("a.txt", b"Other words."))
    assert "Write the text or choose a file, not both." in page(answer)
    assert "nine teachers were arrested" in page(answer)


def test_a_picture_is_refused_beside_the_file(client: Client) -> None:
    file = SimpleUploadedFile("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    answer = send(client, text="", file=file)
    assert "This is no plain text (perhaps a PDF, a picture or a Word file)." in page(answer)


def test_without_a_key_the_form_says_that_no_contact_is_taken(client: Client) -> None:
    assert "A contact cannot be sealed safely right now" in page(client.get("/alert/"))
    cast.signing_key()
    assert "A contact cannot be sealed" not in page(client.get("/alert/"))
    assert "only the organisation’s key opens it" in page(client.get("/alert/"))


def test_the_contact_never_comes_back_on_a_page(client: Client) -> None:
    cast.signing_key()
    code = code_of(send(client, contact="Ring Ana at the bakery"))
    assert "bakery" not in page(client.post("/alert/back/", {"code": code}))


def test_too_many_alerts_of_one_connection_are_put_off(client: Client) -> None:
    for _turn in range(returns.ALERTS):
        send(client)
    answer = send(client)
    assert answer.status_code == 422
    assert "Too much was sent from your connection." in page(answer)


def test_another_sites_form_is_refused(client: Client) -> None:
    answer = client.post("/alert/", {"text": TEXT}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Alert.objects.exists()


def back(client: Client, code: str, **typed: str) -> Any:
    return client.post("/alert/back/", {"code": code} | typed)


def test_with_the_code_the_state_is_read_and_more_is_said(client: Client) -> None:
    code = code_of(send(client))
    assert "It has arrived. Nobody has decided about it yet." in page(back(client, code))
    answer = back(client, code.lower().replace("-", " "), text="They were moved.")
    assert "Your message has arrived." in page(answer)
    assert "They were moved." in page(answer)
    assert Word.objects.get().text == "They were moved."


def test_the_desks_message_is_read_with_the_code(client: Client) -> None:
    code = code_of(send(client))
    returns.answer(cast.olga(), Return.objects.get(), "Who told you of the <lake>?")
    text = page(back(client, code))
    assert "Who told you of the &lt;lake&gt;?" in text
    assert "The desk" in text
    assert "olga" not in text


def test_what_was_decided_is_read(client: Client) -> None:
    code = code_of(send(client))
    moves.set_aside(cast.olga(), Alert.objects.get(), "Known to us.")
    assert "The desk does not act on it for now" in page(back(client, code))


def test_a_published_appeal_is_linked_and_a_draft_is_not(client: Client) -> None:
    code = code_of(send(client))
    cast.document_type()
    appeal = taking_up.take_up(cast.olga(), Alert.objects.get())
    text = page(back(client, code))
    assert "The desk is working on it." in text
    assert appeal.document_id not in text


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA-AAAAA-AAAAA", "x" * 200])
def test_a_code_that_opens_nothing_is_told_beside_the_field(code: str, client: Client) -> None:
    answer = back(client, code)
    assert answer.status_code == 422
    assert 'class="errors"' in page(answer)


def test_an_empty_message_is_refused_and_the_page_stays_open(client: Client) -> None:
    code = code_of(send(client))
    answer = back(client, code, text=" ")
    assert answer.status_code == 422
    assert "Write a message." in page(answer)
    assert code in page(answer)


def test_opening_the_address_shows_nothing_of_any_alert(client: Client) -> None:
    code = code_of(send(client))
    text = page(client.get("/alert/back/", {"code": code}))
    assert "It has arrived." not in text
    assert Alert.objects.get().title not in text


def test_the_mailbox_is_named_where_there_is_one(client: Client, settings: Any) -> None:
    assert "Or write a mail to" not in page(client.get("/alert/"))
    settings.TOCSIN_ALERT_MAIL = "alerts@appeals.example"
    assert "Or write a mail to alerts@appeals.example." in page(client.get("/alert/"))


def test_the_form_speaks_french(client: Client) -> None:
    assert "Donner l’alerte" in page(client.get("/fr/alert/"))


def test_the_form_is_named_at_the_foot_of_each_page(client: Client) -> None:
    assert 'href="/alert/"' in page(client.get("/about/"))
