"""Addresses of the curators' screens."""

from django.urls import path

from apps.curation.views import (
    bench,
    contacts,
    contradictions,
    drafts,
    gaps,
    home,
    imports,
    lexicon,
    links,
    online_services,
    reports,
    review_periods,
    revisions,
)

app_name = "curation"
urlpatterns = [
    path("administration/", home.curation_home, name="curation_home"),
    path("administration/banc-d-essai/", bench.test_bench, name="test_bench"),
    path("administration/lacunes/", gaps.gap_list, name="gap_list"),
    path("administration/lacunes/<int:pk>/", gaps.gap_detail_page, name="gap_detail"),
    path("administration/lacunes/<int:pk>/rediger/", gaps.gap_draft, name="gap_draft"),
    path("administration/lacunes/<int:pk>/rejouer/", gaps.gap_replay, name="gap_replay"),
    path("administration/lacunes/<int:pk>/ecarter/", gaps.gap_dismiss, name="gap_dismiss"),
    path("administration/imports/", imports.import_list, name="import_list"),
    path("administration/imports/nouveau/", imports.import_new, name="import_new"),
    path("administration/imports/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path(
        "administration/imports/<uuid:pk>/reprendre/", imports.import_resume, name="import_resume"
    ),
    path("administration/imports/<uuid:pk>/arreter/", imports.import_cancel, name="import_cancel"),
    path("administration/sigles/", lexicon.lexicon_list, name="lexicon_list"),
    path("administration/sigles/nouveau/", lexicon.lexicon_new, name="lexicon_new"),
    path("administration/sigles/importer/", lexicon.lexicon_import, name="lexicon_import"),
    path("administration/sigles/exporter/", lexicon.lexicon_export, name="lexicon_export"),
    path("administration/sigles/<int:pk>/", lexicon.lexicon_change, name="lexicon_change"),
    path("administration/liens/", links.link_list, name="link_list"),
    path("administration/contacts/", contacts.contact_list, name="contact_list"),
    path("administration/contacts/nouveau/", contacts.contact_new, name="contact_new"),
    path("administration/contacts/<int:pk>/", contacts.contact_change, name="contact_change"),
    path(
        "administration/contacts/<int:pk>/retirer/",
        contacts.contact_withdraw,
        name="contact_withdraw",
    ),
    path(
        "administration/contacts/<int:pk>/republier/",
        contacts.contact_republish,
        name="contact_republish",
    ),
    path("administration/demarches/", online_services.service_list, name="service_list"),
    path("administration/demarches/nouvelle/", online_services.service_new, name="service_new"),
    path(
        "administration/demarches/<int:pk>/", online_services.service_change, name="service_change"
    ),
    path(
        "administration/demarches/<int:pk>/retirer/",
        online_services.service_withdraw,
        name="service_withdraw",
    ),
    path(
        "administration/demarches/<int:pk>/republier/",
        online_services.service_republish,
        name="service_republish",
    ),
    path(
        "administration/demarches/<int:pk>/reprendre/",
        online_services.service_as_imported,
        name="service_as_imported",
    ),
    path(
        "administration/demarches/importees/<slug:imported_id>/",
        online_services.service_correct,
        name="service_correct",
    ),
    path(
        "administration/demarches/importees/<slug:imported_id>/retirer/",
        online_services.service_hide,
        name="service_hide",
    ),
    path("fiches/<str:sheet_id>/signaler/", reports.report_new, name="report_new"),
    path("signalements/", reports.report_mine, name="report_mine"),
    path("administration/signalements/", reports.report_list, name="report_list"),
    path("administration/signalements/<uuid:pk>/", reports.report_detail, name="report_detail"),
    path("administration/fiches/", revisions.revision_list, name="revision_list"),
    path(
        "administration/fiches/approuver/",
        revisions.revision_publish_many,
        name="revision_publish_many",
    ),
    path("administration/fiches/locales/", drafts.draft_list, name="draft_list"),
    path("administration/fiches/locales/nouvelle/", drafts.draft_new, name="draft_new"),
    path("administration/fiches/locales/apercu/", drafts.draft_preview, name="draft_preview"),
    path(
        "administration/fiches/locales/<uuid:pk>/contenu/",
        drafts.draft_content,
        name="draft_content",
    ),
    path(
        "administration/fiches/locales/<uuid:pk>/metadonnees/",
        drafts.draft_metadata,
        name="draft_metadata",
    ),
    path("administration/fiches/locales/<uuid:pk>/test/", drafts.draft_test, name="draft_test"),
    path(
        "administration/fiches/locales/<uuid:pk>/publication/",
        drafts.draft_publication,
        name="draft_publication",
    ),
    path(
        "administration/fiches/locales/<uuid:pk>/abandonner/",
        drafts.draft_give_up,
        name="draft_give_up",
    ),
    path(
        "administration/fiches/dates-de-revue/",
        review_periods.review_period_list,
        name="review_period_list",
    ),
    path(
        "administration/fiches/regles/",
        review_periods.publishing_rule_change,
        name="publishing_rule_change",
    ),
    path(
        "administration/fiches/contradictions/",
        contradictions.contradiction_list,
        name="contradiction_list",
    ),
    path(
        "administration/fiches/contradictions/<int:pk>/regler/",
        contradictions.contradiction_settle,
        name="contradiction_settle",
    ),
    path(
        "administration/fiches/<int:pk>/contredire/",
        contradictions.contradiction_new,
        name="contradiction_new",
    ),
    path("administration/fiches/<int:pk>/modifier/", drafts.draft_open, name="draft_open"),
    path("administration/fiches/<int:pk>/", revisions.revision_detail, name="revision_detail"),
    path(
        "administration/fiches/<int:pk>/publier/",
        revisions.revision_publish,
        name="revision_publish",
    ),
    path(
        "administration/fiches/<int:pk>/rejouer/",
        revisions.revision_replay,
        name="revision_replay",
    ),
    path(
        "administration/fiches/<int:pk>/programmer/",
        revisions.revision_schedule,
        name="revision_schedule",
    ),
    path(
        "administration/fiches/<int:pk>/soumettre/",
        revisions.revision_submit,
        name="revision_submit",
    ),
    path(
        "administration/fiches/<int:pk>/renvoyer/",
        revisions.revision_reject,
        name="revision_reject",
    ),
    path(
        "administration/fiches/<int:pk>/retirer/",
        revisions.revision_withdraw,
        name="revision_withdraw",
    ),
    path(
        "administration/fiches/<int:pk>/restaurer/",
        revisions.revision_restore,
        name="revision_restore",
    ),
]
