"""The watched server: with a log, a key, and voices under an appeal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.console.watching.watcher import (
    APPEAL,
    Capture,
    Watcher,
)
from tests.kernel.growing import sequence_all
from tests.signing.people import sign_and_confirm
from tocsin.kernel.crypto import seal
from tocsin.publishing.models import Revision


@pytest.fixture
def watch(live_server: Any, tmp_path: Path, capsys: Capture) -> Watcher:
    """Watches the server of the tests over HTTP."""
    return Watcher(live_server.url, tmp_path / "watch.json", capsys)


@pytest.fixture
def key() -> seal.KeyPair:
    """The organisation's key; the log knows of it."""
    pair = cast.signing_key()
    sequence_all()
    return pair


@pytest.fixture
def revision(key: seal.KeyPair) -> Revision:
    """A published appeal with two voices in the log."""
    found = cast.published(APPEAL)
    sign_and_confirm(found, "Ada", "ada@example.org")
    sign_and_confirm(found, "Bo", "bo@example.org")
    sequence_all()
    return found
