"""The partners' file, and what happens when somebody edits it."""

import json
import logging
from pathlib import Path

import pytest

from ichido.partners import LINKS, Directory, Unreadable

ENTRY = {"url": "http://127.0.0.1:9/122033/", "secret": "whsec_c2VjcmV0LW9mLWEtcGFydG5lcg==", "title": {"ja": "市川市"}}


def write(file: Path, partners: object) -> Path:
    new = file.with_suffix(".new")
    new.write_text(json.dumps(partners))
    return new.replace(file)


def test_a_partner_is_found_by_its_code(tmp_path: Path) -> None:
    directory = Directory(write(tmp_path / "partners.json", {"122033": ENTRY | {"corporate_number": "1"}}))
    partner = directory.partner("122033")
    assert partner is not None
    assert (partner.code, partner.url, partner.title) == ("122033", "http://127.0.0.1:9/122033", {"ja": "市川市"})
    assert directory.partner("141305") is None


def test_an_entry_may_say_which_key_names_whom_it_has_not_met(tmp_path: Path) -> None:
    directory = Directory(write(tmp_path / "partners.json", {"1": ENTRY, "2": ENTRY | {"names": 2}}))
    assert [directory.generation(code) for code in ("1", "2", "3")] == [1, 2, 1]
    with pytest.raises(Unreadable, match=r"1\.names"):
        Directory(write(tmp_path / "partners.json", {"1": ENTRY | {"names": 0}}))


def test_the_linking_service_fetches_nothing_and_is_asked_for_its_secret_alone(tmp_path: Path) -> None:
    fetches = {"secret": ENTRY["secret"]}
    directory = Directory(write(tmp_path / "partners.json", {"1": fetches, LINKS: fetches}))
    assert directory.fetching() == {"1"}
    assert directory.linking() == ENTRY["secret"]
    assert Directory(write(tmp_path / "partners.json", {"1": fetches})).linking() is None


def test_the_secret_is_never_shown(tmp_path: Path) -> None:
    partner = Directory(write(tmp_path / "partners.json", {"122033": ENTRY})).partner("122033")
    assert partner is not None
    assert "c2VjcmV0" not in repr(partner) + partner.model_dump_json()


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = write(tmp_path / "partners.json", {"122033": ENTRY})
    directory = Directory(file)
    write(file, {"141305": ENTRY})
    assert directory.partner("122033") is None
    assert directory.partner("141305") is not None


@pytest.mark.parametrize(
    "broken", [None, [], {"122033": {"url": "nowhere", "secret": "whsec_c2VjcmV0LW9mLWEtcGFydG5lcg=="}}]
)
def test_a_broken_edit_leaves_the_partners_as_they_were(
    tmp_path: Path, broken: object, caplog: pytest.LogCaptureFixture
) -> None:
    file = write(tmp_path / "partners.json", {"122033": ENTRY})
    directory = Directory(file)
    write(file, broken)
    with caplog.at_level(logging.ERROR):
        assert directory.partner("122033") is not None
    assert "the partners stay as they were" in caplog.text
    assert "c2VjcmV0" not in caplog.text
    write(file, {})
    assert directory.partner("122033") is None


def test_a_file_that_goes_away_leaves_the_partners_as_they_were(tmp_path: Path) -> None:
    file = write(tmp_path / "partners.json", {"122033": ENTRY})
    directory = Directory(file)
    file.unlink()
    assert directory.partner("122033") is not None


def test_a_file_that_was_never_good_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"partners\.json: 122033\.secret: Field required"):
        Directory(write(tmp_path / "partners.json", {"122033": {"url": "http://127.0.0.1:9"}}))
    with pytest.raises(Unreadable, match="No such file"):
        Directory(tmp_path / "none.json")


@pytest.mark.parametrize("secret", ["whsec_not base64 at all", "whsec_c2hvcnQ=", "correct horse battery staple"])
def test_a_secret_that_nothing_can_be_signed_with_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(Unreadable, match=r"122033\.secret: .*a signing secret") as refused:
        Directory(write(tmp_path / "partners.json", {"122033": ENTRY | {"secret": secret}}))
    assert secret not in str(refused.value)
