"""The forms of signing in, in the words of this house, and without what it does not offer."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.web.asking import Form
from tocsin.people import codes


class Ours(Form):
    """Each field's label stands above it, and nowhere else."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ByCode(Ours):
    """Says that a recovery code will do: who lost the telephone reads it here or nowhere."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["code"].help_text = _(
            "Six digits from your app, or one of your recovery codes."
        )

    def clean_code(self) -> str:
        """Refuses a code of the app that was used, wherever that was."""
        code = str(super().clean_code())  # type: ignore[misc] # of the form that it is mixed into
        app = self.authenticator  # type: ignore[attr-defined]
        if app.type == Authenticator.Type.TOTP and not codes.spend(app, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Called(Ours):
    """The name of a key, which allauth labels in English alone."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["name"].label = _("Name")


class SignInForm(Ours, LoginForm):  # type: ignore[misc] # allauth has no types
    """Username and password."""


class NewPasswordForm(Ours, ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    """Another password instead of the one there is."""


class FirstPasswordForm(Ours, SetPasswordForm):  # type: ignore[misc] # allauth has no types
    """A password where there was none."""


class PasswordAgainForm(Ours, ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """The password once more, before something that matters."""


class CodeForm(ByCode, AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The second factor."""


class CodeAgainForm(ByCode, ReauthenticateByCodeForm):  # type: ignore[misc] # allauth has no types
    """The same once more, before something that matters."""


class FirstCodeForm(Ours, ActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    """A code that proves that the app has the secret."""


class NewKeyForm(Called, AddWebAuthnForm):  # type: ignore[misc] # allauth has no types
    """A passkey or security key."""


class KeyNameForm(Called, EditWebAuthnForm):  # type: ignore[misc] # allauth has no types
    """Another name for one."""
