"""The code list of the municipalities of Japan."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from ichido.language.kinds.codes import Codes

FILE = Path(__file__).parents[2] / "procedures/jp/codes/municipalities.yaml"


@pytest.fixture(scope="module")
def municipalities() -> Codes:
    return Codes.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def check_digit(five: str) -> str:
    """The sixth digit of a 団体コード (JIS X 0402)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def test_there_are_all_1741_with_the_23_wards_of_tokyo(municipalities: Codes) -> None:
    names = [code.labels["ja"] for code in municipalities.values.values()]
    assert len(names) == len(set(names)) == 1741
    assert sum(name.endswith("区") for name in names) == 23


def test_only_two_towns_of_hokkaido_read_alike_in_latin_letters(municipalities: Codes) -> None:
    names = Counter(code.labels["en"] for code in municipalities.values.values())
    assert [name for name, times in names.items() if times > 1] == ["Esashi Town, Hokkaido"]


def test_every_code_carries_its_check_digit(municipalities: Codes) -> None:
    assert all(len(code) == 6 and code[5] == check_digit(code[:5]) for code in municipalities.values)


def test_codes_stand_in_order_one_a_line() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith('  "')]
    assert len(lines) == 1741
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("011002", "北海道札幌市", "Sapporo City, Hokkaido"),
        ("122033", "千葉県市川市", "Ichikawa City, Chiba"),
        ("131130", "東京都渋谷区", "Shibuya City, Tokyo"),
        ("141305", "神奈川県川崎市", "Kawasaki City, Kanagawa"),
        ("221309", "静岡県浜松市", "Hamamatsu City, Shizuoka"),
        ("473821", "沖縄県八重山郡与那国町", "Yonaguni Town, Okinawa"),
    ],
)
def test_well_known_codes_name_their_municipality(municipalities: Codes, code: str, ja: str, en: str) -> None:
    assert municipalities.values[code].labels == {"ja": ja, "en": en}
