"""From an alert to a published page: what Olga and Amir do."""

from __future__ import annotations

from tests.stories.people import Story
from tests.stories.steps import follow, heading, press, said

WHY = "The desk telephoned twice; the answer is kept in the case."
HEADLINE = "A dispute arises: let them be heard"
TEXT = "Please read below what is known, and how well it is known."
SUMMARY = "Newspapers report it; officials have not confirmed it."
LETTER = "We ask you to hear them before anything is decided."


def an_alert_is_read(story: Story) -> None:
    """Olga pastes the document and sees what was understood of it."""
    olga = story.olga
    olga.goto("/desk/alerts/")
    text = story.document.read_text("utf-8")
    olga.get_by_label("Paste the alert").fill(text)
    press(olga, "Read it")
    understood = said(olga)
    for words in ("Forwarded Urgent Appeal", story.number, "Refugees, IDPs & Asylum seekers"):
        assert words in understood
    assert "us¡K” → us…”" in understood
    press(olga, "Take it up: case and draft")
    assert f"A case and the draft {story.number} are made." in said(olga)


def a_claim_is_judged(story: Story) -> None:
    """A first claim that is only reported becomes contested, with a reason that is kept."""
    olga = story.olga
    assert "unconfirmed" in said(olga)
    assert "protected" in said(olga)
    follow(olga, "Change or assess c2")
    form = olga.locator("form", has=olga.get_by_role("button", name="Keep the judgement"))
    form.get_by_label("How certain it is").select_option("contested")
    form.get_by_label("Why").fill(WHY)
    press(olga, "Keep the judgement")
    assert "The judgement is kept." in said(olga)
    follow(olga, "Change or assess c2")
    assert WHY in said(olga)


def the_appeal_is_proposed(story: Story) -> None:
    """Sentences that cite no claim are named; Olga writes others, and cannot approve them."""
    olga = story.olga
    olga.goto(f"/desk/appeals/{story.number}/")
    assert "cite the claim it rests on" in said(olga)
    assert olga.get_by_role("button", name="Propose for approval").count() == 0
    press(olga, "Edit the text")
    olga.get_by_label("Headline").fill(HEADLINE)
    olga.locator("[name=body]").fill(TEXT)
    olga.get_by_label("Summary").fill(SUMMARY)
    olga.get_by_label("Letter to the addressees").fill(LETTER)
    press(olga, "Save the text")
    assert "The text is saved." in said(olga)
    press(olga, "Propose for approval")
    follow(olga, "waiting for approval")
    assert "Another person has to approve it." in said(olga)
    assert olga.get_by_role("button", name="Approve").count() == 0


def it_is_approved_and_published(story: Story) -> None:
    """Amir finds it among what is due, and approves exactly this; Olga publishes."""
    amir, olga = story.amir, story.olga
    amir.goto("/desk/")
    assert "For you to approve" in said(amir)
    follow(amir, story.number)
    assert SUMMARY in said(amir)
    press(amir, "Approve exactly this")
    olga.reload()
    press(olga, "Publish")
    assert "Published. The next step is the mail-out." in said(olga)


def the_public_reads_it(story: Story) -> None:
    """Every claim with its status, on a phone; the address in small letters leads to it."""
    rosa = story.rosa
    rosa.goto(f"/{story.number.lower()}")
    assert rosa.url == f"{story.program.address}/{story.number}/"
    assert SUMMARY in said(rosa)
    assert {"contested", "reported", "unconfirmed"} <= set(
        rosa.locator(".claims .status").evaluate_all("all => all.map(e => e.dataset.status)")
    )
    assert "an official who asked not to be named" in said(rosa)
    assert WHY not in said(rosa)
    follow(rosa, "Revision 1")
    assert "This is revision 1" in said(rosa)
    rosa.go_back()
    assert heading(rosa).strip()
