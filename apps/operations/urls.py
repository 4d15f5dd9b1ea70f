"""Health for the host, the Journal for administrators."""

from django.urls import path

from apps.operations import views

app_name = "operations"
urlpatterns = [
    path("administration/journal/", views.journal, name="journal"),
]
health_urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
