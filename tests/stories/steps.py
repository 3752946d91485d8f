"""The small things that people do in stories: sign in, press a button, read their mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Error, Page

from tests.program import Program

LATER = 1500  # milliseconds
Result = TypeVar("Result")

PATIENCE = 60  # seconds for the worker to do what waits
LINK = re.compile(r"https?://[^\s<>]+")


def eventually(look: Callable[[], Result], what: str) -> Result:
    """What `look` gives once it gives something. Raises AssertionError."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.1)
    return found


def press(page: Page, name: str, *, exact: bool = True) -> None:
    """Presses the button of that name, and waits for the page that follows."""
    with page.expect_navigation():  # else what is opened next may stop it on its way
        page.get_by_role("button", name=name, exact=exact).click()


def follow(page: Page, name: str) -> None:
    """Follows the first link of that name, and waits for the page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def again(page: Page) -> str:
    """What stands on the page now; a page that renews itself may do so in between."""
    with suppress(Error):
        page.reload()
    page.wait_for_load_state()
    return said(page)


def look(page: Page, address: str) -> None:
    """Opens a public page when what was done before can be seen: it is kept for a second."""
    page.wait_for_timeout(LATER)
    page.goto(address)


def heading(page: Page) -> str:
    """The heading of the page."""
    return page.locator("h1").first.inner_text()


def said(page: Page) -> str:
    """What stands on the page, as it is read."""
    return page.locator("main").inner_text()


def mails(program: Program, address: str) -> list[EmailMessage]:
    """The mails that went to an address, oldest first."""
    opened = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in program.outbox()
    ]
    return [mail for mail in opened if address in str(mail["To"])]


def mail(program: Program, address: str, subject: str) -> EmailMessage:
    """The one mail to an address whose subject holds these words, once it has come."""

    def look() -> list[EmailMessage]:
        return [one for one in mails(program, address) if subject in str(one["Subject"])]

    found = eventually(look, f"The mail “{subject}” to {address}")
    assert len(found) == 1, f"{len(found)} mails “{subject}” to {address}"
    return found[0]


def words(letter: EmailMessage) -> str:
    """The plain text of a mail."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link(letter: EmailMessage, part: str) -> str:
    """The first address in a mail that holds this part."""
    found = [one for one in LINK.findall(words(letter)) if part in one]
    assert found, f"no address with “{part}” in:\n{words(letter)}"
    return str(found[0])


def code(secret: str) -> str:
    """The six digits that an app shows for a secret now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mark = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = mark[-1] & 15
    number = int.from_bytes(mark[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_in(page: Page, username: str, password: str) -> None:
    """Comes in for the first time: the password, and an app's codes as second factor."""
    page.goto("/desk/")
    page.get_by_label("User").fill(username)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")
    page.goto("/desk/second-factor/totp/activate/")
    if heading(page) == "Confirm Access":
        page.get_by_label("Password").fill(password)
        press(page, "Confirm")
    secret = page.get_by_label("Authenticator secret").input_value()
    for _again in range(2):
        page.get_by_label("Authenticator code").fill(code(secret))
        with page.expect_navigation():
            press(page, "Activate")
        if not page.url.endswith("/activate/"):
            break  # else its thirty seconds ended on the way, and there is another code now
    page.goto("/desk/")


def come_in(page: Page, program: Program) -> None:
    """Uses the one-time link of the demonstration."""
    page.goto(program.desk_link())
    press(page, "Come in")


def fill_sign_form(page: Page, name: str, email: str, **more: str) -> None:
    """Fills the form of an appeal's page: `comment`, `choice`, `inform`, as they are wished."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("textbox", name="E-mail").fill(email)
    page.get_by_label("Country").select_option(more.get("country", "NZ"))
    page.locator(f"input[name=choice][value={more.get('choice', 'counted')}]").check()
    page.get_by_label("Comment").fill(more.get("comment", ""))
    page.get_by_label("Tell me by e-mail").set_checked("inform" in more)
    press(page, "Sign")


def download(page: Page, name: str, folder: Path) -> Path:
    """Follows a link to a file and keeps it in the folder."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).first.click()
    place = folder / coming.value.suggested_filename
    coming.value.save_as(place)
    return place
