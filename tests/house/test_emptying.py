"""The ground of the tests: what one of them commits is not there for the next."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from tests import cast
from tests.emptying import KEPT, empty
from tests.kernel.growing import sequence_all
from tests.signing.people import sign_and_confirm


def filled() -> set[str]:
    """The tables that have a row."""
    models = apps.get_models(include_auto_created=True)
    return {one._meta.db_table for one in models if one._base_manager.exists()}


@pytest.mark.django_db(transaction=True)
def test_all_that_was_committed_is_taken_away_and_what_migrate_wrote_stays() -> None:
    written = Permission.objects.count(), ContentType.objects.count()
    assert all(written)
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada Lind", "ada@example.org", choice="public")
    sequence_all()
    assert len(filled()) > 20
    empty()
    assert filled() == KEPT
    assert (Permission.objects.count(), ContentType.objects.count()) == written
