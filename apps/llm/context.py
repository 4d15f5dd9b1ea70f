"""What every page knows of the model: read from memory, without a query."""

from django.http import HttpRequest

from apps.llm.enums import ModelState
from apps.llm.health import configured_monitor


def model_health(request: HttpRequest) -> dict[str, object]:
    """`model_is_down`, and `model_wait`: whole seconds that the endpoint asks for, or 0."""
    monitor = configured_monitor()
    return {
        "model_is_down": monitor.state is ModelState.DOWN,
        "model_wait": round(monitor.wait_seconds),
    }
