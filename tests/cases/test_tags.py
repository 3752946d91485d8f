"""What templates may ask of the cases."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from tocsin.cases.templatetags.cases import claim_status, source_kind


def test_a_status_is_drawn_with_its_word() -> None:
    page = Template('{% load cases %}{% claim_status "reported" %}').render(Context())
    assert 'data-status="reported"' in page
    assert "<svg" in page
    assert "reported</span>" in page


def test_a_status_that_is_not_declared_is_a_loud_mistake() -> None:
    with pytest.raises(KeyError):
        claim_status("rumoured")


def test_a_kind_of_source_is_told_in_words() -> None:
    assert source_kind("anonymous official") == "anonymous official"
    assert source_kind("something old") == "something old"
