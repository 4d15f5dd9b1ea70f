# The same image serves pages (default command) and works off jobs (see compose.yaml).
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir uv
COPY requirements.txt .
RUN /venv/bin/uv pip install --python /venv/bin/python --no-cache --require-hashes -r requirements.txt
COPY . .
RUN /venv/bin/pybabel compile --directory locale --domain django \
    && DATABASE_URL=postgresql://unused@localhost/unused SECRET_KEY=only-for-collecting-static-files-0123456789 \
       /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home assistant
COPY --from=build /venv /venv
COPY --from=build --chown=assistant /app /app
WORKDIR /app
USER assistant
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PRODUCTION=1
EXPOSE 8000
CMD ["uvicorn", "franceservices.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--ws-max-size", "65536", "--ws-ping-interval", "20", "--ws-ping-timeout", "20", \
     "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "30", "--no-server-header"]
