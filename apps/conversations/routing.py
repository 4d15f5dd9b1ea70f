"""Addresses of sockets."""

from django.urls import path

from apps.conversations.consumers import ConversationConsumer

websocket_urlpatterns = [
    path("ws/echanges/<uuid:conversation_id>/", ConversationConsumer.as_asgi()),
]
