"""The gallery of components, served with the demonstration only."""

from django.urls import path

from apps.ui.views import gallery

app_name = "ui"
urlpatterns = [
    path("", gallery, name="gallery"),
    path("<slug:state>/", gallery, name="gallery_state"),
]
