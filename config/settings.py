"""Everything that differs between machines, read from the environment; the rest is the same everywhere."""

import os
import re
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from launch.postgres import running_url

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
APP_ENV = os.environ.get("APP_ENV", "development")
PRODUCTION = APP_ENV == "production"
TRUSTED_DOCUMENTS = os.environ.get("TRUSTED_DOCUMENTS") == "1"  # answer nothing but operations/
DEMO = os.environ.get("DEMO") == "1"
DEBUG = False  # our own pages of mistakes never show the insides, in development the log does

DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"
SECRET_KEY = os.environ.get("SECRET_KEY", DEVELOPMENT_SECRET)
if PRODUCTION and (SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 40):
    raise ImproperlyConfigured("SECRET_KEY: в производственной среде нужен собственный ключ не короче 40 знаков.")
DEVELOPMENT_FIELD_KEY = "ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtZmllbGRzLTE="
FIELD_KEYS = [key for key in os.environ.get("FIELD_KEYS", DEVELOPMENT_FIELD_KEY).split(",") if key]
if not FIELD_KEYS or not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in FIELD_KEYS):
    raise ImproperlyConfigured("FIELD_KEYS: нужны ключи Fernet через запятую, каждый — 32 байта в base64url.")
if PRODUCTION and DEVELOPMENT_FIELD_KEY in FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS: в производственной среде нужны собственные ключи шифрования полей.")
if PRODUCTION and not os.environ.get("ALLOWED_HOSTS"):
    raise ImproperlyConfigured("ALLOWED_HOSTS: перечислите через запятую имена, под которыми открывается система.")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
# Where people reach the system: printed in documents, so that it must be right for as long as they are.
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}").rstrip("/")
if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]+)?", PUBLIC_URL):
    raise ImproperlyConfigured("PUBLIC_URL: нужен адрес системы целиком, например https://pfdo.example.org.")
if PRODUCTION and not os.environ.get("PUBLIC_URL"):
    raise ImproperlyConfigured("PUBLIC_URL: укажите адрес, под которым систему открывают: он печатается в документах.")

DATABASE_URL = os.environ.get("DATABASE_URL") or running_url(DATA_DIR) or ""
DATABASES: dict[str, dict] = {
    "default": {
        **dj_database_url.parse(DATABASE_URL or "postgresql://127.0.0.1/backoffice"),
        "ENGINE": "config.postgres",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASE_PATIENCE = float(os.environ.get("DATABASE_PATIENCE") or 3.5)  # seconds of the web server for one answer
if not 3.5 <= DATABASE_PATIENCE <= 60:
    raise ImproperlyConfigured("DATABASE_PATIENCE: от 3.5 до 60 секунд; блокировки ждут 3 секунды, ответ — дольше.")
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 3,  # of processes that wait for ever otherwise, see config.postgres.patience
    "options": "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"
    " -c pg_trgm.word_similarity_threshold=0.5",  # words that are found with a slip of the finger: groups/search.py
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "axes",
    "viewflow",
    "strawberry_django",
    "backoffice",
    "workflows",
    "graphql_api",
]
PREPARED_STATEMENTS = os.environ.get("PREPARED_STATEMENTS") != "0"  # off behind a pool that changes connections
COMPILED_READS = os.environ.get("COMPILED_READS") != "0"
VIEWFLOW = {"AUTOREGISTER": False}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
# The front-end as it was built; names of its files change with their content.
FRONTEND = ROOT / "frontend" / "dist"
WHITENOISE_ROOT = FRONTEND if (FRONTEND / "index.html").exists() else None
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [ROOT / "config" / "pages"],
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "backoffice.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "backoffice.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # its middleware only renders pages; our sign-in answers itself

LANGUAGE_CODE = "ru"
TIME_ZONE = os.environ.get("REGION_TIME_ZONE", "Asia/Novokuznetsk")
USE_TZ = True

STORAGES = {
    "default": {
        "BACKEND": os.environ.get("FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": {} if os.environ.get("FILE_STORAGE") else {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_SIZE_LIMIT = 10 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# From one address; a demonstration registers somebody new each time.
REGISTRATIONS_AN_HOUR = int(os.environ.get("REGISTRATIONS_AN_HOUR") or (1000 if DEMO else 10))

# How people sign: by which way codes reach them, and what each way is judged and kept by.
CODE_SENDER = os.environ.get("CODE_SENDER") or (
    "backoffice.signatures.senders." + ("EmailCodeSender" if PRODUCTION else "ShownCodeSender")
)
if PRODUCTION and CODE_SENDER.endswith(".ShownCodeSender"):
    raise ImproperlyConfigured("CODE_SENDER: показывать код подписи на экране в производственной среде нельзя.")
SIGNATURE_WAYS = {
    "SIMPLE": "backoffice.signatures.kinds.Simple",
    "PAPER": "backoffice.signatures.kinds.Paper",
}
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_TLS") == "1"
EMAIL_TIMEOUT = 5  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "noreply@localhost")
# The operator's seal: a PKCS#12 of its own, or one that is made once for demonstration and kept in DATA_DIR.
SEAL_P12 = os.environ.get("SEAL_P12", "")
SEAL_PASSWORD = os.environ.get("SEAL_PASSWORD", "")
if PRODUCTION and not Path(SEAL_P12).is_file():
    raise ImproperlyConfigured("SEAL_P12: укажите файл PKCS#12 с ключом и сертификатом печати оператора.")
SEAL_FOLDER = DATA_DIR / "seal"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "strawberry.execution": {"level": "CRITICAL"},  # graphql_api.errors logs our mistakes, once, with a number
    },
}
