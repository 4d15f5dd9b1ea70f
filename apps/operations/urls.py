"""Health for the host, the Journal for administrators, the texts that everybody may read."""

from django.urls import path

from apps.operations.views import desks, pages, parameters, people, retention

app_name = "operations"
urlpatterns = [
    path("administration/journal/", pages.journal, name="journal"),
    path("administration/utilisateurs/", people.person_list, name="person_list"),
    path("administration/utilisateurs/nouveau/", people.person_new, name="person_new"),
    path("administration/utilisateurs/<uuid:pk>/", people.person_detail, name="person_detail"),
    path(
        "administration/utilisateurs/<uuid:pk>/suspendre/",
        people.person_suspend,
        name="person_suspend",
    ),
    path(
        "administration/utilisateurs/<uuid:pk>/reactiver/",
        people.person_reactivate,
        name="person_reactivate",
    ),
    path("administration/utilisateurs/<uuid:pk>/lien/", people.person_link, name="person_link"),
    path("administration/utilisateurs/structures/", desks.desk_list, name="desk_list"),
    path("administration/utilisateurs/structures/choix/", desks.desk_options, name="desk_options"),
    path("administration/utilisateurs/structures/importer/", desks.desk_import, name="desk_import"),
    path("administration/utilisateurs/structures/<int:pk>/", desks.desk_detail, name="desk_detail"),
    path(
        "administration/utilisateurs/structures/<int:pk>/fermer/",
        desks.desk_close,
        name="desk_close",
    ),
    path(
        "administration/utilisateurs/structures/<int:pk>/rouvrir/",
        desks.desk_reopen,
        name="desk_reopen",
    ),
    path(
        "administration/utilisateurs/structures/<int:pk>/deplacer/",
        desks.desk_move,
        name="desk_move",
    ),
    path(
        "administration/utilisateurs/structures/<int:pk>/retirer-les-fiches/",
        desks.desk_withdraw_sheets,
        name="desk_withdraw_sheets",
    ),
    path("administration/parametres/", parameters.setting_list, name="setting_list"),
    path("administration/parametres/textes/", parameters.text_list, name="text_list"),
    path("administration/parametres/textes/<slug:name>/", parameters.text_edit, name="text_edit"),
    path(
        "administration/parametres/textes/<slug:name>/<int:pk>/restaurer/",
        parameters.text_restore,
        name="text_restore",
    ),
    path("administration/parametres/bandeaux/", parameters.banner_list, name="banner_list"),
    path(
        "administration/parametres/bandeaux/<int:pk>/retirer/",
        parameters.banner_end,
        name="banner_end",
    ),
    path("administration/parametres/conservation/", retention.retention, name="retention"),
    path(
        "administration/parametres/conservation/gels/<int:pk>/lever/",
        retention.hold_lift,
        name="hold_lift",
    ),
    path(
        "administration/parametres/<slug:name>/", parameters.setting_change, name="setting_change"
    ),
    path("aide/", pages.text_page, {"name": "help"}, name="help"),
    path("accessibilite/", pages.text_page, {"name": "accessibility"}, name="accessibility"),
    path("donnees-personnelles/", pages.text_page, {"name": "personal_data"}, name="personal_data"),
    path("mentions-legales/", pages.text_page, {"name": "legal_notice"}, name="legal_notice"),
    path("transparence-ia/", pages.text_page, {"name": "ai_transparency"}, name="ai_transparency"),
    path("usages-interdits/", pages.text_page, {"name": "forbidden_uses"}, name="forbidden_uses"),
    path("plan-du-site/", pages.sitemap, name="sitemap"),
]
health_urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("metrics", pages.metrics, name="metrics"),
]
