"""The counsellor’s screens in dark colours, at 320 px and at 400 %: axe finds nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end

OpenAs = Callable[..., Page]
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
