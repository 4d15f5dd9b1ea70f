"""The wiring of the project: settings, URLs, ASGI. Imported by no app."""
