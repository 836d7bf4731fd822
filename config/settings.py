"""Settings, read from the environment. docs/operations.md lists every variable.

A wrong or missing value is told at start by a system check (config/checks.py).
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ, BASE_DIR)
ENVIRONMENT_PROBLEMS = env.problems  # what config/checks.py tells at start

# --- What kind of installation ------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
DEMONSTRATION = env.flag("DEMONSTRATION", default=False)  # set by bin/run alone: synthetic data, known accounts
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
DATA_DIR = env.data_folder("DATA_DIR", default=BASE_DIR / "var")  # everything the portal keeps outside its database
SECRET_KEY = env.kept_secret("SECRET_KEY", DATA_DIR / "secret-key")
SECRET_KEY_LENGTH = len(SECRET_KEY)  # for its check: Django refuses to show an empty key

# --- Applications -------------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "simple_history",
    "accounts",
    "enterprises",
    "ratings",
    "mutual_recognition",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.PasswordChangeMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database, cache, jobs ----------------------------------------------------
EMBEDDED_DATABASE = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "portal.sqlite3")}
DATABASES = {"default": env.database("DATABASE_URL", default=EMBEDDED_DATABASE)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file: a test's worker opens it too
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", default=60, minimum=0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The judging statement has hundreds of expressions: compiling them costs more than a night takes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # SQLite has no covering indexes and does without
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DATA_DIR / "cache"),
        }
    }
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "config.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "take-inbox": {"task": "enterprises.tasks.take_inbox", "schedule": crontab(minute="0,10,20", hour="1")},
    "resume-deliveries": {"task": "enterprises.tasks.resume_deliveries", "schedule": crontab()},  # lost or killed
    "nightly": {"task": "ratings.tasks.nightly", "schedule": crontab(minute="30", hour="1")},
    "monthly-lists": {"task": "mutual_recognition.tasks.monthly_lists", "schedule": crontab(minute="30", hour="2")},
    "exchange-lists": {"task": "mutual_recognition.tasks.exchange_lists", "schedule": crontab()},
    "mail-reminders": {"task": "ratings.tasks.mail_reminders", "schedule": crontab(minute="*/10")},  # what was not sent
    "resume-exports": {"task": "ratings.tasks.resume_exports", "schedule": crontab()},
    "resume-nights": {"task": "ratings.tasks.resume_nights", "schedule": crontab()},  # what was killed or lost
}

# --- People -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PortalBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = env.number("SIGN_IN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("SIGN_IN_LOCKOUT_MINUTES", default=30))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "accounts.backends.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False  # its pages can delete the log; the portal has its own
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 100_000
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
SESSION_COOKIE_AGE = env.number("SESSION_IDLE_SECONDS", default=30 * 60, minimum=60)
# A session ends after this long however busy it was: a working day.
SESSION_ABSOLUTE_SECONDS = env.number("SESSION_ABSOLUTE_SECONDS", default=10 * 3600, minimum=60)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Security -----------------------------------------------------------------
HTTPS = env.flag("HTTPS", default=not DEMONSTRATION and not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)  # exactly one proxy, which sets X-Forwarded-Proto and -For
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Words, days, files -------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA_DIR / "files")}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# --- Mail ---------------------------------------------------------------------
MAIL_IS_SET = env.has("EMAIL_URL")
vars().update(env.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 30  # seconds
SENDER_IS_SET = env.has("MAIL_FROM")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", default="credit-portal@localhost")
# Where people open the portal: links in mail begin with it.
PORTAL_URL_IS_SET = env.has("PORTAL_URL")
PORTAL_URL = env.text("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")
ALARM_RECIPIENTS = env.words("ALARM_RECIPIENTS")  # who is mailed when a delivery is missing or a night stops

# --- The night ----------------------------------------------------------------
INBOX_DIR = env.data_folder("INBOX_DIR", default=DATA_DIR / "inbox")
DELIVERY_MAX_AGE_HOURS = env.number("DELIVERY_MAX_AGE_HOURS", default=36)  # older: the scheduled night restores nobody
COVERAGE_LAG_DAYS = env.number("COVERAGE_LAG_DAYS", default=31)  # how old the word of an optional feed may be
NIGHT_RESTORES_ALONE = env.flag("NIGHT_RESTORES_ALONE", default=True)  # else each restoration waits for an officer
# The brake: cases opened and firms restored in one night, and their share of all firms judged. Both exceeded: held.
BRAKE_MAX_CHANGES = env.number("BRAKE_MAX_CHANGES", default=500)
BRAKE_MAX_SHARE = env.share("BRAKE_MAX_SHARE", default="1/1000")
# A partner's list by which a larger share of its firms would lose recognition, and more than one firm, waits for a second
# person: between two monthly lists far fewer go, so a larger loss is rather a list that was cut off.
PARTNER_LIST_MAX_LOSS = env.share("PARTNER_LIST_MAX_LOSS", default="1/20")
LEVELS_EXPORT_DIR = env.folder("LEVELS_EXPORT_DIR", default=None)  # where the night writes the levels; None: nowhere

# --- Lists to partners of mutual recognition ----------------------------------
EXCHANGE_DIR = env.data_folder("EXCHANGE_DIR", default=DATA_DIR / "exchange")  # a folder per partner, for an SFTP server
# The files of every message as it was made; not served.
EXCHANGE_ARCHIVE_DIR = env.data_folder("EXCHANGE_ARCHIVE_DIR", default=DATA_DIR / "exchange-archive")
EXCHANGE_KEY = env.folder("EXCHANGE_KEY", default=None)  # private key in PEM; a demonstration makes its own
EXCHANGE_ANSWER_HOURS = env.number("EXCHANGE_ANSWER_HOURS", default=24)  # a message not answered by then is overdue

# --- Letters ------------------------------------------------------------------
# What the seal drawn on a signed letter says; empty: a place is left for the real one. Nobody's real seal is imitated.
LETTER_SEAL = env.text("LETTER_SEAL", default="演示用章" if DEMONSTRATION else "")

# --- Certificates -------------------------------------------------------------
# Where anyone verifies certificates, as their QR codes say for as long as they live: the portal, or a front that shows
# nothing but /verify/ and /static/ of it.
PUBLIC_URL = env.text("PUBLIC_URL", default=PORTAL_URL).rstrip("/")
CERTIFICATE_KEY = env.folder("CERTIFICATE_KEY", default=None)  # private key in PEM; a demonstration makes its own
CERTIFICATE_CHAIN = env.folder("CERTIFICATE_CHAIN", default=None)  # its certificate in PEM, then those above it
CERTIFICATE_TRUST = env.folder("CERTIFICATE_TRUST", default=None)  # the authority's own certificate in PEM
FONTS_DIR = env.data_folder("FONTS_DIR", default=DATA_DIR / "fonts")  # faces cut from the system's, made at first use
CERTIFICATES_PER_EXPORT = env.number("CERTIFICATES_PER_EXPORT", default=1000)
PUBLIC_CHECKS_PER_MINUTE = env.number("PUBLIC_CHECKS_PER_MINUTE", default=30)  # from one address, of the public page

# --- History ------------------------------------------------------------------
SIMPLE_HISTORY_DATE_INDEX = "composite"
