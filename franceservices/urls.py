"""Every address of the service; each app keeps its own."""

from django.urls import include, path

from apps.operations.urls import health_urlpatterns

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("composants/", include("apps.ui.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.conversations.urls")),
    path("", include("apps.model_answers.urls")),
    path("", include("apps.curation.urls")),
    path("", include("apps.reviews.urls")),
    path("", include("apps.evaluation.urls")),
    path("", include("apps.notices.urls")),
    path("", include("apps.sheets.urls")),
    path("", include("apps.operations.urls")),
    path("", include(health_urlpatterns)),
]
