"""Supervision."""

from django.urls import path

from apps.reviews import views
from apps.reviews.quality import views as quality

app_name = "reviews"
urlpatterns = [
    path("supervision/", views.review_queue, name="review_queue"),
    path("supervision/tableau-de-bord/", quality.dashboard, name="dashboard"),
    path("supervision/tableau-de-bord.<str:kind>", quality.dashboard_file, name="dashboard_file"),
    path("supervision/relecture/<uuid:pk>/", views.review_detail, name="review_detail"),
    path(
        "supervision/relecture/<uuid:pk>/reponse-type/", views.review_propose, name="review_propose"
    ),
]
