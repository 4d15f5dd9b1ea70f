"""Health for the host, the Journal for administrators, the texts that everybody may read."""

from django.urls import path

from apps.operations import views

app_name = "operations"
urlpatterns = [
    path("administration/journal/", views.journal, name="journal"),
    path("aide/", views.text_page, {"name": "help"}, name="help"),
    path("accessibilite/", views.text_page, {"name": "accessibility"}, name="accessibility"),
    path("donnees-personnelles/", views.text_page, {"name": "personal_data"}, name="personal_data"),
    path("mentions-legales/", views.text_page, {"name": "legal_notice"}, name="legal_notice"),
    path("transparence-ia/", views.text_page, {"name": "ai_transparency"}, name="ai_transparency"),
    path("plan-du-site/", views.sitemap, name="sitemap"),
]
health_urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
