"""Every screen and state in dark colours, narrow, at 400 %, spaced, still, in forced colours."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.ui.samples import STATES
from tests.e2e.conftest import ROOT, Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, open_draft, wait_for_the_end

OpenAs = Callable[..., Page]
NEUTRAL = (ROOT / "static" / "css" / "neutral.css").read_text("utf-8")
WEIGHTS = (0.2126, 0.7152, 0.0722)
# A page 1280 px wide at 400 % has 320 px of its own, and 192 of the 768 px of its height.
ADAPTATIONS = {
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "400 %": {"viewport": {"width": 320, "height": 192}, "device_scale_factor": 4},
}


@pytest.mark.parametrize("name", ADAPTATIONS)
def test_the_screens_of_a_day_stand_every_adaptation(
    demonstration: Served,
    signed_in: OpenAs,
    has_no_axe_violation: Callable[[Page], None],
    name: str,
) -> None:
    """X-04, X-07, C-31."""
    page = signed_in(demonstration, "alice", **ADAPTATIONS[name])
    width = page.viewport_size["width"] if page.viewport_size else 0
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    has_no_axe_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    open_draft(page)
    for path in ("", "/echanges/", "/fiches/", "/", "/parametres-affichage/"):
        if path:
            page.goto(demonstration.url + path)
        has_no_axe_violation(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_an_answer_stands_both_colours(
    demonstration: Served,
    signed_in: OpenAs,
    has_no_axe_violation: Callable[[Page], None],
    scheme: str,
) -> None:
    """X-04, X-07: streaming, interrupted, failed, declined, urgent and the others."""
    page = signed_in(demonstration, "alice", color_scheme=scheme)
    for state in STATES:
        page.goto(f"{demonstration.url}/composants/{state}/")
        has_no_axe_violation(page)


OTHERS = {
    "bob": ("supervision", "supervision/tableau-de-bord", "supervision/aides", "supervision/jeux"),
    "carole": (
        "administration",
        "administration/fiches",
        "administration/imports/nouveau",
        "administration/lacunes",
        "administration/sigles",
        "administration/contacts",
    ),
    "emma": (
        "administration/utilisateurs",
        "administration/utilisateurs/nouveau",
        "administration/parametres",
        "administration/parametres/bandeaux",
        "administration/journal",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_screens_of_the_other_roles_stand_dark_and_narrow(
    demonstration: Served,
    signed_in: OpenAs,
    has_no_axe_violation: Callable[[Page], None],
    name: str,
) -> None:
    """X-04, X-07, C-31."""
    page = signed_in(demonstration, name, **ADAPTATIONS["dark"], **ADAPTATIONS["narrow"])
    for path in OTHERS[name]:
        response = page.goto(f"{demonstration.url}/{path}/")
        assert response is not None
        assert response.status == 200, path
        has_no_axe_violation(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_masks_panels_dialogs_and_the_printed_sheet_stand_dark(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Callable[[Page], None]
) -> None:
    """X-04, X-07, C-22."""
    page = signed_in(demonstration, "alice", color_scheme="dark")
    page.locator("#question").fill("Mme Dupont, 06 12 34 56 78, a perdu sa carte d’identité.")
    page.locator("#question").press("Enter")
    expect(page.locator("#preview-alert")).to_be_visible()
    has_no_axe_violation(page)
    page.goto(demonstration.url)
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    page.locator(".fs-turn .fs-cite").first.click()
    page.get_by_role("tab", name="Fiche complète").first.click()
    expect(page.locator(".fs-passage--cited").first).to_be_visible()
    report = page.locator("[data-report]").first
    report.click()
    expect(page.locator(".fs-report-form input[type=radio]").first).to_be_focused()
    has_no_axe_violation(page)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.locator("[data-report-kept]")).to_be_visible()
    expect(report).to_be_focused()
    has_no_axe_violation(page)
    page.get_by_role("button", name="Raccourcis clavier").click()
    page.wait_for_timeout(500)  # the dialog fades in
    has_no_axe_violation(page)
    page.keyboard.press("Escape")
    open_draft(page)
    page.goto(page.url.rstrip("/") + "/fiche/")
    has_no_axe_violation(page)


def test_nothing_moves_for_who_asked_for_less_motion(
    demonstration: Served, signed_in: OpenAs
) -> None:
    """C-05, X-04: the text that is being written is shown at once, when it is whole."""
    page = signed_in(demonstration, "alice")
    page.goto(f"{demonstration.url}/composants/redaction/")
    written = page.locator(".fs-answer .fs-parts")
    expect(written).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    expect(written).to_be_hidden()
    expect(page.locator("#composer-status")).to_be_visible()
    moving = page.evaluate(
        """() => Array.from(document.querySelectorAll("body, body *")).filter((one) => {
            const style = getComputedStyle(one);
            const all = `${style.animationDuration},${style.transitionDuration}`.split(",");
            return all.some((each) => parseFloat(each) > 0.001);
        }).length"""
    )
    assert moving == 0


SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
CUT = """() => Array.from(document.querySelectorAll("main *")).filter((one) => {
    if (!one.getClientRects().length) return false;
    if (one.closest(".fr-sr-only, .fs-sources__extract")) return false;
    const style = getComputedStyle(one);
    const hides = (axis) => ["hidden", "clip"].includes(axis);
    return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 2)
        || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 2);
}).map((one) => one.outerHTML.slice(0, 120))"""


# The outline of what has the focus, or of what the design system draws in front of it.
SEEN = """() => {
    const one = document.activeElement;
    const isSeen = [null, "::before", "::after"].some((part) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one, part);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    });
    return [isSeen, one.outerHTML.slice(0, 120)];
}"""


def test_spaced_text_is_not_cut_and_every_stop_of_tab_is_seen(
    demonstration: Served, signed_in: OpenAs
) -> None:
    """X-04: criteria 10.12 and 10.7 of RGAA."""
    page = signed_in(demonstration, "alice", bypass_csp=True)
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    before = page.evaluate(CUT)
    page.add_style_tag(content=SPACING)
    assert [one for one in page.evaluate(CUT) if one not in before] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.evaluate("document.activeElement.blur()")
    unseen = []
    for _stop in range(40):
        page.keyboard.press("Tab")
        is_seen, words = page.evaluate(SEEN)
        if not is_seen:
            unseen.append(words)
    assert unseen == []


def test_what_is_pointed_at_keeps_its_contrast_in_the_dark(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Callable[[Page], None]
) -> None:
    """X-07: criterion 3.2 of RGAA, while the mouse is over it."""
    page = signed_in(demonstration, "alice", color_scheme="dark", reduced_motion="reduce")
    page.goto(f"{demonstration.url}/composants/reponse/")
    for pointed in (
        ".fr-btn--tertiary-no-outline",
        ".fs-actions .fr-btn--tertiary",
        ".fr-tag",
        ".fs-sources__item",
        ".fr-tabs__tab",
        ".fr-nav__link",
        ".fs-cite",
    ):
        page.locator(pointed).locator("visible=true").last.hover()
        has_no_axe_violation(page)


def _contrast(one: str, other: str) -> float:
    """WCAG's ratio of two opaque colours written `rgb(r, g, b)`."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(part * weight for part, weight in zip(linear, WEIGHTS, strict=True))

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_paint_every_button_legibly(
    demonstration: Served, signed_in: OpenAs, scheme: str
) -> None:
    """X-07. Not by axe: it reads `-webkit-text-fill-color`, which keeps the colour of the sheet
    of styles and is not what forced colours paint, so that it finds faults that nobody sees."""
    page = signed_in(demonstration, "alice", forced_colors="active", color_scheme=scheme)
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    painted = page.locator(".fs-turn :is(.fr-btn, .fs-cite):visible").evaluate_all(
        """all => all.map((one) => {
            const style = getComputedStyle(one);
            return [one.textContent.trim(), style.color, style.backgroundColor];
        })"""
    )
    assert len(painted) > 10
    opaque = [one for one in painted if not one[2].startswith("rgba")]
    assert len(opaque) > 5
    assert [one for one in opaque if _contrast(one[1], one[2]) < 4.5] == []


def test_the_neutral_theme_leaves_nothing_in_the_typeface_of_the_state(
    demonstration: Served, signed_in: OpenAs
) -> None:
    """The theme's own style sheet over the screens: no text is set in Marianne or Spectral."""
    page = signed_in(demonstration, "alice", bypass_csp=True)
    for path in ("/", "/composants/reponse/", "/composants/avis/", "/fiches/", "/reponses-types/"):
        page.goto(demonstration.url + path)
        page.add_style_tag(content=NEUTRAL)
        branded = page.evaluate(
            """() => Array.from(document.querySelectorAll("body, body *")).filter(
                (one) => /Marianne|Spectral/.test(getComputedStyle(one).fontFamily)
            ).map((one) => one.outerHTML.slice(0, 100))"""
        )
        assert branded == [], path
