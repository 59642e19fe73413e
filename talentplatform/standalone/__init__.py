"""The platform on one machine with nothing installed beforehand: servers from wheels, a supervisor, the demo.

Nothing here is needed where PostgreSQL and a broker are given by `DATABASE_URL` and `CELERY_BROKER_URL`.
"""
