"""The whole program as an ASGI application; granian serves it (`tocsin up`)."""

from __future__ import annotations

import gc

from tocsin.wsgi import application as behind  # sets Django up, which the door needs

from tocsin.door.entrance import Door  # isort: skip

application = Door(behind)

# What is loaded by now stays. The collector would look at all of it again and again, which took a
# twentieth of the time in a storm and held up everybody for as long as it looked.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
