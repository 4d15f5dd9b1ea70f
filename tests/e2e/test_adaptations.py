"""The counsellor’s screens in dark colours, at 320 px and at 400 %: axe finds nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end

OpenAs = Callable[..., Page]
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
    page.get_by_role("button", name="Reprendre en brouillon").last.click()
    page.locator("#draft-editor").wait_for()
    for path in ("", "/echanges/", "/fiches/", "/", "/parametres-affichage/"):
        if path:
            page.goto(demonstration.url + path)
        has_no_axe_violation(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


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
