# One image for every part: `up` runs all of it, `up --only web` one. See docs/operations.md.
FROM python:3.12-slim AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --home-dir /srv/openledger openledger \
    && install -d -o openledger /srv/openledger/var
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OPENLEDGER_BIND=0.0.0.0 \
    OPENLEDGER_HOME=/srv/openledger \
    OPENLEDGER_STATIC=/srv/openledger/static
# Translations and static files are made here, so that the running container writes to its volume only.
RUN python manage.py assemble && chown -R openledger /srv/openledger/static
USER openledger
VOLUME /srv/openledger/var
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["up"]
