"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from talentplatform.start import demand_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")
os.environ.setdefault("SERVES_WEB", "1")
application = get_wsgi_application()
demand_checks()
