"""Addresses of the counsellors' pages."""

from django.urls import path

from apps.conversations import views

app_name = "conversations"
urlpatterns = [
    path("", views.question_new, name="question_new"),
    path("echanges/", views.conversation_list, name="conversation_list"),
    path("echanges/<uuid:conversation_id>/", views.conversation_detail, name="conversation_detail"),
    path("echanges/<uuid:conversation_id>/poser/", views.ask, name="ask"),
    path("echanges/<uuid:conversation_id>/arreter/", views.stop, name="stop"),
    path(
        "echanges/<uuid:conversation_id>/avis/", views.exchange_feedback, name="exchange_feedback"
    ),
    path(
        "echanges/<uuid:conversation_id>/renommer/",
        views.conversation_rename,
        name="conversation_rename",
    ),
    path(
        "echanges/<uuid:conversation_id>/epingler/",
        views.conversation_star,
        name="conversation_star",
    ),
    path(
        "echanges/<uuid:conversation_id>/partager/",
        views.conversation_share,
        name="conversation_share",
    ),
    path(
        "echanges/<uuid:conversation_id>/supprimer/",
        views.conversation_hide,
        name="conversation_hide",
    ),
    path("reponses/<uuid:answer_id>/", views.answer_fragment, name="answer_fragment"),
    path("reponses/<uuid:answer_id>/regenerer/", views.regenerate, name="regenerate"),
    path("reponses/<uuid:answer_id>/avis/", views.answer_feedback, name="answer_feedback"),
]
