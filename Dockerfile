# One image for the web process, the workers and the command line; docker-compose.yml says which of them runs.

FROM python:3.13-slim AS packages
COPY requirements.lock /
# Wheels alone, each with the hash that the lock has for it; nothing is compiled and pip stays behind.
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
        --requirement /requirements.lock \
 && /venv/bin/pip uninstall --yes --quiet pip

FROM node:24-slim AS console
WORKDIR /build/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY web ./
RUN mkdir ../app && npm run build

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin senturo
WORKDIR /srv
COPY --from=packages /venv /venv
COPY app app
COPY schema schema
COPY workers workers
COPY --from=console /build/app/static app/static
RUN python -m compileall -q app schema workers
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "app.cli", "--help"]
