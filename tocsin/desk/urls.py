"""The desk's pages, noun by noun; each module lists its own at its end."""

from __future__ import annotations

from tocsin.desk import (
    alert_words,
    alerts,
    appeals,
    approvals,
    cases,
    claims,
    conveyances,
    due,
    entry,
    keys,
    mailouts,
    network,
    partner_keys,
    related,
    replies,
    settings,
    sheets,
    signatures,
    staff,
    triage,
)

app_name = "desk"
urlpatterns = [
    *due.urls,
    *entry.urls,
    *alerts.urls,
    *alert_words.urls,
    *triage.urls,
    *cases.urls,
    *claims.urls,
    *related.urls,
    *appeals.urls,
    *approvals.urls,
    *mailouts.urls,
    *network.urls,
    *signatures.urls,
    *sheets.urls,
    *conveyances.urls,
    *replies.urls,
    *staff.urls,
    *settings.urls,
    *partner_keys.urls,
    *keys.urls,
]
