"""Periodic signing of the chain's head."""

from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from apps.audit.services import load_audit_key, write_checkpoint


@app.periodic(cron="* * * * *")
@app.task(name="audit.write_checkpoint", queueing_lock="audit.write_checkpoint")
def write_audit_checkpoint(timestamp: int) -> None:
    """Every minute: the window in which a cut of the chain's end could pass unseen."""
    key_file = Path(settings.AUDIT_KEY_FILE)
    if key_file.exists():
        write_checkpoint(path=Path(settings.AUDIT_CHECKPOINT_FILE), key=load_audit_key(key_file))
