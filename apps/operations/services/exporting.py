"""All that is held about one account, in an archive of JSON files."""

import json
import os
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.operations.person_data import README, person_files


@transaction.atomic
def export_person(*, user: User, path: Path) -> int:
    """Write the archive, readable by its owner only; returns its number of files.

    Raises FileExistsError rather than overwrite, OSError where it cannot write.
    """
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with ExitStack() as cleanup:
        cleanup.callback(path.unlink)
        with os.fdopen(opened, "wb") as file:
            count = _write(file, user)
        append_event(
            kind=EventKind.PERSON_EXPORTED,
            actor_id=None,
            subject_type="user",
            subject_id=user.pk,
            payload={"files": count},
        )
        cleanup.pop_all()  # whole, and proven: it stays
    return count


def _write(file: BinaryIO, user: User) -> int:
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LISEZ-MOI.txt", README)
        for name, content in person_files(user):
            text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(name, text)
            count += 1
    return count
