"""Every address of the service; each app keeps its own."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("", include("django_prometheus.urls")),
]
