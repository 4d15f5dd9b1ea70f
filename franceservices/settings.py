"""Settings: everything comes from the environment; with nothing set, a local demonstration runs.

docs/settings.md documents each variable; a test keeps it true.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from franceservices.databases import postgres_settings
from franceservices.embedded import start_embedded_postgres
from franceservices.logs import logging_settings
from franceservices.secrets import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where it runs --------------------------------------------------------------------------
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
LOCAL_FOLDER = Path(env.str("LOCAL_FOLDER", default=str(BASE_DIR / ".local")))
HOST = env.str("HOST", default="localhost")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[HOST] if PRODUCTION else [HOST, "127.0.0.1"])
ORIGINS = env.list(
    "ORIGINS",
    default=[f"https://{HOST}"]
    if PRODUCTION
    else [f"http://{name}:{PORT}" for name in ("localhost", "127.0.0.1")],
)
CSRF_TRUSTED_ORIGINS = ORIGINS
DEMONSTRATION = env.bool("DEMONSTRATION", default=not PRODUCTION)
if PRODUCTION and (DEMONSTRATION or DEBUG):
    raise ImproperlyConfigured("PRODUCTION refuses DEMONSTRATION and DEBUG.")
SECRET_KEY = (
    env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default="")
) or local_secret(LOCAL_FOLDER / "secret-key")
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY must hold at least 40 characters.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "apps.accounts",
    "apps.audit",
    "apps.ui",
    "apps.notices",
    "apps.llm",
    "apps.sheets",
    "apps.model_answers",
    "apps.conversations",
    "apps.evaluation",
    "apps.reviews",
    "apps.curation",
    "apps.operations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "channels",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials",
    "widget_tweaks",
    "dsfr",
    "csp",
    "django_prometheus",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "apps.ui.static_files.CollectedStaticFilesConfig",
    "django.forms",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.SessionClockMiddleware",
    "apps.accounts.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.middleware.TermsMiddleware",
    "apps.ui.middleware.PrivatePagesMiddleware",
    "apps.operations.middleware.MaintenanceMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "franceservices.urls"
ASGI_APPLICATION = "franceservices.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.ui.context.site",
                "apps.operations.context.notices",
                "apps.llm.context.model_health",
            ],
        },
    }
]

# --- Database: application role, and owner role without a clock --------------------------------
if env.str("DATABASE_URL", default=""):
    _application_url = env.str("DATABASE_URL")
    _owner_url = env.str("DATABASE_OWNER_URL", default=_application_url)
    SUPERUSER_URL = env.str("DATABASE_SUPERUSER_URL", default="")
else:
    if PRODUCTION:
        raise ImproperlyConfigured("PRODUCTION needs DATABASE_URL.")
    _embedded = start_embedded_postgres(LOCAL_FOLDER / "pg")
    _application_url, _owner_url = _embedded["application"], _embedded["owner"]
    SUPERUSER_URL = _embedded["superuser"]
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=12)
DATABASES: dict[str, dict[str, Any]] = {
    "default": postgres_settings(_application_url, pool_size=DATABASE_POOL_SIZE),
    "maintenance": postgres_settings(_owner_url),
}
DATABASE_APPLICATION_ROLE = DATABASES["default"]["USER"]

# --- Jobs and sockets -------------------------------------------------------------------------
PROCRASTINATE_DATABASE_ALIAS = "default"
WORKER_IN_SERVER = env.bool("WORKER_IN_SERVER", default=not PRODUCTION)
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=40)
JOB_MOST_ATTEMPTS = 3  # a job that kills its worker each time is not begun for ever
REDIS_URL = env.str("REDIS_URL", default="")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # The layer waits five seconds for a message: the client must wait longer than that.
            "hosts": [{"address": REDIS_URL, "socket_timeout": 15}],
            "prefix": "franceservices",
            "capacity": 1000,
            "expiry": 30,
            "group_expiry": 9 * 3600,
        },
    }
    if REDIS_URL
    else {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"capacity": 1000, "expiry": 30, "group_expiry": 9 * 3600},
    }
}

# --- Sign-in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "apps.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "5/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TRUST_ENABLED = False
MFA_TOTP_TOLERANCE = 0
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# Mail is off while nothing names a server: what would be mailed is shown to who asked for it.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"assistant@{HOST}")
MAIL_IS_ON = bool(EMAIL_HOST)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_IS_ON else 'console'}.EmailBackend"

# --- Cookies, headers, limits -------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_LIFE_SECONDS = env.int("SESSION_LIFE_SECONDS", default=8 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict would break the return of OIDC
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-sid", "__Host-csrf") if PRODUCTION else ("sid", "csrf")
)
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 5
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # ticks and arrows of the design system are data: images
        "manifest-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": [
            "'self'",
            *(origin.replace("http", "ws", 1) for origin in ORIGINS),
        ],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Language and static files ------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["svg", "png", "woff", "woff2", "ico", "gz", "br"]
UI_THEME = env.str("UI_THEME", default="dsfr")
DSFR_USE_INTEGRITY_CHECKSUMS = False  # hashed static files would not match them

# --- Model endpoints: each is off while its address is empty ------------------------------------
LLM_BASE_URL = env.str("LLM_BASE_URL", default="")
LLM_API_KEY = env.str("LLM_API_KEY", default="")
LLM_MODEL = env.str("LLM_MODEL", default="")
LLM_FALLBACK_MODELS = env.list("LLM_FALLBACK_MODELS", default=[])
LLM_JUDGE_MODEL = env.str("LLM_JUDGE_MODEL", default="")
LLM_CONTEXT_TOKENS = env.int("LLM_CONTEXT_TOKENS", default=8192)
SHOW_FOOTPRINT = env.bool("SHOW_FOOTPRINT", default=True)
LLM_REWRITE = env.bool("LLM_REWRITE", default=False)
LLM_REQUIRE_FINISH_REASON = env.bool("LLM_REQUIRE_FINISH_REASON", default=True)
EMBEDDINGS_BASE_URL = env.str("EMBEDDINGS_BASE_URL", default="")
EMBEDDINGS_API_KEY = env.str("EMBEDDINGS_API_KEY", default="")
EMBEDDINGS_MODEL = env.str("EMBEDDINGS_MODEL", default="")
RERANK_BASE_URL = env.str("RERANK_BASE_URL", default="")
RERANK_API_KEY = env.str("RERANK_API_KEY", default="")
RERANK_MODEL = env.str("RERANK_MODEL", default="")

# --- Audit trail: key and checkpoints live outside the database ---------------------------------
AUDIT_ORIGIN = env.str("AUDIT_ORIGIN", default=HOST)
AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", default=str(LOCAL_FOLDER / "audit" / "key.pem"))
AUDIT_CHECKPOINT_FILE = env.str(
    "AUDIT_CHECKPOINT_FILE", default=str(LOCAL_FOLDER / "audit" / "checkpoints.tsv")
)

# --- Sheets -------------------------------------------------------------------------------------
OFFICIAL_FEED_URL = env.str("OFFICIAL_FEED_URL", default="")
OFFICIAL_IMPORT_HOUR = env.int("OFFICIAL_IMPORT_HOUR", default=-1)  # Paris; -1: never
LINK_CHECK = env.bool("LINK_CHECK", default=False)
# A revision with which golden questions fare worse than so needs a written reason.
REPLAY_LARGEST_FALL = env.float("REPLAY_LARGEST_FALL", default=0.05)
REPLAY_LOST_ANSWERS = env.int("REPLAY_LOST_ANSWERS", default=0)
UPLOAD_MAX_BYTES = 200_000_000
ARCHIVE_MAX_MEMBERS = 20_000
ARCHIVE_MAX_BYTES = 500_000_000
ARCHIVE_MAX_MEMBER_BYTES = 5_000_000
ARCHIVE_MAX_RATIO = 100
INDEX_PROCESSES = env.int("INDEX_PROCESSES", default=os.cpu_count() or 1)

# --- Answers: seconds; log-odds of having no answer above which a question is declined -----------
FIRST_SENTENCE_SECONDS = env.float("FIRST_SENTENCE_SECONDS", default=8.0)
DECLINE_THRESHOLD = env.float("DECLINE_THRESHOLD", default=0.0)
WHOLE_ANSWER_SECONDS = env.float("WHOLE_ANSWER_SECONDS", default=25.0)
ANSWER_LEASE_SECONDS = env.float("ANSWER_LEASE_SECONDS", default=10.0)
QUESTIONS_PER_MINUTE = env.int("QUESTIONS_PER_MINUTE", default=15)  # of one person
DESK_MODEL_ANSWERS_PER_HOUR = env.int("DESK_MODEL_ANSWERS_PER_HOUR", default=120)  # 0: no limit
MODEL_ANSWERS_PER_DAY = env.int("MODEL_ANSWERS_PER_DAY", default=0)  # 0: no limit
SOCKET_BEAT_SECONDS, SOCKET_CHECK_SECONDS, SOCKET_SEND_SECONDS = 10.0, 30.0, 5.0

# --- Drafts ------------------------------------------------------------------------------------
TRANSLATION_LANGUAGES = env.list(
    "TRANSLATION_LANGUAGES", default=["ar", "en", "es", "pt", "tr", "uk"]
)
MODEL_ANSWER_LIKENESS = env.float("MODEL_ANSWER_LIKENESS", default=0.6)  # from 0 to 1

# --- What administrators change is read again by each process ---------------------------------
FOLLOWS_CHANGES = env.bool("FOLLOWS_CHANGES", default=True)

# --- Reviews ----------------------------------------------------------------------------------
REVIEWS_DRAWN_PER_WEEK = env.int("REVIEWS_DRAWN_PER_WEEK", default=5)
REVIEWS_DOUBLE_SHARE = env.float("REVIEWS_DOUBLE_SHARE", default=0.1)
REVIEWS_LEASE_SECONDS = 600
QUALITY_MIN_EXACTNESS = env.float("QUALITY_MIN_EXACTNESS", default=0.90)
QUALITY_MAX_DANGEROUS = env.float("QUALITY_MAX_DANGEROUS", default=0.01)
# The demonstration's own set has 40 questions.
QUALITY_MIN_QUESTIONS = env.int("QUALITY_MIN_QUESTIONS", default=40 if DEMONSTRATION else 200)
RELEASE_GATE = env.bool("RELEASE_GATE", default=PRODUCTION)

# --- Retention, in months; removed every night after that ------------------------------------
RETENTION_EXCHANGES_MONTHS = env.int("RETENTION_EXCHANGES_MONTHS", default=12)
RETENTION_DRAFTS_MONTHS = env.int("RETENTION_DRAFTS_MONTHS", default=12)
RETENTION_RATINGS_MONTHS = env.int("RETENTION_RATINGS_MONTHS", default=12)
RETENTION_REVIEWS_MONTHS = env.int("RETENTION_REVIEWS_MONTHS", default=12)
RETENTION_SEARCHES_MONTHS = env.int("RETENTION_SEARCHES_MONTHS", default=12)
RETENTION_NOTICES_MONTHS = env.int("RETENTION_NOTICES_MONTHS", default=12)
RETENTION_TRACES_MONTHS = env.int("RETENTION_TRACES_MONTHS", default=1)

# --- Figures for Prometheus: in production, only for who sends this token ---------------------
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- Logs: never content -------------------------------------------------------------------
LOGGING = logging_settings(level=env.str("LOG_LEVEL", default="INFO"), as_json=PRODUCTION)
