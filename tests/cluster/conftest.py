"""What is prepared once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cluster.template import Template, prepared_once


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Made once."""
    with prepared_once(tmp_path_factory.mktemp("cluster")) as made:
        yield made
