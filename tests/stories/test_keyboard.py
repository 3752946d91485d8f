"""Everything can be done with a keyboard alone, and one always sees where one is."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import focused, tab_to, violations
from tests.program import Program
from tests.stories.conftest import Visitors
from tests.stories.steps import fill_sign_form, heading, link, mail, said

OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


def press_it(page: Page) -> None:
    """Enter on what has the focus, and the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_appeal_is_signed_and_confirmed(page: Page, running: Program) -> None:
    running.desk_link()
    page.goto("/FA-01-2026/")
    tab_to(page, "Name")
    page.keyboard.type("Hinemoa Fernside")
    tab_to(page, "E-mail")
    page.keyboard.type("hinemoa@fernside.example")
    tab_to(page, "Country")
    page.keyboard.type("Iceland")
    tab_to(page, "my name")
    page.keyboard.press("Space")
    tab_to(page, "Comment")
    page.keyboard.type("Let them stay.")
    tab_to(page, "Sign")
    press_it(page)
    assert heading(page) == "Look into your mail"
    page.goto(link(mail(running, "hinemoa@fernside.example", "confirm"), "/confirm/"))
    tab_to(page, "Confirm")
    press_it(page)
    assert heading(page) == "Your signature is counted"


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/FA-01-2026/")
    page.keyboard.press("Tab")
    assert "content" in focused(page).casefold()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_what_has_the_focus_is_always_outlined(page: Page) -> None:
    page.goto("/FA-01-2026/")
    seen = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body"):
        assert page.evaluate(OUTLINE) != "none", focused(page)
        seen += 1
        page.keyboard.press("Tab")
    assert seen > 15


def test_an_error_has_the_focus_and_leads_to_its_field(page: Page) -> None:
    page.goto("/FA-01-2026/")
    tab_to(page, "E-mail")
    page.keyboard.type("nobody at nowhere")
    press_it(page)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    tab_to(page, "e-mail", presses=10)
    page.keyboard.press("Enter")
    assert focused(page).startswith("E-mail") or "nobody at nowhere" in focused(page)
    assert page.get_by_role("textbox", name="E-mail").input_value() == "nobody at nowhere"


def test_an_alert_is_brought_to_the_desk(page: Page, running: Program) -> None:
    page.goto(running.desk_link())
    tab_to(page, "Come in")
    press_it(page)
    page.goto("/desk/alerts/")
    tab_to(page, "Paste the alert")
    page.keyboard.type("UA-77-2026\nA lighthouse keeper is said to be held.")
    tab_to(page, "Read it")
    press_it(page)
    assert "lighthouse keeper" in said(page)


ATTACKED = """
from datetime import timedelta
from django.utils import timezone
from tocsin.kernel.minutes import RECEIVED, Minute
ago = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=30)
Minute.objects.create(minute=ago, what=RECEIVED, subject="UA-01-2026", number=9000)
"""


def test_under_attack_the_browser_computes_while_the_form_is_filled(
    visitor: Visitors, running: Program
) -> None:
    page, without = visitor(script=True), visitor()
    assert running.run("manage", "shell", "-c", ATTACKED).returncode == 0
    page.goto("/UA-01-2026/sign/")
    status = page.locator("[data-challenge]")
    assert "may come some minutes later" in status.inner_text()
    assert not violations(page)
    tab_to(page, "Name")
    page.keyboard.type("Ada Lind")
    expect(status).to_contain_text("has computed it")
    fill_sign_form(page, "Ada Lind", "ada@gmail.com")
    assert heading(page) == "Look into your mail"
    without.goto("/UA-01-2026/sign/")
    assert "may come some minutes later" in said(without)
    fill_sign_form(without, "Bo Berg", "bo@gmail.com")
    assert heading(without) == "Look into your mail"
    told = without.request.get("/metrics").text()
    for proof in ("good", "none"):
        assert f'tocsin_signatures_proofs_total{{proof="{proof}"}} 1' in told
