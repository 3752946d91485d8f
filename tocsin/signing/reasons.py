"""Why voices are voided. The numbers stand in the public log and mean the same for ever.

Apart from the tables, since the dossier is made where there are none. Below 16 are the reasons
for which a signatory's own voice is withdrawn (`logged`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REASONS = [
    (16, _("made by a program")),
    (17, _("signed in the names of others")),
    (18, _("bought, or ordered from people who were not free")),
    (19, _("another reason, in words")),
]
OTHER = REASONS[-1][0]
# As whoever is not of the desk reads it: what the desk wrote may name people, and is not told.
TOLD = dict(REASONS) | {OTHER: _("another reason")}
