"""Which other appeals an appeal names, by what old names it is known, and what names it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tocsin.appeals import reads, related
from tocsin.appeals.models import Appeal, Relation
from tocsin.appeals.references import is_update
from tocsin.desk.appeal_forms import named
from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.kernel.web import asking


class OtherForm(asking.Form):
    """Another appeal."""

    other = forms.CharField(
        label=gettext_lazy("ID or old address of the other appeal"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the ID of the other appeal.")},
    )


class FormerForm(asking.Form):
    """An old name."""

    name = forms.CharField(
        label=gettext_lazy("Old address or name"),
        help_text=gettext_lazy("Where others cite it so, it is known to be this appeal."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the old address or name whole.")},
    )


def show(request: HttpRequest, document_id: str) -> HttpResponse:
    """Both ways, and two forms; `which` says which of them was sent."""
    appeal = get_object_or_404(Appeal, document_id=document_id)
    which = request.POST.get("which", "")
    other = OtherForm(request.POST if which == "other" else None)
    former = FormerForm(request.POST if which == "former" else None)
    done: object = None
    if which == "other" and other.is_valid():
        text = other.cleaned_data["other"]
        done = attempt(other, related.add, actor(request), appeal, text)
    elif which == "former" and former.is_valid():
        name = former.cleaned_data["name"]
        done = attempt(former, related.add_former, actor(request), appeal, name)
    if done:
        messages.success(request, _("Saved."))
        return redirect("desk:appeal-related", document_id)
    codes = [appeal.original_language, *appeal.texts.values_list("language", flat=True)]
    context = {
        "appeal": appeal,
        "other_form": other,
        "former_form": former,
        "forth": appeal.relations.select_related("other"),
        "back": appeal.related_by.select_related("appeal"),
        "names": appeal.former_names.all(),
        "is_update": is_update(appeal.document_type_id),
        "languages": named(list(dict.fromkeys(codes))),
        "who": reads.who(appeal),
        "nav_current": "cases",
    }
    wrong = other.errors or former.errors
    return render(request, "desk/appeal_related.html", context, status=422 if wrong else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The appeal does not name the other one after all."""
    relation = get_object_or_404(Relation.objects.select_related("appeal", "other"), pk=pk)
    document_id = relation.appeal.document_id
    attempt_plain(request, related.remove, actor(request), relation)
    return redirect("desk:appeal-related", document_id)


urls: list[URLPattern] = [
    path("appeals/<str:document_id>/related/", show, name="appeal-related"),
    path("relations/<int:pk>/remove/", remove, name="relation-remove"),
]
