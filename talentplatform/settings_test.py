"""Settings of the test suite: the same apps, cheaper passwords, mail in memory."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-0123456789-0123456789")
os.environ.setdefault("DEMO", "0")

from talentplatform.settings import *
from talentplatform.settings import DATABASES, STORAGES

SEALING_SCRYPT_COST = 10
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "apps.notifications.sms.MemoryBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Static files come straight from their sources: nothing has to be collected before a test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
DATABASES["default"]["CONN_MAX_AGE"] = 0
OUTSIDE_REQUESTS = "default"
# Counters of limits stay in the process and in no second connection; tests of the shared table configure it themselves.
DATABASES = {"default": DATABASES["default"]}
DATABASE_ROUTERS = []
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MFA_REQUIRED_FOR_STAFF = False
