"""*Expliquer un courrier*: masked first, never stored, refused with words."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from apps.conversations.models import Conversation, Question
from tests.answering.test_letters import CAF

pytestmark = pytest.mark.django_db
ADDRESS = "/courrier/"
NIR = "2 85 05 78 006 084 91"


def pdf_of(text: str = "") -> bytes:
    """A PDF of one page, with this line as its text layer, or without any."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1")
    body = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, each in enumerate(body, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def sent(client: Client, content: bytes, name: str = "courrier.pdf"):
    data = {"text": "", "file": SimpleUploadedFile(name, content)}
    return client.post(ADDRESS, data, headers={"accept-language": "en"})


@pytest.fixture
def client(alice, client_of) -> Client:
    return client_of(alice)


def test_a_pasted_letter_is_masked_explained_and_not_stored(client: Client):
    page = client.post(ADDRESS, {"text": CAF + f"\nNuméro de sécurité sociale : {NIR}."})

    shown = page.content.decode()
    assert page.status_code == 200
    assert "avant le 15 mars 2026" in shown
    assert "sera suspendu" in shown
    assert NIR not in shown
    assert "078006084" not in shown.replace(" ", "")
    assert Question.objects.count() == Conversation.objects.count() == 0


def test_a_letter_longer_than_a_question_is_read(client: Client):
    page = client.post(ADDRESS, {"text": "Phrase sans rien. " * 400 + CAF})

    assert page.status_code == 200
    assert "avant le 15 mars 2026" in page.content.decode()


def test_the_text_layer_of_a_pdf_is_read(client: Client):
    line = "Veuillez nous retourner votre avis d'imposition avant le 15 mars 2026."

    page = sent(client, pdf_of(line))

    assert page.status_code == 200
    assert "avant le 15 mars 2026" in page.content.decode()


def encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf_of(), "is a scan"),
        (b"%PDF-1.4 rien", "cannot be read"),
        (b"\x89PNG\r\n", "cannot be read"),
        (encrypted(), "cannot be read"),
        (b"%PDF" + b"0" * (2 * 1024 * 1024), "larger than 2 MB"),
    ],
)
def test_a_file_that_holds_no_text_is_refused_with_words(client: Client, content, words):
    page = sent(client, content)

    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_file_too_large_for_memory_never_reaches_the_disk(client: Client, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    page = sent(client, b"0" * (4 * 1024 * 1024))

    assert page.status_code == 422
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "a" * 20_001])
def test_nothing_and_too_much_are_refused_with_words(client: Client, text: str):
    page = client.post(ADDRESS, {"text": text})

    assert page.status_code == 422
    assert "fr-alert--error" in page.content.decode()


def test_its_question_opens_prefilled_and_unsent(client: Client):
    page = client.post("/courrier/question/", {"text": "L’usager a reçu un courrier."})

    assert "L’usager a reçu un courrier.</textarea>" in page.content.decode()
    assert Question.objects.count() == 0


def test_a_forged_form_is_refused(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")

    assert strict.post(ADDRESS, {"text": CAF}).status_code == 403


def test_a_new_question_leads_to_it(client: Client):
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()
