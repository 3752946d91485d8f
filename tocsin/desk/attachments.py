"""Pages of the desk: what is attached to an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.appeals import moves, reads
from tocsin.appeals.attachments import ALT, MOST, UNSEEN, languages_of
from tocsin.appeals.models import Appeal, Attachment
from tocsin.desk.room import actor, attempt, attempt_plain, refuse_large
from tocsin.kernel import keys
from tocsin.kernel.foreign import office
from tocsin.kernel.web import asking
from tocsin.kernel.web.origin import file_answer
from tocsin.publishing.figures import file_name
from tocsin.vocabulary import languages

NAV = {"nav_current": "cases"}


class AltForm(asking.Form):
    """What is seen, in each language of the appeal."""

    def __init__(self, *words: Any, appeal: Appeal, **kept: Any) -> None:
        super().__init__(*words, **kept)
        for code in languages_of(appeal):
            first = code == appeal.original_language
            self.fields[f"alt_{code}"] = forms.CharField(
                label=_("What is seen (%(language)s)") % {"language": languages.named(code)},
                max_length=ALT * 100,  # the move says what is too long
                required=first,
                error_messages={"required": UNSEEN},
                help_text="" if first else _("May wait until the appeal is proposed."),
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )

    def alt(self) -> dict[str, str]:
        """By language, as the moves want it."""
        parts = self.cleaned_data.items()
        return {name[4:]: text for name, text in parts if name.startswith("alt_")}


class AttachForm(AltForm):
    """A file, and what is seen in it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, GIF, TIFF or PDF, up to 20 MB. It is drawn anew, so that it does not "
            "tell where, when and by whom it was made. Faces and places in it stay: look closely."
        ),
    )

    def __init__(self, *words: Any, **kept: Any) -> None:
        super().__init__(*words, **kept)
        if office.is_here():
            also = _("Documents of Word and LibreOffice are taken too.")
            self.fields["file"].help_text = f"{self.fields['file'].help_text} {also}"


class DescribeForm(AltForm):
    """The description anew, and the place among the others."""

    place = forms.IntegerField(
        label=gettext_lazy("Place"), min_value=1, max_value=MOST, widget=asking.Number()
    )


def _appeal(document_id: str) -> Appeal:
    rows = Appeal.objects.select_related("document_type", "case")
    return get_object_or_404(rows, document_id=document_id)


def _found(pk: int) -> Attachment:
    rows = Attachment.objects.filter(removed_at=None).select_related("appeal")
    return get_object_or_404(rows, pk=pk)


def show(request: HttpRequest, document_id: str) -> HttpResponse:
    """All that is attached, and a form for one more."""
    appeal = _appeal(document_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachForm(*posted, appeal=appeal)
    if posted and not refuse_large(request, form, "file") and form.is_valid():
        file = form.cleaned_data["file"]
        words = (actor(request), appeal, file.name, file.read(), form.alt())
        if attempt(form, moves.attach, *words):
            messages.success(request, _("The file is attached. Look at what is left of it."))
            return redirect("desk:appeal-attachments", document_id)
    context = {
        "appeal": appeal,
        "languages": [(code, languages.name(code)) for code in languages_of(appeal)],
        "attachments": reads.attachments(appeal),
        "key": keys.active(),
        "form": form,
        **NAV,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/appeal_attachments.html", context, status=status)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What is seen, said anew."""
    one = _found(pk)
    told = {f"alt_{code}": text for code, text in one.alt.items()}
    now = list(reads.attachments(one.appeal)).index(one) + 1
    posted = request.POST if request.method == "POST" else None
    form = DescribeForm(posted, appeal=one.appeal, initial=told | {"place": now})
    if posted is not None and form.is_valid():
        attempt(form, moves.describe, actor(request), one, form.alt(), form.cleaned_data["place"])
        if not form.errors:
            messages.success(request, _("The description is saved."))
            return redirect("desk:appeal-attachments", one.appeal.document_id)
    context = {"appeal": one.appeal, "one": one, "form": form, **NAV}
    status = 422 if form.errors else 200
    return render(request, "desk/appeal_attachment.html", context, status=status)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes it out of the appeal."""
    one = _found(pk)
    attempt_plain(request, moves.remove, actor(request), one)
    return redirect("desk:appeal-attachments", one.appeal.document_id)


@require_safe
def file(request: HttpRequest, document_id: str, sha256: str) -> HttpResponse:
    """The clean file, for those who write and approve."""
    rows = Attachment.objects.filter(appeal__document_id=document_id, sha256=sha256)
    one = rows.first()
    data = attempt_plain(request, reads.attachment_bytes, one) if one else None
    if one is None or data is None:
        raise Http404
    shown = one.media_type.startswith("image/")
    return file_answer(data, one.media_type, file_name(sha256, one.media_type), shown=shown)


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed original as a download; it opens on the machine that has the key."""
    one = _found(pk)
    data = attempt_plain(request, reads.original_bytes, one)
    if data is None:
        return redirect("desk:appeal-attachments", one.appeal.document_id)
    name = f"{one.appeal.document_id}-{one.pk}.sealed"
    return file_answer(data, "application/octet-stream", name, shown=False)


urls: list[URLPattern] = [
    path("appeals/<str:document_id>/attachments/", show, name="appeal-attachments"),
    path("appeals/<str:document_id>/attachments/<slug:sha256>/", file, name="attachment"),
    path("attachments/<int:pk>/", change, name="attachment-change"),
    path("attachments/<int:pk>/remove/", remove, name="attachment-remove"),
    path("attachments/<int:pk>/original/", original, name="attachment-original"),
]
