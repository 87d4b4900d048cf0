"""What tests of the console do in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page

if TYPE_CHECKING:
    from tests.web.asking import DESKTOP
    from tests.web.conftest import TOKEN, Open, Site
else:
    from asking import DESKTOP  # pytest puts this folder on the path
    from conftest import TOKEN, Open, Site


def enter(site: Site, open_page: Open, tab: str, **look: object) -> Page:
    """The console, signed in to, with a tab open."""
    page, _ = open_page(f"{site.base}/admin", bypass_csp=True, **{**DESKTOP, **look})
    page.locator("input[type=password]").fill(TOKEN)
    page.locator("button[type=submit]").click()
    page.get_by_role("tab", name=tab, exact=True).click()
    return page
