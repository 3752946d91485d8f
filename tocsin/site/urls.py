"""The public pages, noun by noun; fixed words come before document IDs."""

from __future__ import annotations

from tocsin.site import (
    alert,
    appeal,
    archive,
    attachments,
    join,
    log,
    names,
    pages,
    receipt,
    sign,
    withdraw,
)

app_name = "site"
urlpatterns = [
    *pages.urls,
    *archive.urls,
    *join.urls,
    *alert.urls,
    *log.urls,
    *withdraw.urls,
    *sign.urls,
    *receipt.urls,
    *names.urls,
    *attachments.urls,
    *appeal.urls,
]
