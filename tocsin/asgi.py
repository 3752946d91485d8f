"""The whole program as an ASGI application; granian serves it (`tocsin up`)."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")

from tocsin.door.entrance import Door
from tocsin.wsgi import application as behind

application = Door(behind)
