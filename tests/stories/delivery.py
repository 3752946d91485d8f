"""The voices are delivered, an answer comes, the appeal closes and stays."""

from __future__ import annotations

import io
import os
import subprocess
import sys

from pypdf import PdfReader

from tests.stories.people import ROSA, ROSAS_MAIL, Story
from tests.stories.steps import again, eventually, follow, heading, look, mail, mails, press, said
from tests.stories.voices import COUNTED, ON_PAPER, SHOWN

REPLY = "They will be heard by a judge before anything is decided"


def the_dossier_is_made_apart(story: Story) -> None:
    """Without server or data folder; it names who wished it, and nobody else."""
    words = ["convey", "open", "bundle.tocsin.zip", "--key", "organisation.private"]
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        cwd=story.apart,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "6 records opened, 0 could not be opened." in done.stdout
    pages = PdfReader(io.BytesIO((story.apart / "bundle" / "dossier.pdf").read_bytes())).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert all(name in text for name in (ROSA, SHOWN, *ON_PAPER))
    assert COUNTED not in text
    assert ROSAS_MAIL not in text


def it_is_delivered_with_evidence(story: Story) -> None:
    """Without evidence nothing is delivered, and what was typed is still there."""
    olga = story.olga
    olga.get_by_label("Way").select_option("hand")
    olga.get_by_label("What came of it").select_option("delivered")
    olga.get_by_label("What happened").fill("Handed to the clerk at the window.")
    press(olga, "Record")
    assert "“Delivered” needs evidence: add a file" in said(olga)
    assert olga.get_by_label("What happened").input_value() == "Handed to the clerk at the window."
    stamped = {"name": "stamped.txt", "mimeType": "text/plain", "buffer": b"stamped and dated"}
    olga.get_by_label("Evidence").set_input_files(stamped)  # type: ignore[arg-type]
    press(olga, "Record")
    assert "The attempt is recorded." in said(olga)
    assert "stamped.txt" in said(olga)
    look(story.rosa, f"/{story.number}/")
    assert "Delivered" in said(story.rosa)


def an_answer_comes(story: Story) -> None:
    """It stands on the page, and Rosa, who asked for it, gets one mail."""
    olga = story.olga
    _record(story, "reply", "The ministry answers", REPLY)
    look(story.rosa, f"/{story.number}/")
    assert REPLY in said(story.rosa)
    mail(story.program, ROSAS_MAIL, "The ministry answers")
    olga.goto(f"{olga.url.partition('?')[0]}?still=1")
    eventually(lambda: _is_done(story), "The end of the mails")
    news = [m for m in mails(story.program, ROSAS_MAIL) if "answers" in str(m["Subject"])]
    assert len(news) == 1


def _is_done(story: Story) -> bool:
    text = again(story.olga)
    return "1 of 1 mails sent" in text and "done" in text


def _record(story: Story, kind: str, title: str, text: str) -> None:
    olga = story.olga
    olga.goto(f"/desk/replies/new/{story.number}/")
    olga.locator("[name=kind]").select_option(kind)
    if kind == "reply":
        olga.locator("[name=authority]").select_option(index=1)
    olga.locator("[name=title_en]").fill(title)
    olga.locator("[name=text_en]").fill(text)
    press(olga, "Record")
    assert "It is recorded" in said(olga)


def it_closes_after_the_outcome(story: Story) -> None:
    """Nobody can sign any more; the page says so and stays."""
    olga, rosa = story.olga, story.rosa
    _record(story, "outcome", "They may stay", "They were heard, and may stay.")
    olga.get_by_label("Why it closes").fill("They may stay.")
    press(olga, "Close the appeal")
    assert "The appeal is closed." in said(olga)
    look(rosa, f"/{story.number}/")
    assert rosa.get_by_role("button", name="Sign").count() == 0
    assert "This appeal is closed. It can no longer be signed." in said(rosa)


def it_stays(story: Story) -> None:
    """A word finds it in the archive; the feed and the JSON hold it."""
    rosa = story.rosa
    rosa.goto("/appeals/")
    rosa.get_by_label("Words").fill("newspapers officials")
    press(rosa, "Search")
    assert story.number in eventually(lambda: _found(story), "The appeal in the archive")
    follow(rosa, "A dispute arises")
    assert heading(rosa)
    assert story.number in rosa.request.get("/feed.atom").text()
    data = rosa.request.get(f"/{story.number}.json").json()
    assert data["state"] == "closed"
    assert data["tally"] == {"confirmed": 3, "paper": 3, "unconfirmed": 1, "held": 0}
    assert [one["kind"] for one in data["news"]] == ["outcome", "reply"]


def _found(story: Story) -> str:
    text = again(story.rosa)
    return text if story.number in text else ""
