"""Django's database settings from a PostgreSQL address."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

CLOCKS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
)


def postgres_settings(address: str, *, pool_size: int | None = None) -> dict[str, Any]:
    """Return one entry of DATABASES: with `pool_size` a pool and clocks (ms), else neither.

    `address` is a libpq URI or key-value string, so that sockets and TLS options work.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items()}
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 0,  # persistent connections leak under ASGI
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, **parts},
    }
    if pool_size:
        entry["OPTIONS"] |= {
            "options": CLOCKS,
            "pool": {
                "min_size": 2,
                "max_size": pool_size,
                "timeout": 5,
                "max_lifetime": 1800,
                "max_idle": 300,
            },
        }
    return entry
