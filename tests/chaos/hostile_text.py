"""Hostile text in a real browser, everywhere that shows text: `python -m tests.chaos.hostile_text`.

Nothing of it runs, asks another host, breaks the policy or is more than text (PROMISES P13)."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from xml.sax.saxutils import escape

import django
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()
from apps.operations.demonstration.people import PASSWORD  # noqa: E402
from apps.sheets.parsing.documents import HIDING  # noqa: E402
from tests.e2e.conftest import CHROMIUM_FLAGS, ROOT, Served  # noqa: E402
from tests.sheets.samples import archive, sheet  # noqa: E402
from tests.support.fakellm import FakeLlm  # noqa: E402
from tests.support.fakellm_modes import Plan  # noqa: E402
from tests.support.hostile_payloads import CANARY_HOST, Payload, payloads  # noqa: E402

SINKS = ("stream", "history", "review", "print")
AT_ONCE = 5
"""Payloads of one exchange: a draft that mostly fails its checks would be replaced by extracts."""
SUBJECT = "licence de navigation fluviale"
_DRAFT = "Reprendre en brouillon"
_WRITTEN = ".fs-turn .fs-part__body, .fs-a4, #review-question ~ .fs-part"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WATCH = """
Object.defineProperty(window, "__ran", { set: () => window.__note("a script ran"), get: () => 1 });
addEventListener("securitypolicyviolation", (event) =>
  window.__note(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
# Elements that act, attributes that act with something of a payload, characters that hide.
_MORE_THAN_TEXT = """(canary) => {
  const found = [];
  const acting = "script,iframe,frame,frameset,object,embed,portal,style,link,meta,base,math," +
    "video,audio,picture,img,template,marquee,dialog,noscript,xmp,listing,foreignObject,table";
  document.querySelectorAll("main").forEach((main, index) => {
    if (index) found.push("a second main");
    main.querySelectorAll(acting).forEach((one) => found.push(one.outerHTML.slice(0, 120)));
  });
  const risky = /^(on|hx-|data-hx-|ws-|style|src|href|xlink|action|formaction|poster|ping|data$)/;
  const signs = `${canary}|script:|__ran|data:text|fixed|url|expression|animation`;
  const hostile = new RegExp(signs, "i");
  document.querySelectorAll("body *").forEach((one) => Array.from(one.attributes).forEach((its) => {
    const isHostile = hostile.test(its.value) || /^(on|hx-on)/.test(its.name);
    if (risky.test(its.name) && isHostile) found.push(`${its.name}=${its.value.slice(0, 100)}`);
  }));
  const fields = Array.from(document.querySelectorAll("textarea, input"), (one) => one.value);
  const text = [document.body.textContent, document.title, ...fields].join(" ");
  const hidden = text.match(/[\\u0000-\\u0008\\u001b\\u007f\\u202a-\\u202e\\u2066-\\u2069]/u);
  if (hidden) found.push(`character ${hidden[0].codePointAt(0).toString(16)}`);
  return Array.from(new Set(found));
}"""


@dataclass
class Tally:
    """`renders` counts payloads seen as text, by sink; every entry of `wrong` is a broken promise.

    `from_model` counts those that were part of a sentence that the model wrote.
    """

    renders: Counter[str] = field(default_factory=Counter)
    from_model: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Watch:
    """Hears of anything that a page does beyond showing text."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.heard: list[str] = []
        self._origin = origin
        context.expose_binding("__note", lambda _source, what: self.heard.append(str(what)))
        context.add_init_script(_WATCH)
        context.on("request", lambda request: self._asked(request.url))
        context.on("dialog", self._spoke)
        context.on("console", self._logged)
        context.on("page", lambda page: self.heard.append(f"a window opened: {page.url}"))

    def _asked(self, url: str) -> None:
        if not url.startswith((self._origin, "data:image/", "blob:")):
            self.heard.append(f"asked {url}")

    def _spoke(self, dialog: Dialog) -> None:
        self.heard.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _logged(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.heard.append(message.text[:200])


def import_hostile_sheets(served: Served, batches: Sequence[Sequence[Payload]]) -> None:
    """A published sheet for each exchange: payloads in its title and texts beside a clean part.

    They are those of the exchange before: asked with the same words, they would only bring up
    the passages that are held back.
    """
    files = {
        f"F9{n:04}.xml": _sheet(f"F9{n:04}", batch[0].marker, batches[n - 1])
        for n, batch in enumerate(batches)
    }
    with tempfile.TemporaryDirectory() as folder:
        path = archive(Path(folder), files)
        command = [sys.executable, "manage.py", "import_sheets", str(path), "--publish"]
        done = subprocess.run(
            [*command, "--approver", "carole@demo.example"],
            cwd=ROOT,
            env=served.variables,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def _sheet(external_id: str, name: str, batch: Sequence[Payload]) -> bytes:
    clean = (
        f"La {SUBJECT} {name} se demande à la mairie.",
        f"La {SUBJECT} {name} coûte 25 €.",
        f"Il faut présenter un justificatif de domicile pour la {SUBJECT} {name}.",
        f"La {SUBJECT} {name} est remise sous 2 mois.",
        f"Elle est valable 10 ans. La {SUBJECT} {name} se renouvelle avant son terme.",
    )
    title = _xml(f"{SUBJECT.capitalize()} {batch[-1].text} {name}")
    chapters = _chapter("Demande", clean) + _hostile_chapters(batch)
    return sheet(f"<Texte>{chapters}</Texte>", id=external_id, title=title)


def _hostile_chapters(batch: Sequence[Payload]) -> str:
    """Each payload as a title, over another as a text."""
    return "".join(
        _chapter(one.text, [other.text]) for one, other in zip(batch, reversed(batch), strict=True)
    )


def _chapter(title: str, lines: Sequence[str]) -> str:
    paragraphs = "".join(f"<Paragraphe>{_xml(line)}</Paragraphe>" for line in lines)
    return f"<Chapitre><Titre><Paragraphe>{_xml(title)}</Paragraphe></Titre>{paragraphs}</Chapitre>"


def _xml(text: str) -> str:
    """Without what makes the importer refuse a whole sheet."""
    return escape(HIDING.sub("", _NOT_XML.sub("", text)))


class Walk:
    """One counsellor and one supervisor, each in a page of their own, both watched."""

    def __init__(self, served: Served, model: FakeLlm, alice: Page, bob: Page) -> None:
        self.tally = Tally()
        self._served = served
        self._model = model
        self._alice = alice
        self._bob = bob
        self._watches = [Watch(page.context, served.url) for page in (alice, bob)]

    def exchange(self, batch: Sequence[Payload]) -> None:
        """A question, its answer, an opinion, a draft: each holds every payload of the batch."""
        self._model.plan = Plan(added=tuple(_one_line(each.text) for each in batch))
        page = self._alice
        page.goto(self._served.url)
        texts = "\n".join(each.text for each in batch)
        question = f"Combien coûte la {SUBJECT} {batch[0].marker} et où la demander ?"
        self._ask(page, f"{question}\n{texts}")
        self._look("stream", page, batch)
        if not page.get_by_role("button", name=_DRAFT).count():
            # Declined, the payloads' own words weigh too much: asked alone, answered the same.
            page.goto(self._served.url)
            self._ask(page, question)
            self._check("stream", page, batch)
        address = page.url
        answer_id = self._comment(page, texts)
        self._draft_and_print(page, batch)
        page.goto(address)
        self._look("history", page, batch)
        self._bob.goto(f"{self._served.url}/supervision/relecture/{answer_id}/")
        self._look("review", self._bob, batch)

    def _ask(self, page: Page, text: str) -> None:
        """Personal data may be seen in a payload: the masked text goes out then."""
        before = page.locator(".fs-turn .fs-actions").count()
        page.locator("#question").fill(text)
        page.locator("#question").press("Enter")
        end = page.locator(".fs-turn .fs-actions").nth(before)
        end.or_(page.locator("#preview-alert")).first.wait_for(timeout=60_000)
        masks = page.get_by_role("button", name="Masquer et envoyer")
        if masks.count():
            masks.click()
            end.wait_for(timeout=60_000)

    def _comment(self, page: Page, texts: str) -> str:
        page.get_by_role("button", name="Pas utile", exact=True).last.click()
        page.locator(".fs-saved").wait_for()
        field = page.locator(".fs-feedback textarea")
        field.fill(texts[:1000])
        with page.expect_response("**/avis/"):
            page.locator(".fs-feedback__more button[type=submit]").click()
        name = page.locator(".fs-turn .fs-feedback").last.get_attribute("id")
        assert name is not None
        return name.removeprefix("feedback-")

    def _draft_and_print(self, page: Page, batch: Sequence[Payload]) -> None:
        page.get_by_role("button", name=_DRAFT).last.click()
        editor = page.locator("#draft-editor")
        editor.wait_for()
        editor.focus()
        page.keyboard.press("Control+End")
        with page.expect_response("**/enregistrer/"):
            page.keyboard.insert_text("".join(f"\n{_one_line(each.text)}" for each in batch))
            editor.blur()
        page.goto(f"{page.url}fiche/")
        page.emulate_media(media="print")
        self._look("print", page, batch)
        page.emulate_media(media="screen")

    def _look(self, sink: str, page: Page, batch: Sequence[Payload]) -> None:
        text = page.locator("main").text_content() or ""
        written = " ".join(page.locator(_WRITTEN).all_text_contents())
        for payload in batch:
            self.tally.renders[sink] += payload.marker in text
            self.tally.from_model[sink] += payload.marker in written
            if payload.marker not in text:
                self.tally.wrong.append(f"{sink}: {payload.marker} is not shown at all")
        self._check(sink, page, batch)

    def _check(self, sink: str, page: Page, batch: Sequence[Payload]) -> None:
        told = page.evaluate(_MORE_THAN_TEXT, CANARY_HOST)
        for watch in self._watches:
            told += watch.heard
            watch.heard.clear()
        names = ", ".join(f"{each.kind} {each.text!r}" for each in batch)
        self.tally.wrong += [f"{sink}: {what} among {names}" for what in told]


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def batches_of(count: int, at_once: int = AT_ONCE) -> list[list[Payload]]:
    every = payloads(count)
    return [every[start : start + at_once] for start in range(0, count, at_once)]


def _signed_in(context: BrowserContext, served: Served, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{served.url}/compte/login/")
    page.locator("input[name=login]").fill(f"{name}@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def run(count: int) -> Tally:
    """`count` payloads in each sink, on a demonstration of their own."""
    batches = batches_of(count)
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeLlm() as model,
        sync_playwright() as playwright,
    ):
        environment = {"LLM_BASE_URL": model.base_url, "LLM_MODEL": "fake-model"}
        served = Served(Path(folder) / "local", environment=environment)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS
        )
        try:
            served.start()
            import_hostile_sheets(served, batches)
            pages = [
                _signed_in(browser.new_context(locale="fr-FR"), served, name)
                for name in ("alice", "bob")
            ]
            walk = Walk(served, model, *pages)
            for batch in batches:
                walk.exchange(batch)
        finally:
            browser.close()
            served.stop()
    return walk.tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payloads", type=int, default=300)
    count = parser.parse_args().payloads
    began = monotonic()
    tally = run(count)
    report = {
        "payloads": count,
        "renders": sum(tally.renders.values()),
        "by_sink": tally.renders,
        "of_which_written_by_the_model": tally.from_model,
        "wrong": tally.wrong,
        "seconds": round(monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
