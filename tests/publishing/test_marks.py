"""No reader ever meets a mark; on a page it stays as a place to point at."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from tests import cast
from tests.mailing.people import subscriber
from tests.publishing import renderings
from tests.signing.people import sign_and_confirm
from tocsin.appeals import marks, moves, taking_up
from tocsin.archive import work as archive
from tocsin.cases.models import Source
from tocsin.conveyance import moves as conveyance
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.mailing import work as mailing_work
from tocsin.publishing import checks, prose
from tocsin.publishing import moves as publishing
from tocsin.publishing.models import Revision

TEXTS = {
    "headline": "BOLIVIA: Newspaper reports seven arrested [c1]",
    "summary": "A local paper reports that seven were arrested [c1].\n"
    "It is not confirmed whether they are charged [C2].",
    "body": "A *local paper* reports that seven were arrested [c1;c1].\n\n"
    "- It is feared [c3] that they will be moved to a military court.\n\n[c1]",
    "ask": "Say where the seven are [c1].",
    "letter": "I write about seven who are reported to have been arrested [c1, c1].",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(settings: object) -> Revision:
    """An appeal in two languages whose every part cites claims."""
    settings.TOCSIN_DEMONSTRATION = True  # type: ignore[attr-defined]
    cast.signing_key()
    appeal = cast.draft()
    moves.save_text(cast.olga(), appeal, "en", appeal.version, **TEXTS)
    proposal = publishing.propose(cast.olga(), appeal)
    publishing.approve(cast.amir(), proposal)
    publishing.publish(cast.olga(), proposal)
    return Revision.objects.get()


def unseen(rendered: dict[str, str]) -> None:
    found = {name: marks.refs(text) for name, text in rendered.items()}
    assert not {name: refs for name, refs in found.items() if refs}


def test_no_page_shows_a_mark(revision: Revision) -> None:
    run_until_idle([archive.LOOP])
    said = renderings.pages()
    unseen(said)
    unseen(renderings.pages(renderings.DESK))
    assert "BOLIVIA: Newspaper reports seven arrested" in said["/"]
    assert "seven were arrested.&lt;br&gt;" not in said["/FA-01-2026/"]
    assert "BOLIVIA: Newspaper reports seven arrested</title>" in said["/feed.atom"]
    assert 'content="A local paper reports that seven were arrested.' in said["/FA-01-2026/"]


def test_no_mail_holds_a_mark(revision: Revision) -> None:
    subscriber("a@example.org")
    subscriber("b@example.org", language="fr")
    mailing.dispatch(cast.olga(), revision)
    run_until_idle([mailing_work.LOOP])
    written = renderings.mails()
    assert len(written) == 2
    assert any("seven were arrested." in text for text in written.values())
    unseen(written)


def test_no_paper_holds_a_mark(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    office = revision.appeal.addressees.all()[0]
    manifest, dossier = renderings.bundle(conveyance.export(cast.olga(), revision.appeal, office))
    sheet = renderings.sheet(revision, "en")
    assert "Say where the seven are." in sheet
    assert "to have been arrested." in dossier
    unseen({"sheet": sheet, "manifest": manifest, "dossier": dossier})


def test_the_search_looks_through_what_readers_see(revision: Revision) -> None:
    run_until_idle([archive.LOOP])
    assert "seven were arrested. it is not" in renderings.index()
    unseen({"index": renderings.index()})


def test_the_frozen_content_and_its_json_keep_them(client: Client, revision: Revision) -> None:
    told = json.loads(client.get("/FA-01-2026.json").content)["content"]["texts"]["en"]
    assert told == TEXTS
    assert revision.content["texts"]["en"] == TEXTS


def test_a_page_tells_once_where_each_claim_is_said(client: Client, revision: Revision) -> None:
    said = client.get("/FA-01-2026/").content.decode()
    assert re.findall(r'<span id="(says-c\d)"></span>', said) == ["says-c1", "says-c2", "says-c3"]
    assert '<h1>BOLIVIA: Newspaper reports seven arrested<span id="says-c1"></span></h1>' in said
    assert re.findall(r'<li id="(c\d)">', said) == ["c1", "c2", "c3"]


def test_the_editor_lists_the_claims_with_their_marks(client: Client, revision: Revision) -> None:
    client.force_login(cast.olga())
    said = client.get("/desk/appeals/FA-01-2026/").content.decode()
    assert re.findall(r'<span class="quiet">(\[c\d\])</span>', said) == ["[c1]", "[c2]", "[c3]"]
    assert "write the mark of the claim it rests on" in said


def test_a_mark_that_names_no_claim_is_told_beside_the_field(
    client: Client, revision: Revision
) -> None:
    client.force_login(cast.olga())
    version = {"version": str(revision.appeal.version)}
    answer = client.post(
        "/desk/appeals/FA-01-2026/", TEXTS | version | {"ask": "Tell us [c7].", "headline": "Kept"}
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_ask">What is asked: [c7] names a claim that this appeal' in said
    assert "Tell us [c7].</textarea>" in said
    assert "Kept</textarea>" in said


def test_a_text_of_marks_alone_is_no_text(revision: Revision) -> None:
    texts = {"en": TEXTS | {"summary": "[c1] [c2]"}}
    made = revision.content | {"texts": texts, "languages": ["en"]}
    told = list(checks.gaps(revision.appeal, made, None))
    assert told == ["The summary in English is missing; write it."]


def test_a_mark_in_the_midst_of_a_name_hides_no_source(revision: Revision) -> None:
    Source.objects.create(
        case=revision.appeal.case, name="Ramón Vidal", kind="witness", protected=True
    )
    texts = {"en": TEXTS | {"ask": "Ask Ramón [c1] Vidal."}}
    made = revision.content | {"texts": texts, "languages": ["en"]}
    (told,) = checks.gaps(revision.appeal, made, None)
    assert told.startswith("“Ramón Vidal” is a protected source and stands in: ask (English).")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*Held* [c1].", '<p><em>Held</em><span id="says-c1"></span>.</p>\n'),
        ("`[c1]`", '<p><code><span id="says-c1"></span></code></p>\n'),
        ("[c1]: https://example.org", '<p><span id="says-c1"></span>: https://example.org</p>\n'),
        ('[a](https://x.example "see [c1]")', "[a]"),
        ("<https://x.example/[c1]>", "x.example/"),
        ("\ue000c9\ue001 typed", "<p>c9 typed</p>\n"),
        ("<b>[c1]</b>", '<p>&lt;b&gt;<span id="says-c1"></span>&lt;/b&gt;</p>\n'),
    ],
)
def test_an_anchor_breaks_no_markup(typed: str, shown: str) -> None:
    made = prose.html(typed, prose.Anchors())
    assert shown in made or ">a<" in made
    assert not re.search(r"<[^>]*<", made)
    assert "\ue000" not in made
    assert "EE%80" not in made.upper()


def test_without_anchors_nothing_at_all_is_left() -> None:
    assert prose.html("Held [c1].") == "<p>Held.</p>\n"
    assert prose.plain("Held [c1], [a](https://x.example) [c2].") == "Held, a <https://x.example>."


def test_an_import_brings_no_mark_along() -> None:
    cast.document_type()
    raw = b"PERU: Nine held [c9]\n\nPuno, Peru\n\nNine teachers were arrested, see [c9].\n"
    _alert, appeal = taking_up.bring_in(cast.olga(), raw, "alert.txt", "file")
    assert appeal is not None
    text = appeal.texts.get()
    assert text.headline == "PERU: Nine held (c9)"
    # The mark of the claim that was made of the sentence is ours; [c9] is none.
    assert marks.refs(text.headline + text.summary + text.body + text.ask) == ["c1"]
