"""The only reader of the environment; what is wrong in it is said at once, in one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from tocsin.kernel.environment import (
    choice,
    flag,
    kept,
    language_name,
    mailbox,
    networks,
    number,
    text,
    version,
    witnesses,
)
from tocsin.kernel.storage.database import postgresql

PACKAGE = Path(__file__).resolve().parent

# ---- what an administrator may set (docs/reference/settings.md) ----
TOCSIN_HOME = Path(text("TOCSIN_HOME", "./data")).resolve()
# Where the master key lies while the server is unlocked; empty finds a folder in memory itself.
TOCSIN_RUNTIME = text("TOCSIN_RUNTIME", "")
CREDENTIALS_DIRECTORY = text("CREDENTIALS_DIRECTORY", "")  # of systemd, which may unlock
PORT = number("PORT", 8000)
TOCSIN_ADDRESS = text("TOCSIN_ADDRESS", f"http://127.0.0.1:{PORT}").rstrip("/")
TOCSIN_ORGANISATION = text("TOCSIN_ORGANISATION", "Urgent Appeals Desk")
TOCSIN_MAIL_FROM = text("TOCSIN_MAIL_FROM", "appeals@localhost")
TOCSIN_SMTP_URL = text("TOCSIN_SMTP_URL", "")
# The demonstration marks its data folder, so that nobody takes it for a real desk later.
TOCSIN_DEMONSTRATION = flag(
    "TOCSIN_DEMONSTRATION", default=kept(TOCSIN_HOME, "demonstration/README.txt") is not None
)
# The organisation's key, so that nobody can put another one into the database unnoticed.
TOCSIN_FINGERPRINT = text("TOCSIN_FINGERPRINT", "")
TOCSIN_LMTP = text("TOCSIN_LMTP", "")
TOCSIN_ALERT_MAIL = text("TOCSIN_ALERT_MAIL", "")
# Where mail comes back to, each to an address of its own (kernel.mail.return_paths).
TOCSIN_BOUNCE_MAIL = mailbox(
    "TOCSIN_BOUNCE_MAIL",
    longest=30,
    TOCSIN_MAIL_FROM=TOCSIN_MAIL_FROM,
    TOCSIN_ALERT_MAIL=TOCSIN_ALERT_MAIL,
)
TOCSIN_INBOX = text("TOCSIN_INBOX", "")
TOCSIN_SILENCE_DAYS = number("TOCSIN_SILENCE_DAYS", 60)
TOCSIN_CONFIRM_DAYS = number("TOCSIN_CONFIRM_DAYS", 14)
TOCSIN_RETENTION_MONTHS = number("TOCSIN_RETENTION_MONTHS", 12)
TOCSIN_LANGUAGES = text("TOCSIN_LANGUAGES", "en,fr").split(",")
TOCSIN_LOG_MINUTES = number("TOCSIN_LOG_MINUTES", 0 if TOCSIN_DEMONSTRATION else 10)
# The name by which the log is known for ever, and by which witnesses know it.
TOCSIN_LOG_ORIGIN = text("TOCSIN_LOG_ORIGIN", "")
TOCSIN_WITNESSES = witnesses("TOCSIN_WITNESSES")
TOCSIN_WITNESSES_NEEDED = number("TOCSIN_WITNESSES_NEEDED", 0)
TOCSIN_METRICS_FROM = networks("TOCSIN_METRICS_FROM", "127.0.0.1,::1")
# Proxies of ours, whose word on where a request comes from is believed (kernel.web.throttle).
TOCSIN_PROXIES = networks("TOCSIN_PROXIES", "127.0.0.1,::1")
# How much later a confirmation leaves that looks as if a program had asked for it.
TOCSIN_SLOW_MINUTES = number("TOCSIN_SLOW_MINUTES", 0 if TOCSIN_DEMONSTRATION else 5)
TOCSIN_LOG = choice("TOCSIN_LOG", "text", "json")
DATABASE_URL = text("DATABASE_URL", "")

TOCSIN_VERSION = version()


def _sqlite(home: Path) -> dict[str, Any]:
    # FULL, because WAL with NORMAL lost acknowledged rows in simulated power cuts;
    # secure_delete, because what was erased must not lie in free pages; temp_store, because it
    # must not lie in a file beside them either; journal_size_limit (bytes), because nor may it in
    # what a long transaction left of the write-ahead log.
    pragmas = "journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON"
    pragmas += ";PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=16777216"
    return {
        "ENGINE": "tocsin.kernel.storage.sqlite",
        "NAME": home / "tocsin.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA {pragmas};",
        },
    }


def _secret(home: Path) -> str:
    """Django's signing secret, from the data folder; a throw-away one before `tocsin init`."""
    return (kept(home, "keys/django-secret") or "").strip() or os.urandom(32).hex()


DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else _sqlite(TOCSIN_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = _secret(TOCSIN_HOME)
DEBUG = False
ALLOWED_HOSTS = [
    urlparse(TOCSIN_ADDRESS).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
]
SECURE = TOCSIN_ADDRESS.startswith("https://")

# Rooms in the order of the flow; a room may import only rooms above it (tests/house).
ROOMS = [
    "kernel",
    "vocabulary",
    "people",
    "authorities",
    "intake",
    "cases",
    "appeals",
    "publishing",
    "mailing",
    "signing",
    "conveyance",
    "replies",
    "archive",
]
FACES = ["site", "desk", "api", "console"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"tocsin.{room}" for room in ROOMS if room != "vocabulary"),
    *(f"tocsin.{face}" for face in FACES if face != "api"),
]
MIDDLEWARE = [
    "tocsin.kernel.web.answered.RequestMiddleware",
    "tocsin.kernel.web.origin.OriginMiddleware",
    "tocsin.kernel.web.origin.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tocsin.desk.gate.GateMiddleware",
    "tocsin.kernel.full_disk.FullDiskMiddleware",
    "tocsin.kernel.web.locked.LockedMiddleware",
]
ROOT_URLCONF = "tocsin.urls"
WSGI_APPLICATION = "tocsin.wsgi.application"
APPEND_SLASH = True
FORM_RENDERER = "tocsin.kernel.web.choices.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tocsin.kernel.web.origin.surroundings",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
INSTALLED_APPS.append("django.contrib.staticfiles")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31536000

# ---- people who sign in ----
AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "tocsin.people.forms.SignInForm",
    "change_password": "tocsin.people.forms.NewPasswordForm",
    "set_password": "tocsin.people.forms.FirstPasswordForm",
    "reauthenticate": "tocsin.people.forms.PasswordAgainForm",
}
ACCOUNT_ADAPTER = "tocsin.people.adapter.StaffAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "tocsin.people.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "tocsin.people.forms.CodeForm",
    "reauthenticate": "tocsin.people.forms.CodeAgainForm",
    "activate_totp": "tocsin.people.forms.FirstCodeForm",
    "add_webauthn": "tocsin.people.forms.NewKeyForm",
    "edit_webauthn": "tocsin.people.forms.KeyNameForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# A browser takes passkeys over plain http on localhost only, which is what the library means here.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# A code typed in its last second comes in the next step (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = TOCSIN_ORGANISATION
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:due"
LOGOUT_REDIRECT_URL = "site:home"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-desk" if SECURE else "desk"
CSRF_COOKIE_NAME = "__Host-form" if SECURE else "form"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tocsin.site.errors.csrf_failure"

# ---- language and time ----
LANGUAGE_CODE = "en"
LANGUAGES = [(code, language_name(code)) for code in TOCSIN_LANGUAGES]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Nothing is spooled to /tmp: what a partner uploads may name people. What is larger than this
# is dropped as it comes in; 20 MB are what a file may have (kernel.foreign.kinds).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
# A pasted alert may be long; what is too long is then refused in words, with the text still there.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# One shape of line for everything; it lets nothing through that names a person (kernel.logs).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tocsin.kernel.logs.Line", "shape": TOCSIN_LOG}},
    "filters": {"seldom": {"()": "tocsin.kernel.logs.Seldom"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["seldom"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "tocsin": {"level": "INFO" if TOCSIN_LOG == "json" else "WARNING"},
        # Django's own handlers would print and mail requests whole.
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
        # It calls a damaged mail an error.
        "flufl.bounce": {"level": "CRITICAL"},
    },
}
