"""The table of contents: what answers at which address."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tocsin.desk import entry, factors
from tocsin.site import log

urlpatterns = [
    path("", include("tocsin.api.urls")),
    path("log/", include(log.files)),
    *i18n_patterns(
        path("desk/account/", include(entry.accounts)),
        path("desk/second-factor/", include(factors.urls)),
        path("desk/second-factor/", include("allauth.mfa.urls")),
        path("desk/", include("tocsin.desk.urls")),
        path("", include("tocsin.site.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "tocsin.site.errors.bad_request"
handler403 = "tocsin.site.errors.forbidden"
handler404 = "tocsin.site.errors.not_found"
handler429 = "tocsin.site.errors.too_many"
handler500 = "tocsin.site.errors.broken"
