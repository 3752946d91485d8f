"""Where PostgreSQL is, by one URL as libpq reads it: several hosts, sockets, its own options.

With several hosts the first that takes writes is used. When it dies the next one that was promoted
is found at the next connection, and a line on which nobody answers is given up in seconds.
"""

from __future__ import annotations

import sys
from typing import Any

SHAPE = "DATABASE_URL must look like postgresql://user:password@host:5432/name"
# For several hosts: the one that takes writes; five seconds for each; fifteen for a silent one.
SEVERAL = {
    "target_session_attrs": "read-write",
    "connect_timeout": "5",
    "tcp_user_timeout": "15000",
    "keepalives_idle": "5",
    "keepalives_interval": "5",
    "keepalives_count": "2",
}


def postgresql(url: str) -> dict[str, Any]:
    """The setting of Django for that URL; ends the program with a sentence where it is wrong."""
    from psycopg import Error, conninfo

    if not url.startswith(("postgres://", "postgresql://")):
        sys.exit(f"{SHAPE}.")
    try:
        told = dict(conninfo.conninfo_to_dict(url))
    except Error as error:
        # What stands between its quotes may be the password.
        sys.exit(f"{SHAPE}: {str(error).partition(': ')[0].strip()}.")
    name = str(told.pop("dbname", ""))
    host, port = str(told.pop("host", "")), str(told.pop("port", ""))
    if not name or not all(one.isdecimal() for one in port.split(",") if one):
        sys.exit(f"{SHAPE}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": str(told.pop("user", "")),
        "PASSWORD": str(told.pop("password", "")),
        "HOST": host,
        "PORT": port,
        "OPTIONS": (SEVERAL if "," in host else {}) | told,
        "CONN_MAX_AGE": 60,
        # A server that was restarted costs nobody an error: the line is tried before it is used.
        "CONN_HEALTH_CHECKS": True,
    }
