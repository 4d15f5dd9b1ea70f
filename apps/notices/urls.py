"""The inbox."""

from django.urls import path

from apps.notices import views

app_name = "notices"
urlpatterns = [
    path("avis/", views.notice_list, name="notice_list"),
    path("avis/<int:pk>/lu/", views.notice_read, name="notice_read"),
]
