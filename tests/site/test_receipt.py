"""What a signatory keeps, as pages show it: promise, receipt, and a code where mail is evidence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.kernel.growing import policy, sequence_all
from tests.signing.people import entry, newest_token, sign_and_confirm
from tests.unlocked import PASSPHRASE
from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.models import LedgerEntry, Mail
from tocsin.kernel.tlog.promise import Promise
from tocsin.kernel.tlog.verify import Receipt, told
from tocsin.publishing.models import Revision
from tocsin.signing import holds, moves, taking, voids
from tocsin.signing.models import Receipt as Kept
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db

CODE = re.compile(r"\b(?:[0-9A-Z]{5}-){12}[0-9A-Z]{5}\b")
OWN = re.compile(r"/(receipt|confirm)/[\w-]+/")  # the link that was used stands in its answer


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def risky(revision: Revision) -> Revision:
    """One where signing is dangerous."""
    Appeal.objects.update(at_risk=True)
    return Revision.objects.get()


def confirm(client: Client, revision: Revision, email: str = "ada@example.org", **form: str) -> str:
    """The page that answers the button."""
    moves.sign(revision, entry("Ada Lind", email))
    response = client.post(f"/FA-01-2026/confirm/{newest_token()}/", form)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    return str(response.content.decode())


def link(name: str = "") -> str:
    """The address of the newest signatory's receipt."""
    return f"/FA-01-2026/receipt/{newest_token()}/{name}"


def test_the_answer_to_confirming_holds_a_promise(client: Client, revision: Revision) -> None:
    said = confirm(client, revision)
    note = said.split('<pre dir="ltr">')[1].split("</pre>")[0]
    assert Promise.check(note, policy()).deadline > 0
    assert link("promise.txt") in said
    assert not CODE.search(said)


def test_the_answer_is_the_same_for_who_signed_before(client: Client, revision: Revision) -> None:
    first, again = confirm(client, revision), confirm(client, revision)
    assert OWN.sub("", first) == OWN.sub("", again)
    assert {row.state for row in Signature.objects.all()} == {"counted", "repeated"}


def test_the_box_for_the_receipt_is_ticked_and_may_be_cleared(
    client: Client, revision: Revision
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    page = client.get(f"/FA-01-2026/confirm/{newest_token()}/").content.decode()
    assert 'name="receipt" id="receipt" checked' in page
    confirm(client, revision, "bo@example.org")
    assert not Kept.objects.exists()
    confirm(client, revision, "cy@example.org", receipt="on")
    assert Kept.objects.count() == 1


def test_until_the_log_holds_it_the_page_says_when(client: Client, revision: Revision) -> None:
    confirm(client, revision)
    page = client.get(link())
    said = page.content.decode()
    assert "waits for the public log" in said
    assert "UTC at the latest" in said
    file = client.get(link("promise.txt"))
    assert Promise.check(file.content, policy())
    assert file.headers["Content-Disposition"] == 'attachment; filename="promise.txt"'
    early = client.get(link("receipt.tlog-proof"))
    assert early.status_code == 410
    assert "Come back later" in early.content.decode()


def test_the_own_link_brings_the_receipt(client: Client, revision: Revision) -> None:
    confirm(client, revision)
    sequence_all()
    assert "Your voice is in the public log." in client.get(link()).content.decode()
    file = client.get(link("receipt.tlog-proof"))
    assert told(Receipt.parse(file.content), policy(), "FA-01-2026")["kind"] == 1
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Robots-Tag"] == "noindex, noarchive"


def test_reading_the_receipt_changes_nothing(client: Client, revision: Revision) -> None:
    confirm(client, revision)
    before = (Signature.objects.get().state, LedgerEntry.objects.count(), Mail.objects.count())
    for name in ("", "promise.txt", "receipt.tlog-proof", "other.txt"):
        client.get(link(name))
    assert before == (
        Signature.objects.get().state,
        LedgerEntry.objects.count(),
        Mail.objects.count(),
    )


def test_an_unconfirmed_link_has_no_receipt(client: Client, revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    page = client.get(link())
    assert page.status_code == 410
    assert "not confirmed yet. Open the link in the mail" in page.content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 43, "ÿ", "a" * 400])
def test_a_wrong_link_is_told_what_to_do(client: Client, revision: Revision, token: str) -> None:
    page = client.get(f"/FA-01-2026/receipt/{token}/")
    assert page.status_code == 410
    assert "can still be checked without us" in page.content.decode()


def test_after_withdrawing_the_link_shows_nothing(client: Client, revision: Revision) -> None:
    confirm(client, revision)
    address = link()
    moves.not_me(newest_token())
    assert client.get(address).status_code == 410


def test_where_signing_is_dangerous_a_code_is_shown_instead(
    client: Client, risky: Revision
) -> None:
    moves.sign(risky, entry("Ada Lind", "ada@example.org"))
    address = f"/FA-01-2026/confirm/{newest_token()}/"
    assert 'name="receipt"' not in client.get(address).content.decode()
    said = client.post(address, {"receipt": "on"}).content.decode()
    assert CODE.search(said)
    assert "receipt.tlog-proof" not in said
    assert not Kept.objects.exists()


def test_the_code_brings_promise_and_then_receipt(client: Client, risky: Revision) -> None:
    found = CODE.search(confirm(client, risky))
    assert found is not None
    code, place = found.group().lower().replace("-", " "), "/FA-01-2026/receipt/"
    assert "waits for the public log" in client.post(place, {"code": code}).content.decode()
    promise = client.post(place, {"code": code, "file": "promise.txt"})
    assert Promise.check(promise.content, policy())
    LedgerEntry.objects.update(not_before="2026-01-01T00:00:00Z")
    sequence_all()
    assert "is in the public log." in client.post(place, {"code": code}).content.decode()
    file = client.post(place, {"code": code, "file": "receipt.tlog-proof"})
    assert told(Receipt.parse(file.content), policy(), "FA-01-2026")["kind"] == 1


def test_the_answers_are_alike_where_signing_is_dangerous(client: Client, risky: Revision) -> None:
    first, again = confirm(client, risky), confirm(client, risky)
    first, again = OWN.sub("", first), OWN.sub("", again)
    assert CODE.sub("", first) == CODE.sub("", again)
    assert CODE.findall(first) != CODE.findall(again)


def test_the_page_for_the_code_is_empty_at_first(client: Client, revision: Revision) -> None:
    page = client.get("/FA-01-2026/receipt/").content.decode()
    assert "The code that was shown when you confirmed" in page
    assert 'role="alert"' not in page


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Type the code, or paste the whole text of your receipt."),
        ("ABCDE", "this one has 5 of 65"),
        ("AAAAA-" * 13, "Group 1 of the code is mistyped"),
        ("00000-" + "00000-" * 12, "Group 2 of the code is mistyped"),
        ("<script>" * 30, "13 groups"),
    ],
)
def test_a_wrong_code_is_named_and_what_was_typed_stays(
    client: Client, revision: Revision, code: str, sentence: str
) -> None:
    page = client.post("/FA-01-2026/receipt/", {"code": code})
    assert page.status_code == 422
    said = page.content.decode()
    assert sentence in said
    assert "<script>" not in said
    if code.startswith("A"):
        assert code[:60] in said


def test_a_code_of_nobody_is_refused(client: Client, revision: Revision) -> None:
    from tocsin.signing import codes

    page = client.post("/FA-01-2026/receipt/", {"code": codes.write(bytes(range(32)))})
    assert page.status_code == 422
    assert "There is no signature for this" in page.content.decode()


def test_an_appeal_that_is_not_there_has_no_receipts(client: Client, revision: Revision) -> None:
    for place in ("/FA-09-2026/receipt/", "/FA-09-2026/receipt/x/", "/FA-09-2026/receipt/x/y"):
        assert client.get(place).status_code == 404


def test_the_receipt_of_an_appeal_that_was_withdrawn_can_still_be_kept(
    client: Client, revision: Revision
) -> None:
    confirm(client, revision)
    sequence_all()
    Appeal.objects.update(state="withdrawn")
    page = client.get(link()).content.decode()
    assert "Your voice is in the public log." in page
    assert "ferry" not in page


def test_the_pages_are_small_and_have_no_script(client: Client, revision: Revision) -> None:
    said: list[Any] = [confirm(client, revision)]
    sequence_all()
    said += [client.get(link()).content.decode(), client.get("/log/").content.decode()]
    for page in said:
        assert len(page.encode()) < 15_000
        assert "<script" not in page


def test_signing_says_that_a_receipt_may_be_mailed(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    page = client.get("/FA-01-2026/sign/").content.decode()
    assert "Besides the receipt we send no other mail" in page
    Appeal.objects.update(at_risk=True)
    page = client.get("/FA-01-2026/sign/").content.decode()
    assert "We send no other mail unless you ask for it" in page


def test_while_the_server_is_locked_links_stay_good(client: Client, revision: Revision) -> None:
    confirm(client, revision)
    place = link()
    moves.sign(revision, entry("Bo", "bo@example.org"))
    address = f"/FA-01-2026/confirm/{newest_token()}/"
    unlocking.lock()
    assert client.get(place).status_code == 503
    assert client.get(f"{place}promise.txt").status_code == 503
    assert client.post(address).status_code == 503
    assert Signature.objects.filter(state="counted").count() == 1
    unlocking.unlock(PASSPHRASE)
    assert client.get(place).status_code == 200
    assert client.post(address).status_code == 200


def void(revision: Revision, reason: int = 16) -> None:
    """What counts is held back, and two people void it."""
    batch = taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), "It looks like a flood.")
    holds.propose(cast.olga(), batch, "void", reason, "So it is.")
    voids.decide(cast.amir(), batch)


def test_whose_voice_was_voided_is_told_why_on_the_receipt_and_at_the_button(
    client: Client, revision: Revision
) -> None:
    confirm(client, revision)
    place, button = link(), link().replace("/receipt/", "/confirm/")
    sequence_all()
    void(revision)
    sequence_all()
    shown = client.get(place).content.decode()
    assert "Your voice was taken out of the count." in shown
    assert "for this reason: made by a program." in shown
    assert "tell Urgent Appeals Desk" in shown
    assert "Your voice is in the public log" not in shown
    assert "the count sinks" not in shown
    assert "deletes all that we have" in shown
    assert Receipt.parse(client.get(place + "receipt.tlog-proof").content.decode())
    pressed = client.post(button).content.decode()
    assert "<h1>This signature does not count</h1>" in pressed
    assert "for this reason: made by a program." in pressed
    assert "Your signature is counted" not in pressed


def test_before_the_log_holds_it_a_voided_voice_is_not_said_to_be_counted(
    client: Client, revision: Revision
) -> None:
    confirm(client, revision)
    place = link()
    void(revision, 19)
    shown = client.get(place).content.decode()
    assert "for this reason: another reason." in shown
    assert "Your voice is counted" not in shown
    assert client.get(place + "promise.txt").status_code == 200


def test_what_is_held_back_is_told_to_nobody(client: Client, revision: Revision) -> None:
    before = OWN.sub("", confirm(client, revision))
    button = link().replace("/receipt/", "/confirm/")
    taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), "It looks like a flood.")
    assert OWN.sub("", client.post(button).content.decode()) == before


def test_whoever_takes_a_mailbox_does_not_learn_by_signing_that_its_owner_was_voided(
    client: Client, revision: Revision
) -> None:
    before = OWN.sub("", confirm(client, revision))
    void(revision)
    again = confirm(client, revision)
    assert OWN.sub("", again) == before
