"""What a person sees of themselves across cases, and the proof they can take away."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ichido.cli import main
from ichido.engine.notary import Notary
from ichido.ledger.export import Export, faults
from ichido.security.seal_key import seal_key
from tests.portal.office import CLERK, STRANGER, Office


async def test_a_person_sees_who_used_their_data_in_every_case(office: Office) -> None:
    numbers = {await office.opened("k-1"), await office.opened("k-2", again=True)}
    lines = (await office.get("/me/disclosures")).json()
    assert {line["case"] for line in lines} == numbers
    assert {line["subject"] for line in lines} == {(await office.stored(next(iter(numbers)))).record.applicant.id}
    assert lines[0]["label"] and lines[0]["partner_name"]


async def test_who_was_never_met_has_no_lines_and_who_is_no_person_none_to_see(office: Office) -> None:
    assert (await office.get("/me/disclosures", STRANGER)).json() == []
    for path in ("/me/disclosures", "/me/disclosures/export"):
        assert (await office.get(path, CLERK)).status_code == 403


async def test_what_is_taken_away_verifies_on_the_command_line(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await office.opened()
    await Notary(office.store, seal_key(office.settings.seal_key_file), tmp_path).round(datetime.now(UTC))
    answer = await office.get("/me/disclosures/export")
    export = Export.model_validate_json(answer.content)
    assert export.lines and export.unsealed == 0
    assert list(faults(export)) == []
    file = tmp_path / "mine.json"
    file.write_bytes(answer.content)

    def check() -> tuple[int | str | None, str]:
        monkeypatch.setattr("sys.argv", ["ichido", "ledger", "check", str(file)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().out

    assert check()[0] == 0
    altered = json.loads(file.read_text())
    altered["lines"][0]["line"]["says"]["under"] = "another article"
    file.write_text(json.dumps(altered))
    assert check() == (1, f"line {export.lines[0].line.number}: it does not say that\n")
