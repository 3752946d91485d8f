"""Hold back, propose, decide at the desk: counts first, two people, and never a name."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.signing.people import newest_token, sign_and_confirm
from tocsin.conveyance import moves as conveyance
from tocsin.desk.due import worklists
from tocsin.people.models import Staff
from tocsin.publishing.models import Revision
from tocsin.signing import holds, moves, reads, taking, voids
from tocsin.signing.models import Hold, Signature, Withdrawn
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

PLACE = "/desk/signatures/FA-01-2026/hold-back/"
EVERY = {"since": "", "until": "", "domain": ""}


@pytest.fixture
def revision() -> Revision:
    """A published appeal, signed twice on the web."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@flood.example")
    sign_and_confirm(made, "Bo Berg", "bo@example.org")
    return made


@pytest.fixture
def at(settings: Any) -> Any:
    """A browser in which somebody has signed in."""
    settings.TOCSIN_DEMONSTRATION = True

    def signed_in(person: Staff) -> Client:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def held(at: Any, **wanted: str) -> Hold:
    answer = at(cast.olga()).post(PLACE, EVERY | {"why": "A flood."} | wanted)
    assert answer.status_code == 302, said(answer)
    return Hold.objects.get()


def due(person: Staff) -> dict[str, list[str]]:
    return {one.title: [words for words, _address in one.rows] for one in worklists(person)}


def test_counting_holds_nothing_back(at: Any, revision: Revision) -> None:
    page = said(at(cast.olga()).get(PLACE, {"domain": "flood.example"}))
    assert "This would hold back 1 voice of 2" in page
    assert "1 confirmed by e-mail, 0 on paper." in page
    assert 'name="domain" value="flood.example"' in page
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def test_at_first_nothing_is_chosen(at: Any, revision: Revision) -> None:
    page = said(at(cast.olga()).get(PLACE))
    assert "This would hold back" not in page
    assert "Received: 2. Held back: 0." in page


def test_the_page_of_a_large_batch_says_that_the_rest_follows(
    at: Any, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(taking, "PATIENCE", -1)
        batch = held(at)
    page = said(at(cast.olga()).get(f"/desk/holds/{batch.pk}/"))
    assert "The rest of them is still being held back, and the number grows." in page
    assert "Propose what is to be done" not in page
    taking.turn()
    page = said(at(cast.olga()).get(f"/desk/holds/{batch.pk}/"))
    assert "2 voices held back" in page
    assert "still being held back" not in page
    assert "Propose what is to be done" in page


def test_what_cannot_be_undone_is_said_before_it_is_proposed(at: Any, revision: Revision) -> None:
    page = said(at(cast.olga()).get(f"/desk/holds/{held(at).pk}/"))
    assert (
        "Once another person agrees: counted again, they stand in the public numbers as before; "
        "voided, each gets an entry in the public log, and that cannot be undone."
    ) in page


def test_no_page_names_anybody(at: Any, revision: Revision) -> None:
    batch = held(at)
    pages = [
        said(at(cast.olga()).get(place, EVERY)) for place in (PLACE, f"/desk/holds/{batch.pk}/")
    ]
    for word in ("Ada", "Bo Berg", "example.org/", "ada@", "flood.example"):
        assert not [page for page in pages if word in page], word


def test_what_was_counted_is_held_back_with_a_reason(at: Any, revision: Revision) -> None:
    batch = held(at, domain="flood.example")
    assert (batch.number, batch.why, batch.held_by) == (1, "A flood.", "olga")
    assert reads.tally(revision.appeal) == Tally(confirmed=1, held=1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"why": ""}, "Write why they are held back."),
        ({"domain": "nonsense"}, "Write a domain like example.org, or a mark of the list."),
        ({"since": "yesterday"}, "Write a day and an hour, like 2026-03-31 14:00."),
        (
            {"since": "2026-03-31T14:00", "until": "2026-03-31T13:00"},
            "The end lies before the beginning. Write a later one.",
        ),
        ({"until": "2026-03-31T13:00"}, "Nothing that counts was chosen; nothing was changed."),
    ],
)
def test_bad_input_is_told_and_what_was_typed_is_kept(
    changes: dict[str, str], sentence: str, at: Any, revision: Revision
) -> None:
    typed = EVERY | {"why": "A flood."} | changes
    answer = at(cast.olga()).post(PLACE, typed)
    assert answer.status_code == 422
    page = said(answer)
    assert sentence in page
    assert all(value in page for name, value in changes.items())
    assert not Hold.objects.exists()


def test_two_people_void_and_the_public_is_told_why(at: Any, revision: Revision) -> None:
    batch = held(at, domain="flood.example")
    place = f"/desk/holds/{batch.pk}/"
    told = {"verdict": "void", "reason": "17", "words": "Five people wrote that it was not them."}
    assert at(cast.olga()).post(place, told).status_code == 302
    page = said(at(cast.olga()).get(place))
    assert "Void them for good" not in page
    assert "A second person with the role “approver” has to decide it." in page
    assert "Void them for good" in said(at(cast.amir()).get(place))
    batch.refresh_from_db()
    told = {"verb": "yes", "seen": holds.proposal(batch)}
    at(cast.amir()).post(f"{place}decide/", told)
    assert reads.tally(revision.appeal) == Tally(confirmed=1)
    decided = said(at(cast.olga()).get(place))
    assert "<h1>1 voice · voided</h1>" in decided
    assert "1 voice held back" not in decided
    public = said(Client().get("/FA-01-2026/"))
    assert "Received: 2. Held back: 0. Voided: 1. Withdrawn: 0." in public
    assert "signed in the names of others: 1." in public
    data = Client().get("/FA-01-2026.json").json()["numbers"]
    assert data["reasons"] == [
        {"reason": 17, "words": "signed in the names of others", "number": 1}
    ]


def test_the_proposer_is_refused_and_takes_it_back(at: Any, revision: Revision) -> None:
    batch = held(at)
    place = f"/desk/holds/{batch.pk}/"
    pavel = at(cast.pavel())
    pavel.post(place, {"verdict": "void", "reason": "16", "words": ""})
    answer = pavel.post(f"{place}decide/", {"verb": "yes"}, follow=True)
    assert "You proposed this yourself. Ask another approver to decide it." in said(answer)
    pavel.post(f"{place}decide/", {"verb": "no"})
    batch.refresh_from_db()
    assert batch.state == "open"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what is to be done with them."),
        ({"verdict": "void"}, "Choose why they are voided; the public is told."),
        ({"verdict": "release"}, "Write why, so that others can follow."),
    ],
)
def test_a_proposal_that_lacks_something_says_so(
    typed: dict[str, str], sentence: str, at: Any, revision: Revision
) -> None:
    batch = held(at)
    answer = at(cast.olga()).post(f"/desk/holds/{batch.pk}/", typed)
    assert answer.status_code == 422
    assert sentence in said(answer)


def test_who_is_due_to_decide_is_told(at: Any, revision: Revision) -> None:
    batch = held(at)
    row = ["FA-01-2026 · voices: 2 · held back"]
    assert due(cast.olga())["Voices held back, for you to decide"] == row
    at(cast.olga()).post(f"/desk/holds/{batch.pk}/", {"verdict": "void", "reason": "16"})
    row = ["FA-01-2026 · voices: 2 · a decision is proposed"]
    assert due(cast.amir())["Voices held back, for you to decide"] == row
    assert due(cast.olga())["Voices held back, with somebody else"] == row


def conveyed_and_withdrawn(revision: Revision) -> None:
    conveyance.export(cast.olga(), revision.appeal, revision.appeal.addressees.all()[0])
    moves.not_me(newest_token())


def test_a_voice_that_was_handed_over_and_withdrawn_is_to_be_told(
    at: Any, revision: Revision
) -> None:
    conveyed_and_withdrawn(revision)
    title = "Tell those who were handed a voice that it was withdrawn"
    leaf = bytes(Withdrawn.objects.get().leaf).hex()
    [row] = due(cast.olga())[title]
    assert row.endswith(f"FA-01-2026 · {leaf[:16]}")
    page = said(at(cast.olga()).get("/desk/withdrawn/"))
    assert leaf in page
    assert "Ministry of the Interior (1)" in page
    assert "Bo Berg" not in page
    row_pk = Withdrawn.objects.get().pk
    answer = at(cast.olga()).post(f"/desk/withdrawn/{row_pk}/", follow=True)
    assert "Noted. Nothing more of it is kept here." in said(answer)
    assert title not in due(cast.olga())
    assert not Withdrawn.objects.exists()


def test_after_thirty_days_it_is_overdue(at: Any, revision: Revision) -> None:
    from datetime import timedelta

    conveyed_and_withdrawn(revision)
    from tocsin.conveyance import withdrawn

    [one] = withdrawn.to_tell()
    assert one.by == one.row.on + timedelta(days=30)
    assert not one.is_late
    one.row.on -= timedelta(days=31)
    assert one.is_late


def test_a_voice_that_nobody_was_handed_is_nothing_to_tell(at: Any, revision: Revision) -> None:
    moves.not_me(newest_token())
    assert Withdrawn.objects.count() == 1
    assert "Nobody has to be told of a withdrawn voice." in said(
        at(cast.olga()).get("/desk/withdrawn/")
    )


def test_one_without_a_role_tells_nothing(at: Any, revision: Revision) -> None:
    conveyed_and_withdrawn(revision)
    answer = at(cast.stranger()).post(f"/desk/withdrawn/{Withdrawn.objects.get().pk}/", follow=True)
    assert "Only a person with the role" in said(answer)
    assert Withdrawn.objects.exists()


def test_the_dossier_says_what_became_of_all_that_came(revision: Revision) -> None:
    from tocsin.conveyance.dossier import became_of

    Signature.objects.filter(pk=Signature.objects.latest("pk").pk).update(state="held")
    told: dict[str, Any] = {**conveyance.manifest(revision, cast.authority())}
    assert became_of(told) == (
        "Received: 2. Held back: 1. Voided: 0. Withdrawn: 0. None of the last three is counted."
    )
    reasons = [{"reason": 16, "words": "made by a program", "number": 3}]
    told["numbers"]["reasons"] = reasons
    assert "made by a program: 3." in became_of(told)
    told["language"] = "fr"
    assert became_of(told).endswith(
        "Pourquoi elles ont été annulées : faites par un programme : 3."
    )
    assert became_of({"language": "en"}) == ""


def test_whoever_decides_reads_when_they_came_from_which_domains_and_how(
    at: Any, revision: Revision
) -> None:
    sign_and_confirm(revision, "Cy Ek", "cy@flood.example")
    batch = held(at, domain="flood.example")
    Signature.objects.filter(hold=batch).update(quick=True)
    holds.propose(cast.olga(), batch, "void", 16, "So it is.")
    page = said(at(cast.amir()).get(f"/desk/holds/{batch.pk}/"))
    assert "What they are" in page
    assert "2 confirmed by e-mail, 0 on paper." in page
    assert "2 were sent as programs send a form, or confirmed within seconds." in page
    mark = bytes(Signature.objects.filter(hold=batch)[0].domain or b"").hex()
    assert f'<code>{mark}</code></th><td class="number">2</td>' in page
    assert page.count("flood.example") == 0, "a mark names no domain"


def test_what_was_voided_can_be_looked_at_afterwards(at: Any, revision: Revision) -> None:
    batch = held(at)
    holds.propose(cast.olga(), batch, "void", 16, "So it is.")
    voids.decide(cast.amir(), batch)
    assert "2 confirmed by e-mail, 0 on paper." in said(
        at(cast.olga()).get(f"/desk/holds/{batch.pk}/")
    )
