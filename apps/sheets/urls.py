"""Addresses of the reading pages."""

from django.urls import path

from apps.sheets import views

app_name = "sheets"
urlpatterns = [
    path("fiches/", views.sheet_list, name="sheet_list"),
    path("fiches/<str:sheet_id>/", views.sheet_detail, name="sheet_detail"),
    path(
        "fiches/<str:sheet_id>/versions/<int:revision_id>/", views.sheet_panel, name="sheet_panel"
    ),
]
