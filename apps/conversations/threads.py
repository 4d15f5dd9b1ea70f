"""Where blocking work runs, so that the event loop never waits: one pool for the database, one
for masking."""

from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from channels.db import DatabaseSyncToAsync
from django.conf import settings

P = ParamSpec("P")
R = TypeVar("R")

# As many threads as the database pool has connections: more would only wait for one.
DATABASE_THREADS = ThreadPoolExecutor(settings.DATABASE_POOL_SIZE, thread_name_prefix="database")
MASKING_THREADS = ThreadPoolExecutor(2, thread_name_prefix="masking")


def db_call(function: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """`function` as a coroutine function that may use the ORM; gives its connection back."""
    return DatabaseSyncToAsync(function, thread_sensitive=False, executor=DATABASE_THREADS)


def masking_call(function: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """`function` as a coroutine function that scans a text for personal data."""
    return sync_to_async(function, thread_sensitive=False, executor=MASKING_THREADS)
