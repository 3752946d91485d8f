"""The forms of signing in, without what this house does not offer."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from django.utils.translation import gettext_lazy


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """Each field's label stands above it, and nowhere else."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeForm(AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """Says that a recovery code will do: who lost the telephone reads it here or nowhere."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        code = self.fields["code"]
        code.help_text = gettext_lazy("Six digits from your app, or one of your recovery codes.")
        code.widget.attrs.pop("placeholder", None)
