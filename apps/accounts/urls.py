"""Addresses of what concerns a person alone."""

from django.urls import path

from apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("cadre-usage/", views.terms_screen, name="terms"),
    path("cadre-usage/<int:step>/", views.terms_screen, name="terms_screen"),
    path("parametres-affichage/", views.display_settings, name="display_settings"),
    path("face-usager/", views.face_citizen, name="face_citizen"),
    path("session/", views.session, name="session"),
]
