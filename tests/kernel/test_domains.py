"""A domain that says “not now” again and again is left alone for a while."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tocsin.kernel import domains
from tocsin.kernel.domains import Domains


def test_a_few_refusals_are_about_mailboxes_and_no_domain_rests() -> None:
    seen = Domains()
    for _ in range(domains.PATIENT - 1):
        seen.refused("a@example.org")
    assert seen.rest("b@example.org") is None


def test_after_three_in_a_row_it_rests_whoever_it_is_for_and_however_it_is_written() -> None:
    seen = Domains()
    for _ in range(domains.PATIENT):
        seen.refused("a@example.org")
    rest = seen.rest("b@EXAMPLE.org")
    assert rest is not None
    assert rest > timezone.now() + domains.FIRST / 2
    assert seen.rest("b@example.net") is None


def test_each_rest_is_longer_up_to_half_an_hour() -> None:
    seen = Domains()
    found = []
    for _ in range(30):
        seen.refused("a@example.org")
        found.append(seen.rest("a@example.org") or timezone.now())
    assert found == sorted(found)
    assert found[-1] <= timezone.now() + domains.LONGEST


def test_one_mail_that_it_takes_ends_the_rest() -> None:
    seen = Domains()
    for _ in range(domains.PATIENT):
        seen.refused("a@example.org")
    seen.took("c@example.org")
    assert seen.rest("a@example.org") is None
    seen.refused("a@example.org")
    assert seen.rest("a@example.org") is None


def test_a_rest_is_over_by_itself() -> None:
    seen = Domains()
    seen.rests["example.org"] = timezone.now() - timedelta(seconds=1)
    assert seen.rest("a@example.org") is None


def test_it_never_remembers_without_end() -> None:
    seen = Domains()
    for number in range(domains.MOST + 5):
        seen.refused(f"a@d{number}.example")
    assert len(seen.refusals) <= domains.MOST
