"""A published appeal, and a door before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import cast
from tests.door.asking import Asker
from tocsin.publishing.models import Revision


@pytest.fixture
def revision(transactional_db: None) -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def asker(revision: Revision) -> Iterator[Asker]:
    """Who knocks."""
    made = Asker()
    yield made
    made.close()
