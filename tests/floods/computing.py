"""Prints how long Chromium computes at a proof of work, and how long a forger's program does.

    python -m tests.floods.computing [--times 20]

The page's own script, from the focus in the form to the filled field; and the same in Python with
OpenSSL. `worst` is the last try that there is.
"""

from __future__ import annotations

import argparse
import json
import secrets
import time
from statistics import mean

import altcha
from playwright.sync_api import Page, Route, sync_playwright

from tests.bench.mail import surroundings
from tests.browser import launch
from tests.paths import ROOT

SCRIPT = ROOT / "tocsin/static/proof.js"
HERE = "http://127.0.0.1:9/"  # nobody listens; answers are put in. A browser trusts its own machine
FORM = """<form><input name="name"><input type="hidden" name="altcha">
<p data-challenge="/challenge" data-begun="begun" data-done="done" data-seconds="999">later</p>
<script src="/proof.js" defer></script></form>"""


def made(counter: int) -> altcha.Challenge:
    """A challenge with a solution at that try."""
    from tocsin.signing.floods.proofs import ALGORITHM, COST

    return altcha.create_challenge(
        ALGORITHM, COST, counter=counter, hmac_secret="a", hmac_key_secret="b"
    )


def in_browser(page: Page, counter: int) -> float:
    """Milliseconds from the focus to the filled field."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("/challenge"):
            route.fulfill(json=made(counter).to_dict())
        elif route.request.url.endswith(".js"):
            route.fulfill(body=SCRIPT.read_text("utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body=FORM, content_type="text/html")

    page.route("**/*", answer)
    page.goto(HERE)
    took = page.evaluate("""async () => {
        const begun = performance.now(), field = document.forms[0].elements.altcha;
        document.forms[0].elements.name.focus();
        while (!field.value) await new Promise((done) => setTimeout(done, 2));
        return [performance.now() - begun, field.value];
    }""")
    assert altcha.verify_solution(took[1], "a", hmac_key_secret="b").verified
    page.unroute("**/*")
    return float(took[0])


def by_program(counter: int) -> float:
    """The same in Python, without a browser."""
    challenge, begun = made(counter), time.perf_counter()
    assert altcha.solve_challenge(challenge) is not None
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Prints a line of JSON."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--times", type=int, default=20)
    times = read.parse_args().times
    with surroundings("sqlite"):
        print(json.dumps(measured(times)))


def measured(times: int) -> dict[str, int]:
    """Milliseconds: on average, at the last try, and by a program."""
    from tocsin.signing.floods.proofs import TRIES

    counters = [secrets.randbelow(TRIES) for _time in range(times)]
    with sync_playwright() as playwright:
        page = launch(playwright).new_page()
        told = {
            "browser_ms": round(mean(in_browser(page, one) for one in counters)),
            "browser_worst_ms": round(max(in_browser(page, TRIES - 1) for _time in range(5))),
        }
    return told | {"program_ms": round(mean(by_program(one) for one in counters))}


if __name__ == "__main__":
    main()
