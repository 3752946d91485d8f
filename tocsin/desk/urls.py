"""The desk's pages, noun by noun; each module lists its own at its end."""

from __future__ import annotations

from tocsin.desk import (
    alerts,
    appeals,
    approvals,
    assertions,
    attachments,
    cases,
    claims,
    conveyances,
    due,
    entry,
    keys,
    mailouts,
    matches,
    network,
    persons,
    replies,
    settings,
    sheets,
    signatures,
    sources,
    staff,
)

app_name = "desk"
urlpatterns = [
    *due.urls,
    *entry.urls,
    *alerts.urls,
    *cases.urls,
    *claims.urls,
    *assertions.urls,
    *sources.urls,
    *persons.urls,
    *matches.urls,
    *appeals.urls,
    *attachments.urls,
    *approvals.urls,
    *mailouts.urls,
    *network.urls,
    *signatures.urls,
    *sheets.urls,
    *conveyances.urls,
    *replies.urls,
    *staff.urls,
    *settings.urls,
    *keys.urls,
]
