"""All the loops of the worker, in the order of the flow."""

from __future__ import annotations

from tocsin.archive import work as archive
from tocsin.intake import work as intake
from tocsin.kernel import audit_log, machines, minutes
from tocsin.kernel.mail import post
from tocsin.kernel.transparency import cosigning
from tocsin.mailing import work as mailing
from tocsin.replies import work as replies
from tocsin.signing import work as signing

# The others wait until the server is unlocked.
WHILE_LOCKED = (intake.LOOP, archive.LOOP, minutes.LOOP, machines.LOOP)
LOOPS = (
    intake.LOOP,
    archive.LOOP,
    mailing.LOOP,
    cosigning.LOOP,
    audit_log.LOOP,
    signing.LOOP,
    replies.LOOP,
    minutes.LOOP,
    machines.LOOP,
    post.LOOP,
)
