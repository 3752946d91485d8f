"""Whether an appeal may be signed now, and the sentence that says why not."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.kernel import keys, switches
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import reads as publishing
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import retention


class SigningClosed(Refusal):
    """Nobody can sign now; `passing` when it is expected to open again."""

    def __init__(self, sentence: str, *, passing: bool) -> None:
        super().__init__(sentence)
        self.passing = passing


def closed(revision: Revision) -> SigningClosed | None:
    """Why the appeal cannot be signed now; None while it can."""
    return shut(revision.appeal, revision.content["deadline"])


def shut(appeal: Appeal, deadline: str | None) -> SigningClosed | None:
    """The same of an appeal as it is, and the deadline (ISO) of a revision."""
    if said := stopping.told(appeal):
        return SigningClosed(str(said), passing=False)
    if appeal.state != "published":
        return SigningClosed(_("This appeal is closed. It can no longer be signed."), passing=False)
    if deadline and timezone.localdate() > date.fromisoformat(deadline):
        return SigningClosed(
            _("The deadline of this appeal has passed. It can no longer be signed."), passing=False
        )
    if retention.forgotten(appeal):
        return SigningClosed(retention.sentence(), passing=False)
    if switches.on(switches.SIGN_CLOSED, appeal.document_id):
        return SigningClosed(
            _("Signing is closed for the moment, and nothing was saved. Please come back later."),
            passing=True,
        )
    if vault().locked:
        return while_locked()
    return None if keys.active() else without_key()


def number_open() -> int:
    """How many appeals may be signed now, as long as there is a key."""
    today = timezone.localdate().isoformat()
    rows = publishing.newest().filter(appeal__state="published", appeal__settled__forgotten_on=None)
    lasts = rows.values_list("appeal__document_id", "content__deadline")
    return sum(
        not (last and last < today) and not switches.on(switches.SIGN_CLOSED, document_id)
        for document_id, last in lasts
    )


def while_locked() -> SigningClosed:
    """The reason until somebody types the server's passphrase, mostly after a restart."""
    return SigningClosed(
        _(
            "Signing is closed for the moment: the server was started anew, and its keys are still "
            "locked away. Nothing that was signed is lost. Please come back in a few hours."
        ),
        passing=True,
    )


def without_key() -> SigningClosed:
    """The reason while the server has no key to seal to."""
    return SigningClosed(
        _(
            "Signing is closed for the moment, because names cannot be sealed safely right now. "
            "Nothing was saved. Please come back tomorrow."
        ),
        passing=True,
    )
