"""Application registration."""

from django.apps import AppConfig


class ModelAnswersConfig(AppConfig):
    name = "apps.model_answers"
