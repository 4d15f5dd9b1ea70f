"""Which static files are collected: those that a page can ask for."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedStaticFilesConfig(StaticFilesConfig):
    """Leaves out the parts of the design system that no page links, three files in four."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.md",
        "*.scss",
        "*.map",
        "dsfr/dist/analytics/*",
        "dsfr/dist/component/*",
        "dsfr/dist/core/*",
        "dsfr/dist/dsfr/*",
        "dsfr/dist/layout/*",
        "dsfr/dist/legacy/*",
        "dsfr/dist/scheme/*",
        "dsfr/dist/*legacy*",
        "dsfr/dist/utility/*legacy*",
        "dsfr/dist/utility/colors/*",
        "dsfr/dist/utility/icons/icons-*/*",
        "django-dsfr/*",
        "account/*",
        "django_htmx/ext/*.md",
        "htmax*",
        "htmx-4*",
    ]
