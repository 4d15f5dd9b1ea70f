"""The ASGI application: pages, sockets and, by default, the worker."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
pages = get_asgi_application()  # loads the apps: what follows needs them

from apps.conversations.routing import websocket_urlpatterns  # noqa: E402
from franceservices.lifespan import ServerLifespan  # noqa: E402
from franceservices.sockets import ExactOriginValidator, UnknownAddress  # noqa: E402

sockets = ExactOriginValidator(
    AuthMiddlewareStack(URLRouter([*websocket_urlpatterns, re_path("", UnknownAddress.as_asgi())]))
)
application = ServerLifespan(ProtocolTypeRouter({"http": pages, "websocket": sockets}))
