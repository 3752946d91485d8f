"""Two people at the same moment: one is done, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests import cast
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import moves
from tocsin.publishing.models import Proposal, Revision

pytestmark = pytest.mark.django_db(transaction=True)


def together(*tries: Callable[[], object]) -> list[str]:
    """Starts all at once; the sentences of those that were refused."""
    start = Barrier(len(tries))

    def run(attempt: Callable[[], object]) -> str:
        try:
            start.wait()
            attempt()
        except Refusal as refusal:
            return refusal.sentence
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(run, tries))


def test_two_people_approving_at_once_are_one_approval() -> None:
    amir, pavel = cast.amir(), cast.pavel()
    proposal = moves.propose(cast.olga(), cast.draft())
    same = [Proposal.objects.get(pk=proposal.pk) for _person in range(2)]
    done, told = together(
        lambda: moves.approve(amir, same[0]), lambda: moves.approve(pavel, same[1])
    )
    proposal.refresh_from_db()
    name = {"amir": "Amir Toledo", "pavel": "Pavel Imre"}[proposal.decided_by]
    assert done == ""
    assert told == f"{name} approved this already. It only has to be published now."
    assert Entry.objects.filter(verb="approve").count() == 1


def test_two_people_publishing_at_once_make_one_revision() -> None:
    olga, pavel = cast.olga(), cast.pavel()
    proposal = moves.propose(olga, cast.draft())
    moves.approve(cast.amir(), proposal)
    same = [Proposal.objects.get(pk=proposal.pk) for _person in range(2)]
    _done, told = together(
        lambda: moves.publish(olga, same[0]), lambda: moves.publish(pavel, same[1])
    )
    assert told == "This is published already; nothing was done a second time."
    assert Revision.objects.count() == 1


def test_two_people_proposing_at_once_make_one_proposal() -> None:
    olga, pavel = cast.olga(), cast.pavel()
    appeal = cast.draft()
    _done, told = together(
        lambda: moves.propose(olga, appeal), lambda: moves.propose(pavel, appeal)
    )
    assert told == "This text is proposed already and waits for a second person."
    assert Proposal.objects.count() == 1


def test_an_approval_and_a_return_at_once_are_one_decision() -> None:
    amir, pavel = cast.amir(), cast.pavel()
    proposal = moves.propose(cast.olga(), cast.draft())
    same = [Proposal.objects.get(pk=proposal.pk) for _person in range(2)]
    told = together(
        lambda: moves.approve(amir, same[0]),
        lambda: moves.hand_back(pavel, same[1], "Too certain."),
    )
    proposal.refresh_from_db()
    # An approval may still be taken back, so both may come through in this order alone.
    assert proposal.state == "returned"
    assert told[1] in {"", "Pavel Imre handed this back already. Wait until it is proposed anew."}
