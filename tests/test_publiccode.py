"""publiccode.yml has what catalogues of public software ask for."""

from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
DECLARED = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))


def test_all_mandatory_keys_are_there() -> None:
    mandatory = {
        *("publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "categories"),
        *("developmentStatus", "softwareType", "description", "legal", "maintenance", "localisation"),
    }
    assert mandatory <= DECLARED.keys()
    assert date.fromisoformat(DECLARED["releaseDate"]) <= date.today()
    assert DECLARED["maintenance"]["contacts"]


def test_each_description_has_the_length_the_standard_asks_for() -> None:
    assert DECLARED["description"].keys() == set(DECLARED["localisation"]["availableLanguages"])
    for description in DECLARED["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert description["features"]


def test_the_licence_is_the_one_in_the_repository() -> None:
    assert DECLARED["legal"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
