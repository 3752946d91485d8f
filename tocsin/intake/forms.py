"""The part of a form by which an alert is handed in: its text or its file, and not both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.kernel.web import asking

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words  # only the types know it


class DocumentForm(asking.Form):
    """A form with the fields `text` and `file`; `BOTH` and `NEITHER` say what is wrong."""

    AGAIN = gettext_lazy("Choose the file again: a browser does not keep it.")

    BOTH: ClassVar[Words]
    NEITHER: ClassVar[Words]

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        data = super().clean() or {}
        text, file = data.get("text", "").strip(), data.get("file")
        if text and file:
            self.add_error("file", str(self.BOTH))
        elif not (text or file or "text" in self.errors or "file" in self.errors):
            self.add_error("text", str(self.NEITHER))
        if self.errors:
            self.choose_again()
        return data

    def choose_again(self) -> None:
        """Says of a file that was good itself that it is lost with a form that is refused."""
        if self.files.get("file") and "file" not in self.errors:
            self.add_error("file", str(self.AGAIN))

    def document(self) -> tuple[bytes, str]:
        """The bytes, and the name of the file; no name where the text was typed."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name
        typed = self.cleaned_data["text"].replace("\r\n", "\n")
        return typed.encode("utf-8", "replace"), ""


def text_field(label: Words, hint: Words, rows: int) -> forms.CharField:
    """The whole text, kept as it is typed."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, required=False, strip=False)


def file_field(label: Words, hint: Words) -> forms.FileField:
    """A file; an empty one is refused with a sentence of the room, not of the form."""
    return forms.FileField(label=label, help_text=hint, required=False, allow_empty_file=True)
