"""Settings of the tests: a private database server, quick hashes, short clocks, no pool."""

import os

os.environ.setdefault("DEMONSTRATION", "1")

from franceservices.databases import postgres_settings
from franceservices.settings import *  # noqa: F403
from franceservices.settings import BASE_DIR, DATABASES, SUPERUSER_URL

_test_name = "test_franceservices" + os.environ.get("TEST_DB_SUFFIX", "")
# The owner alias makes the test database; the application alias works in it with its own rights.
DATABASES["default"]["OPTIONS"].pop("pool")
# A test holds its transaction for as long as it lasts: only that clock is off.
DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=5000 -c lock_timeout=2000"
DATABASES["default"]["TEST"] = {"MIRROR": "maintenance"}
DATABASES["maintenance"] = postgres_settings(SUPERUSER_URL)
DATABASES["maintenance"]["NAME"] = DATABASES["default"]["NAME"]
DATABASES["maintenance"]["TEST"] = {"NAME": _test_name, "DEPENDENCIES": []}
# Emptying tables after a test is the one act that the append-only triggers must not refuse.
DATABASES["maintenance"]["OPTIONS"]["options"] = "-c session_replication_role=replica"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SHARED_FOLDER = BASE_DIR.parent / "shared"
WHITENOISE_AUTOREFRESH = True  # no collected folder to warn about
WORKER_IN_SERVER = False
FOLLOWS_CHANGES = False
