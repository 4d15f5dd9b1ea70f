"""Addresses of réponses types."""

from django.urls import path

from apps.model_answers.views import keeping, reading

app_name = "model_answers"
urlpatterns = [
    path("reponses-types/", reading.model_answer_list, name="model_answer_list"),
    path("reponses-types/nouvelle/", keeping.model_answer_new, name="model_answer_new"),
    path("reponses-types/<uuid:pk>/", reading.model_answer_detail, name="model_answer_detail"),
    path("reponses-types/<uuid:pk>/modifier/", keeping.model_answer_edit, name="model_answer_edit"),
    path(
        "reponses-types/<uuid:pk>/soumettre/",
        keeping.model_answer_submit,
        name="model_answer_submit",
    ),
    path(
        "reponses-types/<uuid:pk>/valider/",
        keeping.model_answer_approve,
        name="model_answer_approve",
    ),
    path(
        "reponses-types/<uuid:pk>/renvoyer/",
        keeping.model_answer_send_back,
        name="model_answer_send_back",
    ),
    path(
        "reponses-types/<uuid:pk>/suspendre/",
        keeping.model_answer_suspend,
        name="model_answer_suspend",
    ),
    path(
        "reponses-types/<uuid:pk>/retablir/",
        keeping.model_answer_restore,
        name="model_answer_restore",
    ),
    path(
        "reponses-types/<uuid:pk>/retirer/",
        keeping.model_answer_retire,
        name="model_answer_retire",
    ),
]
