"""Addresses for programs; they carry no language prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.api import appeal, description, feed, metrics

urlpatterns: list[URLPattern] = [
    path("feed.atom", feed.newest, name="feed"),
    path("metrics", metrics.metrics, name="metrics"),
    path("openapi.json", description.as_json, name="description"),
    path("<slug:document_id>.json", appeal.as_json, name="json"),
]
