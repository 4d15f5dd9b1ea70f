"""Ten tasks of a counsellor's day by keyboard alone; docs/keyboard.md holds the number of keys.

`WRITE_KEYBOARD_TABLE=1` writes the table anew; otherwise no task may take more keys.
"""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, ROOT, Served, allow_clipboard
from tests.e2e.test_counsellor import IDENTITY_CARD, wait_for_the_end

TABLE = ROOT / "docs" / "keyboard.md"
HEAD = """# Ten tasks of a day by keyboard alone

Driven in Chromium by `tests/e2e/test_keyboard.py`, which holds this table: no mouse, from the
page where the task before left off. A key is one press, with its Ctrl and Alt; letters of what is
typed are counted apart. The test fails when a task takes more.

| task | keys | letters typed |
|---|--:|--:|
"""


@dataclass
class Hands:
    """Presses keys and counts them."""

    page: Page
    done: list[tuple[str, int, int]] = field(default_factory=list)
    keys: int = 0
    letters: int = 0

    def press(self, key: str) -> None:
        self.page.wait_for_load_state()  # its scripts listen to keys once they are there
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.letters += len(text)
        self.page.keyboard.type(text)

    def reach(self, target: Locator, key: str = "Tab", most: int = 120) -> None:
        """Press `key` until `target` has the focus."""
        for _ in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press(key)
        raise AssertionError(f"{target} is not reached by {most} times {key}")

    def end(self, task: str) -> None:
        self.done.append((task, self.keys, self.letters))
        self.keys = self.letters = 0


def first_half(hands: Hands, page: Page) -> None:
    hands.reach(page.locator("input[name=login]"))
    hands.write("alice@demo.example")
    hands.reach(page.locator("input[name=password]"))
    hands.write(PASSWORD)
    hands.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    hands.end("Sign in")

    hands.write(IDENTITY_CARD)
    hands.press("Enter")
    wait_for_the_end(page)
    hands.end("Ask a question")

    hands.press("Control+Alt+s")
    hands.reach(page.locator(".fs-sources:not([hidden]) .fs-sources__item").first)
    hands.press("Enter")
    expect(page.locator(".fs-source:not([hidden]) .fs-source__title")).to_be_focused()
    hands.press("Escape")
    hands.end("Check a source and come back")

    hands.press("Control+Alt+c")
    expect(page.locator(".fs-copied").last).to_contain_text("Copié")
    hands.end("Copy the answer with its sources")

    hands.press("Control+Alt+u")
    expect(page.locator("#sources")).to_be_hidden()
    hands.press("Control+Alt+u")
    expect(page.locator("#sources")).to_be_visible()
    hands.end("Turn the screen to the citizen, and back")


def second_half(hands: Hands, page: Page) -> None:
    hands.reach(page.get_by_role("button", name="Pas utile", exact=True), "Shift+Tab")
    hands.press("Enter")
    expect(page.locator(".fs-saved").first).to_be_visible()
    hands.end("Say that an answer is not helpful")

    address = page.url
    hands.reach(page.get_by_role("link", name="Administration+").last, "Shift+Tab")
    hands.press("Enter")
    expect(page.locator("textarea")).to_have_value(re.compile("Opérateur concerné"))
    hands.end("Prepare a request to Administration+")

    hands.reach(page.locator(f"main a[href^='{urlsplit(address).path}']").first)
    hands.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address)))
    hands.press("Control+Alt+b")
    editor = page.locator("#draft-editor")
    expect(editor).to_be_visible()
    hands.reach(editor)
    hands.press("Control+End")
    hands.press("Enter")
    hands.write("Ouvert le mardi matin")
    expect(page.locator("#draft-state")).to_contain_text("Enregistré à")
    hands.end("Take the answer up as a draft and add a line")

    printing = page.get_by_role("button", name="Imprimer la fiche usager")
    hands.reach(printing)
    with page.context.expect_page() as opened:
        hands.press("Enter")
    expect(opened.value.locator(".fs-a4, #draft-editor").first).to_be_visible()
    opened.value.close()
    hands.end("Print the citizen's sheet")

    hands.press("Control+Alt+q")
    expect(page.locator("#question")).to_be_focused()
    hands.end("Begin with the next visitor")


def test_ten_tasks_of_the_day_take_no_mouse(demonstration: Served, browser: Browser) -> None:
    """X-05, C-01, C-28, C-29."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1366, "height": 768})
    allow_clipboard(context)
    page = context.new_page()
    page.add_init_script("window.print = () => {}")
    page.goto(f"{demonstration.url}/compte/login/")
    hands = Hands(page)
    first_half(hands, page)
    second_half(hands, page)
    context.close()
    rows = "".join(f"| {task} | {keys} | {letters} |\n" for task, keys, letters in hands.done)
    if os.environ.get("WRITE_KEYBOARD_TABLE"):
        TABLE.write_text(HEAD + rows, "utf-8")
    assert len(hands.done) == 10
    told = re.findall(r"^\| (.+) \| (\d+) \| (\d+) \|$", TABLE.read_text("utf-8"), re.M)
    assert [(task, int(letters)) for task, _, letters in told] == [
        (task, letters) for task, _, letters in hands.done
    ]
    longer = [
        (task, keys, int(most))
        for (task, keys, _), (_, most, _) in zip(hands.done, told, strict=True)
        if keys > int(most) * 1.1 + 1
    ]
    assert longer == []
