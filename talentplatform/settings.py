"""Settings from the environment. Wiring only: no domain noun is decided here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from talentplatform import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise environ.ImproperlyConfigured("Set SECRET_KEY in the environment.")
    SECRET_KEY = "insecure-key-for-development-only-never-served"  # noqa: S105
# Keys of encrypted fields, newest first; older ones still decrypt. Without one, a key is derived from SECRET_KEY.
FIELD_ENCRYPTION_KEYS: list[str] = env.list("FIELD_ENCRYPTION_KEYS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
SITE_URL = env("SITE_URL", default="http://localhost:8000")

# ---------------------------------------------------------------- apps, lowest floor first
FLOORS = [
    "apps.core",
    "apps.taxonomy",
    "apps.accounts",
    "apps.notifications",
    "apps.employers",
    "apps.talents",
    "apps.experts",
    "apps.procedures",
    "apps.events",
    "apps.contests",
    "apps.positions",
    "apps.challenges",
    "apps.applications",
    "apps.proposals",
    "apps.matching",
    "apps.reviews",
    "apps.meetings",
    "apps.agreements",
    "apps.analytics",
    "apps.web",
    "apps.api",
    "apps.sample",
]
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_htmx",
    "import_export",
    "django_structlog",
    "csp",
    *FLOORS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.web.csp.AdminPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.web.account.language.UserLanguageMiddleware",
    "apps.web.account.gate.SecondFactorMiddleware",
    "apps.web.operator.clock.CityTimeMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "talentplatform.urls"
WSGI_APPLICATION = "talentplatform.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.web.navigation.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---------------------------------------------------------------- data
# django-environ does not decode %2F hosts: a socket folder is given as `postgres:///name?host=/folder`.
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///talentplatform")}
DATABASES["default"]["ATOMIC_REQUESTS"] = True  # a 500 stores nothing
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A database that swallows packets fails a request after seconds, not after minutes.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# The cache holds the counters of sign-in limits: one table for all processes, on a connection of its own, so that a
# failed attempt counts even if its request is rolled back. A request asks workers for vectors on it too.
DATABASES["limits"] = {**DATABASES["default"], "ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0}
OUTSIDE_REQUESTS = "limits"
DATABASE_ROUTERS = ["talentplatform.limits.LimitsRouter"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limit",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# ---------------------------------------------------------------- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "apps.accounts.backends.VerbBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Passphrases that open sealed proposals: scrypt with n = 2 ** this (128 MB and about half a second a try).
SEALING_SCRYPT_COST = 17
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
# allauth: one door for pages, admin and API (apps.accounts.signin); by code, with a password for those who set one.
ACCOUNT_ADAPTER = "apps.web.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "apps.web.account.forms.LoginForm",
    "signup": "apps.web.account.forms.SignupForm",
    "request_login_code": "apps.web.account.forms.RequestCodeForm",
    "confirm_login_code": "apps.web.account.forms.ConfirmLoginForm",
    "confirm_email_verification_code": "apps.web.account.forms.ConfirmEmailForm",
    "confirm_password_reset_code": "apps.web.account.forms.ConfirmResetForm",
    "verify_phone": "apps.web.account.forms.ConfirmPhoneForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone"]  # what allauth wants to hear; our form asks for either
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if (DEBUG or DEMO) else "https"
# Failed tries: 10 an account and 50 an address in a quarter of an hour; codes: 3 a minute, 10 an hour for one recipient.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "50/15m/ip,10/15m/key",
    "request_login_code": "30/m/ip,3/m/key,10/h/key",
    "signup": "30/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "confirm_email": "1/10s/key",
    "verify_phone": "1/10s/key,10/h/key,20/m/ip",
    "change_phone": "5/m/user",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "apps.web.account.adapter.MfaAdapter"
MFA_FORMS = {
    "add_webauthn": "apps.web.account.forms.AddPasskeyForm",
    "edit_webauthn": "apps.web.account.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_REQUIRED_FOR_STAFF = env.bool("MFA_REQUIRED_FOR_STAFF", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=not (DEBUG or DEMO))
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)  # the proxy redirects; see deploy/
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the redirect to https is the proxy's, see deploy/Caddyfile
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if (DEBUG or DEMO) else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"

# ---------------------------------------------------------------- languages, time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]  # each in its own words
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
CITY_TIME_ZONE = "Asia/Shanghai"  # the city's rules: deadlines, working days
CITY_NAME = {"zh-hans": "青岛", "zh-hant": "青島", "en": "Qingdao"}

# ---------------------------------------------------------------- files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
FILES_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_LIMIT_BYTES = 20_000_000

# ---------------------------------------------------------------- workers
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120  # below the lease of a mark, which is below the visibility timeout
CELERY_TASK_DEFAULT_QUEUE = "bulk"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
# What a mark becomes: kind -> (task, queue). The dispatcher sends; `apps.core.marks` holds the truth.
MARK_ROUTES = {
    "position": ("apps.matching.tasks.rank_position", "rank"),
    "talent": ("apps.matching.tasks.rank_talent", "rank"),
    "challenge": ("apps.matching.tasks.rank_call", "rank"),
    "encoding": ("apps.matching.tasks.encode_order", "rank"),
    "encode_talent": ("apps.matching.tasks.encode_talent", "bulk"),
    "encode_position": ("apps.matching.tasks.encode_position", "bulk"),
    "encode_challenge": ("apps.matching.tasks.encode_call", "bulk"),
    "cv": ("apps.talents.tasks.read_cv", "cv"),
    "position_import": ("apps.positions.tasks.run_import", "bulk"),
    "schedule": ("apps.meetings.tasks.plan_schedule", "bulk"),
    "schedule_bound": ("apps.meetings.tasks.find_bound", "bulk"),
    "schedule_refill": ("apps.meetings.tasks.refill", "bulk"),
    "outbox": ("apps.notifications.tasks.deliver", "bulk"),
}
# Clock transitions: name -> (task, every so many seconds).
CLOCKS = {
    "positions.expire": ("apps.positions.tasks.expire_due", 60),
    "procedures.clock": ("apps.procedures.tasks.run_clock", 60),
    "events.clock": ("apps.events.tasks.run_clock", 60),
    "meetings.clock": ("apps.meetings.tasks.run_clock", 60),
    "contests.clock": ("apps.contests.tasks.run_clock", 60),
    "experts.clock": ("apps.experts.tasks.run_clock", 3600),
    "challenges.clock": ("apps.challenges.tasks.run_clock", 60),
    "proposals.clock": ("apps.proposals.tasks.run_clock", 60),
    "reviews.appraisals": ("apps.reviews.appraisal_tasks.run_clock", 60),
    "reviews.forms": ("apps.reviews.form_tasks.run_clock", 60),
    "reviews.panels": ("apps.reviews.tasks.run_clock", 60),
    "agreements.clock": ("apps.agreements.tasks.run_clock", 60),
    "applications.clock": ("apps.applications.tasks.run_clock", 60),
    "matching.release": ("apps.matching.tasks.release_due", 60),
    "matching.reconcile": ("apps.matching.tasks.reconcile", 15),
    "matching.tidy": ("apps.matching.tasks.tidy", 3600),
    "accounts.purge": ("apps.accounts.tasks.purge_expired", 3600),
    "notifications.purge": ("apps.notifications.tasks.purge_old", 3600),
}
MARK_LEASE = timedelta(seconds=180)
MARK_ATTEMPTS = 5
SERVES_WEB = env.bool("SERVES_WEB", default=False)  # set by wsgi.py: such a process leaves heavy encoders to workers
MATCHING_ENCODER = env("MATCHING_ENCODER", default="")

# ---------------------------------------------------------------- mail and SMS
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG["EMAIL_HOST"], EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_USER"], EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="talent@localhost")
DISCREET_FROM_EMAIL = env("DISCREET_FROM_EMAIL", default=DEFAULT_FROM_EMAIL)  # names neither city nor platform
SMS_BACKEND = env("SMS_BACKEND", default="apps.notifications.sms.UnconfiguredBackend")
if DEMO:
    EMAIL_BACKEND = "apps.notifications.mailbox.MailboxEmailBackend"
    SMS_BACKEND = "apps.notifications.mailbox.MailboxSmsBackend"

# ---------------------------------------------------------------- site text that operators set
SITE_ORGANISER = env("SITE_ORGANISER", default="")
SITE_ICP = env("SITE_ICP", default="")
SITE_CONTACT = env("SITE_CONTACT", default="")

# ---------------------------------------------------------------- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "URL_FORMAT_OVERRIDE": None,  # `format` is a filter of events
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.parsers.PlainJSONParser"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS tells nothing: the schema describes every route
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_PAGINATION_CLASS": "apps.api.pages.CursorPages",
    "PAGE_SIZE": 20,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_HANDLER_CLASS": "apps.api.refusals.Refusals"}
REST_KNOX = {"TOKEN_TTL": timedelta(hours=12), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "CallKindEnum": "apps.challenges.terms.Kind",
        "CallPaymentModeEnum": "apps.challenges.terms.PaymentMode",
        "TextLanguageEnum": "apps.accounts.models.Language",
        "StopRuleEnum": "apps.agreements.terms.StopRule",
    },
    "TITLE": "Talent platform API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none"},  # all routes unfolded take half a minute
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# ---------------------------------------------------------------- the operators' admin
UNFOLD = {
    "SITE_TITLE": _("Talent platform"),
    "SITE_HEADER": _("Talent platform"),
    "SITE_SYMBOL": "sailing",
    "SHOW_HISTORY": False,
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "apps.web.operator.dashboard.dashboard",
    "SIDEBAR": {"show_search": True, "navigation": "apps.web.operator.navigation.groups"},
    "COLORS": {
        "primary": {
            "50": "#ecf8f8",
            "100": "#cfeeee",
            "200": "#a3dddd",
            "300": "#6cc4c7",
            "400": "#35a3a9",
            "500": "#14868e",
            "600": "#0b6e78",
            "700": "#0d5862",
            "800": "#11474f",
            "900": "#123b43",
            "950": "#04252b",
        }
    },
}

# ---------------------------------------------------------------- Content-Security-Policy
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # ECharts sets style attributes
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = logs.configure(for_people=DEBUG or DEMO, level=env("LOG_LEVEL", default="WARNING"))
