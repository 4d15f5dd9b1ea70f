"""Addresses of the counsellors' pages."""

from django.urls import path

from apps.conversations.views import (
    drafts,
    exchanges,
    handovers,
    helping,
    insertions,
    letters,
    tags,
    translations,
)

app_name = "conversations"
urlpatterns = [
    path("", exchanges.question_new, name="question_new"),
    path("etiquettes/", tags.question_tags, name="question_tags"),
    path("echanges/bilan/", handovers.day_summary, name="day_summary"),
    path("courrier/", letters.letter, name="letter"),
    path("courrier/question/", letters.letter_question, name="letter_question"),
    path("echanges/", exchanges.conversation_list, name="conversation_list"),
    path(
        "echanges/<uuid:conversation_id>/",
        exchanges.conversation_detail,
        name="conversation_detail",
    ),
    path("echanges/<uuid:conversation_id>/poser/", exchanges.ask, name="ask"),
    path("echanges/<uuid:conversation_id>/arreter/", exchanges.stop, name="stop"),
    path(
        "echanges/<uuid:conversation_id>/avis/",
        exchanges.exchange_feedback,
        name="exchange_feedback",
    ),
    path(
        "echanges/<uuid:conversation_id>/renommer/",
        exchanges.conversation_rename,
        name="conversation_rename",
    ),
    path(
        "echanges/<uuid:conversation_id>/epingler/",
        exchanges.conversation_star,
        name="conversation_star",
    ),
    path(
        "echanges/<uuid:conversation_id>/partager/",
        exchanges.conversation_share,
        name="conversation_share",
    ),
    path(
        "echanges/<uuid:conversation_id>/confier/",
        exchanges.conversation_entrust,
        name="conversation_entrust",
    ),
    path(
        "echanges/<uuid:conversation_id>/supprimer/",
        exchanges.conversation_hide,
        name="conversation_hide",
    ),
    path("reponses/<uuid:answer_id>/", exchanges.answer_fragment, name="answer_fragment"),
    path(
        "reponses/<uuid:answer_id>/passages/<int:number>/",
        exchanges.answer_source,
        name="answer_source",
    ),
    path("reponses/<uuid:answer_id>/etiquettes/", tags.answer_tags, name="answer_tags"),
    path("reponses/<uuid:answer_id>/regenerer/", exchanges.regenerate, name="regenerate"),
    path("reponses/<uuid:answer_id>/avis/", exchanges.answer_feedback, name="answer_feedback"),
    path("reponses/<uuid:answer_id>/brouillon/", drafts.draft_new, name="draft_new"),
    path(
        "reponses/<uuid:answer_id>/brouillon/interne/",
        drafts.draft_internal,
        name="draft_internal",
    ),
    path(
        "reponses/<uuid:answer_id>/reponses-types/",
        insertions.answer_model_answers,
        name="answer_model_answers",
    ),
    path("reponses/<uuid:answer_id>/copier/", handovers.answer_copy, name="answer_copy"),
    path("reponses/<uuid:answer_id>/imprimer/", handovers.answer_print, name="answer_print"),
    path(
        "reponses/<uuid:answer_id>/administration-plus/",
        handovers.administration_plus,
        name="administration_plus",
    ),
    path("brouillons/<uuid:draft_id>/", drafts.draft_detail, name="draft_detail"),
    path("brouillons/<uuid:draft_id>/enregistrer/", drafts.draft_save, name="draft_save"),
    path("brouillons/<uuid:draft_id>/adapter/", drafts.draft_rewrite, name="draft_rewrite"),
    path(
        "brouillons/<uuid:draft_id>/traduire/", translations.draft_translate, name="draft_translate"
    ),
    path(
        "brouillons/<uuid:draft_id>/traduction/retirer/",
        translations.draft_untranslate,
        name="draft_untranslate",
    ),
    path("brouillons/<uuid:draft_id>/inserer/", insertions.draft_insert, name="draft_insert"),
    path(
        "brouillons/<uuid:draft_id>/reponses-types/",
        insertions.draft_model_answers,
        name="draft_model_answers",
    ),
    path("brouillons/<uuid:draft_id>/restaurer/", drafts.draft_restore, name="draft_restore"),
    path("brouillons/<uuid:draft_id>/relu/", drafts.draft_proofread, name="draft_proofread"),
    path("brouillons/<uuid:draft_id>/remettre/", handovers.draft_hand_over, name="draft_hand_over"),
    path("brouillons/<uuid:draft_id>/fiche/", handovers.draft_sheet, name="draft_sheet"),
    path("echanges/<uuid:conversation_id>/aide/", helping.help_ask, name="help_ask"),
    path("echanges/<uuid:conversation_id>/aide/message/", helping.help_say, name="help_say"),
    path("echanges/<uuid:conversation_id>/aide/terminer/", helping.help_end, name="help_end"),
    path("aide/propositions/<int:message_id>/", helping.help_take_up, name="help_take_up"),
    path("supervision/aides/", helping.help_list, name="help_list"),
    path("supervision/permanence/", helping.duty_switch, name="duty_switch"),
    path("supervision/aides/<uuid:help_id>/rejoindre/", helping.help_join, name="help_join"),
    path("supervision/aides/<uuid:conversation_id>/", helping.help_detail, name="help_detail"),
]
