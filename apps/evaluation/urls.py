"""Evaluation sets, runs, comparisons, releases."""

from django.urls import path

from apps.evaluation.views import comparisons, judging, releases, runs, sets

app_name = "evaluation"
urlpatterns = [
    path("supervision/jeux/", sets.set_list, name="set_list"),
    path("supervision/jeux/<uuid:pk>/", sets.set_detail, name="set_detail"),
    path("supervision/jeux/<uuid:pk>.jsonl", sets.set_export, name="set_export"),
    path("supervision/jeux/<uuid:pk>/serie/", runs.run_new, name="run_new"),
    path(
        "supervision/jeux/<uuid:pk>/comparaison/", comparisons.comparison_new, name="comparison_new"
    ),
    path("supervision/series/<uuid:pk>/", runs.run_detail, name="run_detail"),
    path("supervision/series/<uuid:pk>/arret/", runs.run_cancel, name="run_cancel"),
    path("supervision/series/<uuid:pk>/reprise/", runs.run_resume, name="run_resume"),
    path("supervision/series/<uuid:pk>/avis-du-modele/", judging.run_judging, name="run_judging"),
    path(
        "supervision/series/<uuid:pk>/avis-du-modele/arret/",
        judging.judging_cancel,
        name="judging_cancel",
    ),
    path("supervision/series/<uuid:pk>/seuils/", releases.release_decide, name="release_decide"),
    path("supervision/series/reponses/<int:pk>/", runs.result_judge, name="result_judge"),
    path(
        "supervision/comparaisons/<uuid:pk>/",
        comparisons.comparison_detail,
        name="comparison_detail",
    ),
    path("supervision/versions/", releases.release_list, name="release_list"),
]
