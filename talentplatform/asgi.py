"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from talentplatform.start import demand_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")
application = get_asgi_application()
demand_checks()
