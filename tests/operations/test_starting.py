"""What goes wrong at the start is said in one sentence, never as a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "franceservices.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _assert_one_sentence(result: subprocess.CompletedProcess[str], words: str) -> None:
    assert result.returncode != 0
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = _manage("serve", PORT=str(taken.getsockname()[1]))
    _assert_one_sentence(result, "est déjà utilisé")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = _manage("check", LOCAL_FOLDER=str(tmp_path / "file" / "local"))
    _assert_one_sentence(result, "Impossible d’écrire")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PRODUCTION": "1", "DEMONSTRATION": "0", "SECRET_KEY": "x" * 48}, "DATABASE_URL"),
        ({"PRODUCTION": "1", "DEMONSTRATION": "1", "SECRET_KEY": "x" * 48}, "DEMONSTRATION"),
        ({"SECRET_KEY": "short"}, "40 characters"),
    ],
)
def test_a_setting_that_will_not_do_is_said(environment: dict[str, str], words: str) -> None:
    _assert_one_sentence(_manage("check", **environment), words)
