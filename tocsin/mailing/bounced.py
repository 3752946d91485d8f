"""Who is not there any more is of the network no longer, and a wish that cannot arrive is nothing.

A mail that was refused is another matter: when a provider takes us for a spammer, nobody has left.
"""

from __future__ import annotations

from django.db import transaction

from tocsin.kernel.mail import bounces
from tocsin.kernel.mail.bounces import Bounced
from tocsin.mailing import moves, welcome
from tocsin.mailing.models import Subscriber

MOST = 200
TO_MEMBERS = ("dispatch-", "correction-")
TO_JOIN = f"{welcome.BATCH}-"


def forget() -> int:
    """Carries out what the notes say, and deletes them; how many."""
    notes = bounces.came_back(*TO_MEMBERS, TO_JOIN, limit=MOST)
    if not notes:
        return 0
    with transaction.atomic():
        for one in notes:
            _forget(one)
        return bounces.forget(notes)


def _forget(note: Bounced) -> None:
    key = str(note.key)
    locked = Subscriber.objects.select_for_update()
    if key.startswith(TO_JOIN):
        _batch, number, mark = key.rsplit("-", 2)
        asked = locked.filter(pk=int(number), state="asked").first()
        if asked is not None and bytes(asked.token_hash or b"").hex().startswith(mark):
            asked.delete()
        return
    row = locked.filter(pk=int(key.rpartition("-")[2]), state="subscribed").first()
    if row is not None and note.gone:
        moves.forget(row)
