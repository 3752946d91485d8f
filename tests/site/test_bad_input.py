"""Every public form met with what people, machines and attackers send.

The sentence stands beside the field, what else was typed is still there, and nothing is kept.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel.mail.outbox import Mail
from tocsin.mailing.models import Subscriber
from tocsin.publishing.models import Revision
from tocsin.signing import moves, reads
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db

SIGN, JOIN = "/FA-01-2026/sign/", "/join/"
RECEIPT = "/FA-01-2026/receipt/"
FORM = "application/x-www-form-urlencoded"
BAD_MAIL = "Write an e-mail address like name@example.org."
UNPRINTABLE = "holds a character that cannot be printed. Type it again."
TYPED: dict[str, dict[str, Any]] = {
    SIGN: {
        "name": "Ada Lind",
        "email": "ada@example.org",
        "country": "SE",
        "comment": "They are not alone.",
        "choice": "addressee",
        "inform": "on",
    },
    JOIN: {
        "email": "ada@example.org",
        "language": "fr",
        "countries": ["BO", "PE"],
        "issues": ["torture"],
    },
}
# How each value that was typed stands in the form that comes back.
KEPT = {
    SIGN: {
        "name": 'value="Ada Lind"',
        "email": 'value="ada@example.org"',
        "country": '<option value="SE" selected>',
        "comment": "They are not alone.</textarea>",
    },
    JOIN: {
        "email": 'value="ada@example.org"',
        "language": '<option value="fr" selected>',
        "countries": '<option value="PE" selected>',
        "issues": 'value="torture"',
    },
}


@pytest.fixture(autouse=True)
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def refused(answer: Any) -> str:
    """The page that refuses, as it came."""
    assert answer.status_code == 422
    assert not Signature.objects.exists()
    assert not Subscriber.objects.exists()
    assert not Mail.objects.exists()
    assert not answer.cookies
    said = str(answer.content.decode())
    assert "<script" not in said
    return said


def beside(said: str, field: str) -> str:
    """What stands beside a field: the text that the field itself names as its description."""
    found = re.search(rf'id="[\w-]*{field}_error"[^>]*>(.*?)</(?:p|ul|div)>', said, re.DOTALL)
    assert found is not None, f"nothing stands beside {field}"
    return unescape(found.group(1))


def is_checked(said: str, field: str, value: str) -> bool:
    boxes = re.findall(rf'<input[^>]*name="{field}"[^>]*>', said)
    return any(f'value="{value}"' in box and "checked" in box for box in boxes)


BAD = [
    (SIGN, "name", "", "Write your name."),
    (SIGN, "name", "   ", "Write your name."),
    (SIGN, "name", "n" * 121, "Write the name in at most 120 characters."),
    (SIGN, "name", "n" * 1_000_000, "Write the name in at most 120 characters."),
    (SIGN, "name", "Ada\x07Lind", UNPRINTABLE),
    (SIGN, "name", "Ada\nLind", UNPRINTABLE),
    (SIGN, "name", "Ada\x7fLind", UNPRINTABLE),
    (SIGN, "name", "Ada\x85Lind", UNPRINTABLE),
    (SIGN, "name", "Ada \u202edniL", UNPRINTABLE),
    (SIGN, "name", "\u2067Ada", UNPRINTABLE),
    (SIGN, "name", "Ada\0Lind", UNPRINTABLE),
    (SIGN, "comment", "one\0two", UNPRINTABLE),
    (SIGN, "email", "a\0@example.org", BAD_MAIL),
    (SIGN, "country", "S\0", "Choose your country from the list."),
    (SIGN, "choice", "c\0", "Choose who may see the name."),
    (SIGN, "name", "=HYPERLINK(1)", "Please begin the name with a letter."),
    (SIGN, "name", "@SUM(1)", "Please begin the name with a letter."),
    (SIGN, "email", "", "Write your e-mail address; you confirm your signature with it."),
    (SIGN, "email", "ada", BAD_MAIL),
    (SIGN, "email", "ada@", BAD_MAIL),
    (SIGN, "email", "@example.org", BAD_MAIL),
    (SIGN, "email", "ada@example", BAD_MAIL),
    (SIGN, "email", "ada@example.org, bo@example.org", BAD_MAIL),
    (SIGN, "email", "Ada <ada@example.org>", BAD_MAIL),
    (SIGN, "email", "ada@example.org\nBcc: bo@example.org", BAD_MAIL),
    (SIGN, "email", "a" * 300 + "@example.org", BAD_MAIL),
    (SIGN, "email", "<script>alert(1)</script>@example.org", BAD_MAIL),
    (SIGN, "country", "", "Choose your country from the list."),
    (SIGN, "country", "se", "Choose your country from the list."),
    (SIGN, "country", "S" * 100_000, "Choose your country from the list."),
    (SIGN, "choice", "", "Choose who may see the name."),
    (SIGN, "choice", "everybody", "Choose who may see the name."),
    (SIGN, "comment", "c" * 501, "Write at most 500 characters; these are 501."),
    (SIGN, "comment", "c" * 1_000_000, "Write at most 500 characters; these are 1000000."),
    (SIGN, "comment", "one\x1btwo", UNPRINTABLE),
    (SIGN, "comment", "one \u202etwo", UNPRINTABLE),
    (JOIN, "email", "", "Write your e-mail address."),
    (JOIN, "email", "ada", BAD_MAIL),
    (JOIN, "email", "ada@example", BAD_MAIL),
    (JOIN, "email", "Ada <ada@example.org>", BAD_MAIL),
    (JOIN, "email", "ada@example.org\r\nBcc: bo@example.org", BAD_MAIL),
    (JOIN, "email", "a" * 1_000_000, BAD_MAIL),
    (JOIN, "email", "ada@exam\0ple.org", BAD_MAIL),
    (JOIN, "language", "", "Choose a language from the list."),
    (JOIN, "language", "de", "Choose a language from the list."),
    (JOIN, "countries", ["BO", "ZZ"], "Choose countries from the list."),
    (JOIN, "countries", ["B" * 100_000], "Choose countries from the list."),
    (JOIN, "issues", ["torture", "weather"], "Choose issues from the list."),
    (JOIN, "issues", ["<script>"], "Choose issues from the list."),
]


@pytest.mark.parametrize(
    ("address", "field", "value", "sentence"), BAD, ids=lambda value: repr(value)[:24]
)
def test_the_sentence_stands_beside_the_field_and_the_rest_stays(
    client: Client, address: str, field: str, value: Any, sentence: str
) -> None:
    said = refused(client.post(address, TYPED[address] | {field: value}))
    assert sentence in beside(said, field)
    for other, kept in KEPT[address].items():
        if other != field:
            assert kept in said, other
    if address == SIGN and field != "choice":
        assert is_checked(said, "choice", "addressee")
        assert re.search(r'<input[^>]*name="inform"[^>]* checked', said)
    if address == JOIN and field != "issues":
        assert is_checked(said, "issues", "torture")


def test_no_browser_cuts_a_long_name_or_address_short(client: Client) -> None:
    long = {"name": "Wolfeschlegel " * 20, "email": f"{'m' * 300}@example.org"}
    said = refused(client.post(SIGN, TYPED[SIGN] | long))
    assert "maxlength" not in said
    for field, typed in long.items():
        assert f'value="{typed}"' in said
        assert "at most" in beside(said, field) or "name@example.org" in beside(said, field)


def test_of_a_list_that_does_not_hold_the_value_nothing_is_chosen(client: Client) -> None:
    said = refused(client.post(JOIN, TYPED[JOIN] | {"language": "tlh"}))
    assert re.search(r'<select name="language"[^>]*>\s*<option value="">—', said)


@pytest.mark.parametrize("address", [SIGN, JOIN, "/withdraw/", "/alert/", "/alert/back/", RECEIPT])
def test_the_title_of_a_refused_page_tells_that_it_is_refused(client: Client, address: str) -> None:
    assert "<title>Please look at this again · " in refused(client.post(address, {}))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code, or paste the whole text of your receipt."),
        ("ABCDE", "A code has 13 groups of 5 letters and digits; this one has 5 of 65."),
        ("A\0", UNPRINTABLE),
        ("A" * 4001, "Write at most 4000 characters; these are 4001."),
    ],
)
def test_a_receipt_that_is_not_found_is_told_beside_the_code(
    client: Client, typed: str, sentence: str
) -> None:
    said = refused(client.post(RECEIPT, {"code": typed}))
    assert sentence in beside(said, "code")
    assert f"{typed}</textarea>" in said
    assert "maxlength" not in said
    box = re.search(r"<textarea[^>]*>", said)
    assert box is not None
    assert 'aria-invalid="true"' in box.group()


@pytest.mark.parametrize("typed", ["Z" * 61, "Z\0"])
def test_a_code_of_an_alert_that_can_be_none_is_told_beside_the_field(
    client: Client, typed: str
) -> None:
    said = refused(client.post("/alert/back/", {"code": typed}))
    assert "This code opens nothing. Look at each letter" in beside(said, "code")


def test_an_empty_alert_is_told_all_at_once(client: Client) -> None:
    said = refused(client.post("/alert/", {}))
    assert "Write what has happened, or choose a file." in beside(said, "text")
    assert "Choose whether we may name you." in beside(said, "may_name")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"may_name": ""}, "may_name"),
        ({"may_name": "yes"}, "name"),
        ({"may_name": "no", "text": "a\0b"}, "text"),
    ],
)
def test_a_chosen_file_that_is_lost_is_to_be_chosen_again(
    client: Client, told: dict[str, str], field: str
) -> None:
    file = SimpleUploadedFile("alert.txt", b"Nine teachers were arrested.")
    said = refused(client.post("/alert/", told | {"file": file}))
    assert beside(said, field)
    assert "Choose the file again: a browser does not keep it." in beside(said, "file")


def test_a_file_that_is_too_large_for_the_memory_is_told_beside_it(
    client: Client, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2000
    file = SimpleUploadedFile("alert.txt", b"x" * 3000)
    said = refused(client.post("/alert/", {"may_name": "no", "file": file}))
    assert "This file is far too large. Send the text alone." in beside(said, "file")
    assert "Write what has happened" not in unescape(said)


@pytest.mark.parametrize(("address", "field"), [(SIGN, "name"), (SIGN, "email"), (JOIN, "email")])
def test_a_field_is_bound_to_its_sentence_for_those_who_listen(
    client: Client, address: str, field: str
) -> None:
    said = refused(client.post(address, TYPED[address] | {field: ""}))
    box = re.search(rf'<input[^>]*name="{field}"[^>]*>', said)
    assert box is not None
    assert 'aria-invalid="true"' in box.group()
    described = re.search(r'aria-describedby="([^"]*)"', box.group())
    assert described is not None
    assert any(name.endswith(f"{field}_error") for name in described.group(1).split())


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        (
            SIGN,
            [
                "Write your name.",
                "Write your e-mail address; you confirm your signature with it.",
                "Choose your country from the list.",
                "Choose who may see the name.",
            ],
        ),
        (JOIN, ["Write your e-mail address.", "Choose a language from the list."]),
    ],
)
def test_all_that_is_missing_is_said_at_once(
    client: Client, address: str, sentences: list[str]
) -> None:
    said = unescape(refused(client.post(address, {})))
    for sentence in sentences:
        assert sentence in said


@pytest.mark.parametrize("missing", ["name", "email", "country", "choice"])
def test_a_field_that_is_not_sent_at_all_is_missing(client: Client, missing: str) -> None:
    sent = {name: value for name, value in TYPED[SIGN].items() if name != missing}
    assert beside(refused(client.post(SIGN, sent)), missing)


def test_all_that_is_wrong_is_said_at_once(client: Client) -> None:
    said = unescape(refused(client.post(JOIN, {"email": "ada", "language": "xx"})))
    assert BAD_MAIL in said
    assert "Choose a language from the list." in said


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "&amp;"]
)
def test_a_name_with_script_comes_back_as_text(client: Client, name: str) -> None:
    typed = TYPED[SIGN] | {"name": name, "comment": f"</textarea>{name}", "email": "ada"}
    said = refused(client.post(SIGN, typed))
    assert "<img" not in said
    assert "</textarea><" not in said.replace("</textarea>\n", "")
    box = re.search(r'<input[^>]*name="name"[^>]*value="([^"]*)"', said)
    box = box or re.search(r'<input[^>]*value="([^"]*)"[^>]*name="name"', said)
    assert box is not None
    assert unescape(box.group(1)) == name


@pytest.mark.parametrize("name", ["مريم حداد", "שרה כהן", "Ада Линд", "김민수", "Zoë d’Été-Ñandú"])
def test_a_name_of_any_script_is_signed_with_and_comes_back_whole(
    client: Client, name: str
) -> None:
    said = refused(client.post(SIGN, TYPED[SIGN] | {"name": name, "email": "ada"}))
    assert name in said
    assert client.post(SIGN, TYPED[SIGN] | {"name": name}).status_code == 302
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"name=Jos%E9&email=ada&country=SE&choice=counted",
        b"name=%FF%FE&email=ada&country=SE&choice=counted",
        b"name=%C3&email=ada&country=%80&choice=counted",
        b"name=\xe9\xe8&email=ada",
        b"%%%&&&===",
        b"",
    ],
)
@pytest.mark.parametrize("address", [SIGN, JOIN])
def test_a_wrong_encoding_is_refused_in_words(client: Client, address: str, body: bytes) -> None:
    said = refused(client.generic("POST", address, body, content_type=FORM))
    assert "e-mail address" in beside(said, "email")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"name": "Ada", "email": "ada@example.org"}'),
        ("text/plain", b"name=Ada"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ],
)
@pytest.mark.parametrize("address", [SIGN, JOIN])
def test_what_is_no_form_has_every_field_missing(
    client: Client, address: str, kind: str, body: bytes
) -> None:
    said = refused(client.generic("POST", address, body, content_type=kind))
    assert "e-mail address" in beside(said, "email")


def test_a_form_without_its_boundary_is_refused_with_a_sentence(client: Client) -> None:
    answer = client.generic("POST", SIGN, b"x", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "This could not be read" in answer.content.decode()


def test_fields_that_nobody_asked_for_change_nothing(client: Client) -> None:
    more = {"state": "counted", "channel": "paper", "language": "xx", "public_name": "Eve"}
    assert client.post(SIGN, TYPED[SIGN] | more).status_code == 302
    row = Signature.objects.get()
    assert (row.state, row.channel, row.language, row.public_name) == (
        "unconfirmed",
        "web",
        "en",
        "",
    )


def test_of_a_field_sent_twice_the_last_counts(client: Client) -> None:
    said = refused(client.post(SIGN, TYPED[SIGN] | {"country": ["SE", "ZZ"]}))
    assert "Choose your country from the list." in beside(said, "country")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["confirm", "not-me", "join", "leave", "stop"])
@pytest.mark.parametrize("token", ["x" * 5000, "%00", "%FF%FE", "<script>", "é", "1-2-3", "..%2F"])
def test_a_link_of_nonsense_is_told_and_nothing_changes(
    client: Client, revision: Revision, page: str, token: str, method: str
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    before = reads.tally(revision.appeal)
    place = "/FA-01-2026" if page in {"confirm", "not-me"} else ""
    answer = getattr(client, method)(f"{place}/{page}/{token}/")
    assert answer.status_code in {200, 404, 410}
    assert answer.status_code != 200 or page in {"not-me", "leave"}
    said = answer.content.decode()
    assert "<script" not in said
    assert "<h1>" in said
    assert reads.tally(revision.appeal) == before
    assert reads.informed(revision.appeal, 0, 5)


@pytest.mark.parametrize("page", ["confirm", "not-me"])
def test_a_button_sent_with_a_body_of_nonsense_still_works(
    client: Client, revision: Revision, page: str
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    address = f"/FA-01-2026/{page}/{newest_token()}/"
    answer = client.generic("POST", address, b"\xff\x00%%%=", content_type=FORM)
    assert answer.status_code == 200
    assert not Signature.objects.filter(state="unconfirmed").exists()


ANYTHING = st.text(max_size=200)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=ANYTHING, email=ANYTHING, country=ANYTHING, choice=ANYTHING, comment=ANYTHING)
def test_whatever_is_typed_is_refused_in_words_or_counted_once(
    client: Client, name: str, email: str, country: str, choice: str, comment: str
) -> None:
    Signature.objects.all().delete()
    Mail.objects.all().delete()
    typed = {"name": name, "email": email, "country": country, "choice": choice}
    body = {key: value.encode("utf-8", "replace").decode() for key, value in typed.items()}
    answer = client.post(SIGN, body | {"comment": comment.encode("utf-8", "replace").decode()})
    if answer.status_code == 302:
        assert Signature.objects.count() == Mail.objects.count() == 1
    else:
        assert "_error" in refused(answer)
