"""The whole program as an ASGI application; granian serves it (`tocsin up`)."""

from __future__ import annotations

from tocsin.wsgi import application as behind  # sets Django up, which the others need

from tocsin.door.entrance import Door  # isort: skip
from tocsin.kernel import loaded  # isort: skip

application = Door(behind)
loaded.leave_alone()
