"""The start page of the desk: what is due, each list with its one next step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tocsin.appeals import reads as appeals
from tocsin.appeals.marks import bare
from tocsin.conveyance import reads as conveyance
from tocsin.conveyance.models import Conveyance
from tocsin.desk import holds, triage, withdrawn
from tocsin.desk.room import actor
from tocsin.desk.worklist import Row, Worklist
from tocsin.kernel.models import Mail
from tocsin.people.models import Staff
from tocsin.publishing import consents, withdrawing
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Proposal, Revision
from tocsin.replies.models import News


def worklists(person: Staff) -> list[Worklist]:
    """Everything that is due, in the order of the flow; empty lists are left out."""
    every = [
        *triage.worklists(),
        _drafts(),
        *_proposals(person),
        *_consents(),
        _not_mailed(),
        _mail(),
        _to_prepare(),
        _not_delivered(),
        _overdue(),
        _stopped(),
        _to_withdraw(),
        *holds.worklists(person),
        withdrawn.worklist(),
    ]
    return [one for one in every if one.rows]


def _drafts() -> Worklist:
    proposed = Proposal.objects.filter(state__in=["waiting", "approved"]).values("appeal")
    unproposed = appeals.drafts().exclude(pk__in=proposed)
    rows = [_appeal(one.document_id, appeals.headline(one)) for one in unproposed]
    return Worklist(_("Drafts to finish"), _("All appeals"), reverse("desk:appeals"), rows)


def _proposals(person: Staff) -> list[Worklist]:
    place = reverse("desk:approvals")
    mine: list[Proposal] = []
    theirs: list[Proposal] = []
    for one in publishing.waiting():
        (mine if publishing.may_decide(person, one) else theirs).append(one)
    return [
        Worklist(_("For you to approve"), _("Read and decide"), place, _rows(mine)),
        Worklist(_("Waiting for another person’s approval"), _("See all"), place, _rows(theirs)),
        Worklist(
            _("Approved, not yet published"), _("Publish"), place, _rows(publishing.approved())
        ),
    ]


def _rows(proposals: Iterable[Proposal]) -> list[Row]:
    return [
        (
            f"{one.appeal.document_id} · {_headline(one.content)}",
            reverse("desk:approval", args=[one.pk]),
        )
        for one in proposals
    ]


def _headline(content: dict[str, dict[str, dict[str, str]]]) -> str:
    return bare(content["texts"].get(str(content["original_language"]), {}).get("headline", ""))


def _appeal(document_id: str, words: str) -> Row:
    text = f"{document_id} · {words}" if words else document_id
    return text, reverse("desk:appeal", args=[document_id])


def _consents() -> list[Worklist]:
    """Names that stand where nobody agrees to it any more; each row says what to do."""
    public = [
        (
            f"{one.appeal.document_id} · {one.why} {one.remedy}",
            reverse("desk:appeal", args=[one.appeal.document_id]),
        )
        for one in consents.fallen()
    ]
    bundles = [
        (
            f"{one.appeal.document_id} → {one.authority.name} · {person}",
            reverse("desk:conveyance", args=[one.pk]),
        )
        for one in conveyance.open_conveyances()
        for person in conveyance.named_without_consent(one)
    ]
    appeals_page, bundles_page = reverse("desk:appeals"), reverse("desk:conveyances")
    named = _("Named in public without a consent that holds")
    carried = _("Prepared for an office to which somebody may not be named any more")
    return [
        Worklist(named, _("All appeals"), appeals_page, public),
        Worklist(carried, _("Prepare the bundles"), bundles_page, bundles),
    ]


def _not_mailed() -> Worklist:
    mailed = Revision.objects.filter(dispatch__isnull=False).values("appeal")
    waiting = publishing.newest().filter(appeal__state="published").exclude(appeal__in=mailed)
    rows = [_appeal(one.content["document_id"], _headline(one.content)) for one in waiting]
    place = reverse("desk:mailouts")
    return Worklist(_("Published, not mailed out"), _("Prepare the mail-out"), place, rows)


def _mail() -> Worklist:
    place = reverse("desk:mailouts")
    words = {"uncertain": _("Uncertain: %(number)d"), "failed": _("Given up: %(number)d")}
    numbers = {state: Mail.objects.filter(state=state).count() for state in words}
    rows = [(words[state] % {"number": n}, place) for state, n in numbers.items() if n]
    return Worklist(_("Mail that needs a decision"), _("Look at the mail-outs"), place, rows)


def _to_prepare() -> Worklist:
    place = reverse("desk:conveyances")
    rows = [
        (f"{appeal.document_id} · {office.name}", place)
        for appeal, office in conveyance.never_conveyed()
    ]
    return Worklist(_("Conveyances to prepare"), _("Prepare the bundles"), place, rows)


def _not_delivered() -> Worklist:
    under_way = conveyance.open_conveyances()
    # What was prepared of a withdrawn appeal is not handed over any more.
    left = under_way.exclude(state="prepared", appeal__state="withdrawn")
    rows = [
        (
            f"{one.appeal.document_id} · {one.authority.name} ({one.get_state_display()})",
            reverse("desk:conveyance", args=[one.pk]),
        )
        for one in left
    ]
    place = reverse("desk:conveyances")
    return Worklist(_("Not proved delivered"), _("Record an attempt"), place, rows)


def _overdue() -> Worklist:
    """Delivered so many days ago, and nothing was heard or noted since."""
    since = timezone.localdate() - timedelta(days=settings.TOCSIN_SILENCE_DAYS)
    heard = set(
        News.objects.filter(kind__in=["reply", "silence"]).values_list("appeal_id", "authority_id")
    )
    delivered = Conveyance.objects.filter(state="delivered").annotate(on=Max("attempts__on"))
    rows = [
        _appeal(one.appeal.document_id, one.authority.name)
        for one in delivered.filter(on__lt=since).select_related("appeal", "authority")
        if (one.appeal_id, one.authority_id) not in heard
    ]
    place = reverse("desk:replies")
    return Worklist(_("Replies overdue"), _("Record a reply or silence"), place, rows)


def _to_withdraw() -> Worklist:
    rows = [
        (one.appeal.document_id, reverse("desk:appeal-withdraw", args=[one.appeal.document_id]))
        for one in withdrawing.waiting()
    ]
    place = rows[0][1] if rows else ""
    return Worklist(_("Withdrawals that a second person has to confirm"), _("Decide"), place, rows)


def _stopped() -> Worklist:
    stopped = appeals.appeals().filter(state="stopped")
    rows = [
        (text, reverse("desk:appeal-stop", args=[one.document_id]))
        for one in stopped
        for text, _address in [_appeal(one.document_id, appeals.headline(one))]
    ]
    title = _("Stopped: let it go on, close it or withdraw it")
    return Worklist(title, _("All appeals"), reverse("desk:appeals"), rows)


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is due, for the person who asks."""
    context = {"worklists": worklists(actor(request)), "nav_current": "due"}
    return render(request, "desk/due.html", context)


urls: list[URLPattern] = [path("", due, name="due")]
