"""Every page that a page of this repository links to is there."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import GUIDES, ROOT

NAMES = ("README", "README.ja", "ARCHITECTURE", "CHANGELOG", "CONTRIBUTING", "SECURITY")
PAGES = (*(ROOT / f"{name}.md" for name in NAMES), *GUIDES)
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)(#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    linked = [match[1] for match in _LINK.finditer(page.read_text(encoding="utf-8"))]
    assert [one for one in linked if not (page.parent / one).exists()] == []
