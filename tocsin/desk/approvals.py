"""Pages of the desk: what waits for a second person, and what may be published."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.desk.appeal_forms import ReasonForm
from tocsin.desk.preview import shown
from tocsin.desk.readers import beside
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.people.guard import name_of
from tocsin.people.roles import Role, has
from tocsin.publishing import audiences, gate, moves, reads
from tocsin.publishing.models import Proposal
from tocsin.vocabulary import languages

NAV = {"nav_current": "approvals"}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, what is approved, and what was decided lately."""
    decided = reads.proposals().exclude(state__in=["waiting", "approved"])[:20]
    context = {"waiting": reads.waiting(), "approved": reads.approved(), "decided": decided}
    return render(request, "desk/approvals.html", context | NAV)


def _page(request: HttpRequest, proposal: Proposal, form: ReasonForm) -> HttpResponse:
    who = actor(request)
    wanted, reader = request.GET.get("language", ""), request.GET.get("for", "")
    made, public = audiences.written(proposal), proposal.content
    context = shown(public, wanted) | {
        **beside(proposal.appeal, made, public, reader, wanted),
        "proposal": proposal,
        "appeal": proposal.appeal,
        "form": form,
        "proposed_by": name_of(proposal.proposed_by),
        "decided_by": name_of(proposal.decided_by),
        "is_open": proposal.state in {"waiting", "approved"},
        "edited": reads.edited_since(proposal),
        "new": reads.new_since_last(proposal),
        "unchecked": [languages.named(code) for code in gate.unchecked(proposal.content)],
        "own": reads.is_own(who, proposal),
        "is_approver": has(who, Role.APPROVER),
        "is_officer": has(who, Role.OFFICER),
    }
    return render(request, "desk/approval.html", context | NAV, status=422 if form.errors else 200)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what is to be approved, as the public would read it."""
    return _page(request, get_object_or_404(reads.proposals(), pk=pk), ReasonForm())


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person's yes."""
    proposal = get_object_or_404(reads.proposals(), pk=pk)
    attempt_plain(request, moves.approve, actor(request), proposal)
    return redirect("desk:approval", pk)


@require_POST
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person's no, with the reason."""
    proposal = get_object_or_404(reads.proposals(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        attempt(form, moves.hand_back, actor(request), proposal, form.cleaned_data["reason"])
    return _page(request, proposal, form) if form.errors else redirect("desk:approval", pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The bell rings."""
    proposal = get_object_or_404(reads.proposals(), pk=pk)
    revision = attempt_plain(request, moves.publish, actor(request), proposal)
    if revision is None:
        return redirect("desk:approval", pk)
    messages.success(request, _("Published. The next step is the mail-out."))
    return redirect("desk:appeal", proposal.appeal.document_id)


urls: list[URLPattern] = [
    path("approvals/", overview, name="approvals"),
    path("approvals/<int:pk>/", show, name="approval"),
    path("approvals/<int:pk>/approve/", approve, name="approval-approve"),
    path("approvals/<int:pk>/hand-back/", hand_back, name="approval-hand-back"),
    path("approvals/<int:pk>/publish/", publish, name="approval-publish"),
]
