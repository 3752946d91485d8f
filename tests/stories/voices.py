"""Rosa joins, gets the mail, signs; others sign, withdraw, and fill a sheet of paper."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import PHONE
from tests.stories.people import ROSA, ROSAS_MAIL, Story
from tests.stories.steps import (
    again,
    download,
    eventually,
    fill_sign_form,
    follow,
    heading,
    link,
    look,
    mail,
    mails,
    press,
    said,
    words,
)

CONFIRM = "Please confirm your e-mail address"
SHOWN, COUNTED = "Aroha Pukekobird", "Tamati Moreporkowl"
ON_PAPER = ["Wiremu Kakapofeather", "Marama Takahewing", "Hinemoa Keafeather"]


def tally(page: Page) -> dict[str, int]:
    """The count of an appeal's page by class."""
    counts: dict[str, int] = {}
    for line in page.locator(".tally li").all():
        counts[line.locator("span").inner_text()] = int(line.locator("b").inner_text())
    return counts


def rosa_joins(story: Story) -> None:
    """Double opt-in; nothing before the button is pressed."""
    rosa = story.rosa
    rosa.goto("/join/")
    rosa.get_by_label("E-mail address").fill(ROSAS_MAIL)
    press(rosa, "Join")
    letter = mail(story.program, ROSAS_MAIL, "Please confirm that you want")
    rosa.goto(link(letter, "/join/"))
    press(rosa, "Yes, send me appeals")
    assert heading(rosa) == "You have joined"
    story.secrets.append(ROSAS_MAIL)


def it_is_mailed_out(story: Story) -> None:
    """Olga looks at the mail and sends it; one mail comes, which one can leave by."""
    olga = story.olga
    olga.goto("/desk/mailouts/")
    olga.locator(f"a[href*='new/{story.number}']").click()
    assert "1 person gets one mail." in said(olga)
    assert "Newspapers report it" in said(olga)
    press(olga, "Send it now")
    olga.goto(f"{olga.url.partition('?')[0]}?still=1")
    letter = mail(story.program, ROSAS_MAIL, "A dispute arises")
    assert f"/leave/{link(letter, '/leave/').rsplit('/leave/', 1)[1]}" in letter["List-Unsubscribe"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    eventually(lambda: _reloaded(olga, "done"), "The end of the mail-out")
    assert len(mails(story.program, ROSAS_MAIL)) == 2


def _reloaded(page: Page, word: str) -> bool:
    return word in again(page)


def _sign(story: Story, page: Page, name: str, email: str, **more: str) -> None:
    page.goto(f"/{story.number}/")
    fill_sign_form(page, name, email, **more)
    assert heading(page) == "Look into your mail"


def rosa_signs(story: Story) -> None:
    """The tally rises when she confirms, and by one; signing again answers the same."""
    rosa, program = story.rosa, story.program
    told = {"comment": "Kereruheart greetings to all", "choice": "addressee", "inform": "yes"}
    _sign(story, rosa, ROSA, ROSAS_MAIL, **told)
    first = rosa.content()
    letter = mail(program, ROSAS_MAIL, CONFIRM)
    assert ROSA not in words(letter)
    rosa.goto(link(letter, "/confirm/"))
    assert heading(rosa) == "Confirm your signature"
    press(rosa, "Confirm")
    assert heading(rosa) == "Your signature is counted"
    look(rosa, f"/{story.number}/")
    assert tally(rosa)["confirmed by e-mail"] == 1
    _sign(story, rosa, ROSA, ROSAS_MAIL, **told)
    assert rosa.content() == first
    look(rosa, f"/{story.number}/")
    assert tally(rosa)["confirmed by e-mail"] == 1
    story.secrets += [ROSA, "Kereruheart greetings"]


def others_sign(story: Story) -> None:
    """One is named, one only counted, and one whose address somebody else wrote is deleted."""
    page = story.visitor(PHONE)
    chosen = (
        (SHOWN, "aroha@pukeko.example", "public"),
        (COUNTED, "tamati@ruru.example", "counted"),
    )
    for name, email, choice in chosen:
        _sign(story, page, name, email, choice=choice, comment=f"Comment of {email}")
        page.goto(link(mail(story.program, email, CONFIRM), "/confirm/"))
        press(page, "Confirm")
        story.secrets += [email, f"Comment of {email}"]
    _sign(story, page, "Somebody Elsewhere", "weka@forest.example")
    look(page, f"/{story.number}/")
    assert tally(page)["unconfirmed (not counted yet)"] == 2, "Rosa's second and this one"
    page.goto(link(mail(story.program, "weka@forest.example", CONFIRM), "/not-me/"))
    press(page, "It was not me, delete it")
    assert heading(page) == "It is deleted"
    look(page, f"/{story.number}/")
    assert tally(page) == {
        "confirmed by e-mail": 3,
        "paper": 0,
        "unconfirmed (not counted yet)": 1,
    }
    assert SHOWN in said(page)
    assert COUNTED not in said(page)
    story.secrets += [COUNTED, "Somebody Elsewhere", "weka@forest.example"]


def a_sheet_is_filled(story: Story) -> None:
    """Olga prints a sheet, and enters three lines and one that cannot be read."""
    olga = story.olga
    olga.goto(f"/desk/signatures/{story.number}/")
    olga.get_by_label("For which office").fill("the harbour office")
    press(olga, "Make the next sheet")
    address = olga.url
    sheet = download_sheet(story)
    assert sheet.startswith(b"%PDF")
    for at, name in enumerate(ON_PAPER, start=1):
        olga.locator(f"[name=line{at}-name]").fill(name)
        olga.locator(f"[name=line{at}-country]").select_option("NZ")
        olga.locator(f"[name=line{at}-choice]").select_option("addressee")
    olga.locator("[name=line4-rejected]").select_option("unreadable")
    press(olga, "Seal and save these lines")
    assert olga.url == address
    assert "4 lines are saved." in said(olga)
    assert not [name for name in ON_PAPER if name in said(olga)]
    look(story.rosa, f"/{story.number}/")
    assert tally(story.rosa)["paper"] == 3
    story.secrets += ON_PAPER


def download_sheet(story: Story) -> bytes:
    """The sheet as PDF, as the browser gets it."""
    place = story.olga.get_by_role("link", name="Download as PDF").get_attribute("href")
    assert place
    return story.olga.request.get(place).body()


def the_bundle_is_downloaded(story: Story) -> None:
    """Olga prepares a conveyance and takes its sealed bundle to the other machine."""
    olga = story.olga
    olga.goto("/desk/conveyances/")
    olga.get_by_role("button", name=f"Prepare the bundle {story.number}").first.click()
    assert "The bundle is ready." in said(olga)
    bundle = download(olga, "Download the sealed bundle", story.apart)
    bundle.rename(story.apart / "bundle.tocsin.zip")
    follow(olga, "Conveyances")
    olga.go_back()
