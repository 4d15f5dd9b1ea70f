"""Supervision."""

from django.urls import path

from apps.reviews import views

app_name = "reviews"
urlpatterns = [
    path("supervision/", views.review_queue, name="review_queue"),
    path("supervision/relecture/<uuid:pk>/", views.review_detail, name="review_detail"),
]
