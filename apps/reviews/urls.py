"""Supervision, and what counsellors read of it."""

from django.urls import path

from apps.reviews.quality import views as quality
from apps.reviews.views import draws, judge, queue, received, reviewing

app_name = "reviews"
urlpatterns = [
    path("supervision/", queue.review_queue, name="review_queue"),
    path("supervision/suivante/", queue.review_next, name="review_next"),
    path("supervision/passages/", reviewing.passage_search, name="passage_search"),
    path("supervision/relecture/<uuid:pk>/", reviewing.review_detail, name="review_detail"),
    path("supervision/relecture/<uuid:pk>/prendre/", queue.review_take, name="review_take"),
    path("supervision/relecture/<uuid:pk>/garder/", queue.review_renew, name="review_renew"),
    path("supervision/relecture/<uuid:pk>/liberer/", queue.review_release, name="review_release"),
    path("supervision/relecture/<uuid:pk>/message/", reviewing.review_say, name="review_say"),
    path(
        "supervision/relecture/<uuid:pk>/lever-anonymat/",
        reviewing.counsellor_reveal,
        name="counsellor_reveal",
    ),
    path("avis/mon-mois/", received.my_month, name="my_month"),
    path("avis/relectures/<uuid:pk>/", received.review_received, name="review_received"),
    path("avis/relectures/<uuid:pk>/message/", received.received_say, name="received_say"),
    path(
        "avis/relectures/<uuid:pk>/contester/", received.received_contest, name="received_contest"
    ),
    path("supervision/tirages/", draws.draw_list, name="draw_list"),
    path("supervision/tirages/<int:pk>/", draws.draw_detail, name="draw_detail"),
    path("supervision/tirages/<int:pk>.csv", draws.draw_frame, name="draw_frame"),
    path("supervision/modele-juge/", judge.judge_detail, name="judge_detail"),
    path("supervision/tableau-de-bord/", quality.dashboard, name="dashboard"),
    path("supervision/tableau-de-bord.<str:kind>", quality.dashboard_file, name="dashboard_file"),
    path(
        "supervision/relecture/<uuid:pk>/reponse-type/",
        reviewing.review_propose,
        name="review_propose",
    ),
    path(
        "supervision/relecture/<uuid:pk>/question-temoin/",
        quality.golden_case_new,
        name="golden_case_new",
    ),
]
