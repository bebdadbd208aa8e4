"""Every setting of the site, read from the environment and from nowhere else.

Without any variable the site runs embedded, as `manage.py up` starts it. `docs/operations.md` lists the variables
and says what a production needs; with OPENLEDGER_ENV=production unsafe defaults are refused.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from openledger.supervisor import postgres, secret
from openledger.supervisor.places import Places

BASE_DIR = Path(__file__).resolve().parent.parent
PLACES = Places.from_environment()
env = environ.Env()
env.ENVIRON = {name: value for name, value in os.environ.items() if value}  # set to nothing is not set

# --- what kind of copy this is -------------------------------------------------------------------------------------
PRODUCTION = env("OPENLEDGER_ENV", default="development") == "production"
DEBUG = env.bool("OPENLEDGER_DEBUG", default=False)
DEFAULT_SECRET = "only-for-development-and-refused-in-production"  # noqa: S105
_remembered = "" if PRODUCTION else secret.remembered(PLACES)  # of the copy that `manage.py up` runs here
SECRET_KEY = env("OPENLEDGER_SECRET_KEY", default=_remembered or DEFAULT_SECRET)
if PRODUCTION and (SECRET_KEY == DEFAULT_SECRET or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("Set OPENLEDGER_SECRET_KEY to 50 random characters or more.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("OPENLEDGER_DEBUG shows secrets to strangers: leave it off in production.")
SITE_NAME, PORT = env("OPENLEDGER_NAME", default="OpenLedger"), env.int("OPENLEDGER_PORT", default=8000)
ADDRESS = env("OPENLEDGER_ADDRESS", default=f"http://127.0.0.1:{PORT}")
ALLOWED_HOSTS = env.list("OPENLEDGER_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("OPENLEDGER_TRUSTED_ORIGINS", default=[ADDRESS])

# --- what stands in the house --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold", "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.postgres", "allauth", "allauth.account",
    "allauth.mfa", "axes", "csp", "django_structlog", "django_prometheus", "rest_framework", "drf_spectacular",
    "drf_spectacular_sidecar", "apps.people", "apps.ledger", "apps.datanets", "apps.contributions", "apps.curation",
    "apps.snapshots", "apps.factory", "apps.inference", "apps.attribution", "apps.rewards", "openledger",
]  # fmt: skip
MIDDLEWARE = [
    "openledger.middleware.request_ids",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "openledger.middleware.Refusals",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF, WSGI_APPLICATION = "openledger.urls", "openledger.wsgi.application"
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
                "openledger.pages.frame.frame",
            ],
        },
    }
]

# --- database: the application's role, or with OPENLEDGER_AS=owner the one that migrates ----------------------------
_EMBEDDED = postgres.Cluster(folder=PLACES.var / "postgres", socket=PLACES.postgres_socket)
AS_OWNER = env("OPENLEDGER_AS", default="app") == "owner"
_embedded = _EMBEDDED.url(role=postgres.OWNER if AS_OWNER else postgres.APP)
_url = (AS_OWNER and env("DATABASE_OWNER_URL", default="")) or env("DATABASE_URL", default=_embedded)
DATABASES = {"default": env.db_url_config(_url)}
_options = DATABASES["default"].pop("OPTIONS", {})
DATABASES["default"] |= {
    "HOST": _options.pop("host", DATABASES["default"]["HOST"]),  # a socket folder is a query parameter
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": _options,
}
if (_pool := env.int("OPENLEDGER_POOL", default=0)) and not AS_OWNER:  # of sessions: the web, one a thread
    _options["pool"] = {"min_size": 1, "max_size": _pool, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- broker and cache ----------------------------------------------------------------------------------------------
_VALKEY = f"redis+socket://{PLACES.valkey_socket}"
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=_VALKEY)
CACHE_URL = env("CACHE_URL", default=f"unix://{PLACES.valkey_socket}?db=1")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
LONGEST_TASK = 1800  # seconds
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = LONGEST_TASK
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_WORKER_PREFETCH_MULTIPLIER, CELERY_WORKER_HIJACK_ROOT_LOGGER = 1, False
# kombu restores what a killed worker held only when it looks; these two make it look (30 of 30 within 12 s).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * LONGEST_TASK + 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# --- files: var/, or S3 when a bucket is named ---------------------------------------------------------------------
STATIC_URL, STATICFILES_DIRS = "/static/", [BASE_DIR / "static"]
STATIC_ROOT = Path(env("OPENLEDGER_STATIC", default=str(PLACES.var / "static")))
MEDIA_ROOT = PLACES.var / "media"
S3_BUCKET = env("S3_BUCKET", default="")
_LOCAL_FILES = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_S3_FILES = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env("S3_ENDPOINT_URL", default=None),
        "region_name": env("S3_REGION", default=None),
        "access_key": env("S3_ACCESS_KEY_ID", default=None),
        "secret_key": env("S3_SECRET_ACCESS_KEY", default=None),
        "querystring_auth": True,
    },
}
STORAGES = {
    "default": _S3_FILES if S3_BUCKET else _LOCAL_FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend",
]  # fmt: skip
SESSION_ENGINE = "apps.people.authentication.sessions"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "/"
ACCOUNT_ADAPTER = "apps.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "apps.people.forms.SignUp", "login": "apps.people.forms.SignIn"}
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"  # verified before the first payout, not before the first item
ACCOUNT_SESSION_REMEMBER = ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"  # two may claim an address, and only who confirms it gets it
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # django-axes counts those
MFA_ADAPTER = "apps.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 10, 0.25  # guesses at one address from one place, then hours of rest
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "apps.people.authentication.lockout.name_of"
AXES_CLIENT_IP_CALLABLE = "apps.people.authentication.lockout.client_address"
AXES_SENSITIVE_PARAMETERS = ["login", "email", "username", "ip_address", "csrfmiddlewaretoken"]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = False  # or a second account at the same address would wipe the count between guesses
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("OPENLEDGER_PROXIES", default=0)

# --- mail: written to var/mail until a server is named -------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(PLACES.var / "mail")
DEFAULT_FROM_EMAIL = env("OPENLEDGER_MAIL_FROM", default="openledger@localhost")
BENCHMARKS = env("OPENLEDGER_BENCHMARKS", default="")  # a folder of questions that no datanet should hold
RAILS = env.dict("OPENLEDGER_RAILS", default={})  # payment processors that may report: name=whsec_…

# --- what browsers are told ----------------------------------------------------------------------------------------
_SECURE = ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if _SECURE else ("session", "csrf")
CSRF_COOKIE_HTTPONLY, CSRF_FAILURE_VIEW = True, "openledger.errors.csrf_failure"
SECURE_SSL_REDIRECT, SECURE_REDIRECT_EXEMPT = _SECURE, ["^healthz$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
if _SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin"],
    "DIRECTIVES": {
        "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
        "font-src": [SELF], "connect-src": [SELF], "form-action": [SELF], "frame-ancestors": [NONE],
        "base-uri": [NONE], "object-src": [NONE], "manifest-src": [SELF],
    },
}  # fmt: skip
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 10 * 1024 * 1024, 1000

# --- words and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE, TIME_ZONE = "en", "UTC"
LANGUAGES = [("en", _("English")), *([] if PRODUCTION else [("en-xa", _("Pseudo-locale"))])]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True

# --- API -----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.people.authentication.KeyAuthentication", "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticatedOrReadOnly", "apps.people.authentication.ScopeRequired",
    ],
    "DEFAULT_PARSER_CLASSES": ["openledger.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "openledger.api.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "openledger.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["openledger.api.throttling.ActorThrottle"],
    "DEFAULT_THROTTLE_RATES": {"actor": env("OPENLEDGER_API_RATE", default="600/min")},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "openledger.errors.api_exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}  # fmt: skip
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME, "VERSION": "1", "OAS_VERSION": "3.1.0", "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True, "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["openledger.api.schema.complete"],
}  # fmt: skip
UNFOLD = {
    "SITE_TITLE": SITE_NAME, "SITE_HEADER": SITE_NAME, "SITE_SYMBOL": "receipt_long",
    "COLORS": {"primary": "openledger.pages.colours.of_admin"},
}  # fmt: skip

# --- logs: one JSON object a line in production, readable lines elsewhere ------------------------------------------
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # openledger.middleware.request_ids has looked at it
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # or every request would ask who it is, also those that need no database
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "openledger.logs.formatter", "as_json": PRODUCTION}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env("OPENLEDGER_LOG_LEVEL", default="INFO")},
}
