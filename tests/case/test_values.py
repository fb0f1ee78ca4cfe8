"""Values are read as their country writes them."""

import pytest

from ichido.case.values import plain, read
from ichido.rules.values import Address, BankAccount

GREECE = {"Αθήνα": "1001", "Ηράκλειο": "4001", "Νέο Ηράκλειο": "4002"}
JAPAN = {"千葉県市川市": "122033", "神奈川県川崎市": "141305"}
IBAN = "GR1601101250000000012300695"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ερμού 15, 105 63 Αθήνα", "1001"),
        ("Βουτών 1, 715 00 Ηράκλειο", "4001"),
        ("Ικάρου 7, 716 01 Νέο Ηράκλειο", "4002"),
        ("Αθήνα", "1001"),
    ],
)
def test_an_address_may_end_with_its_municipality(text: str, code: str) -> None:
    assert read("address", text, GREECE) == Address(code, text)


def test_an_address_that_begins_with_a_municipality_is_there() -> None:
    assert read("address", "千葉県市川市八幡1-1-1", JAPAN) == Address("122033", "千葉県市川市八幡1-1-1")
    assert read("address", "Αθήνα, οδός Ηράκλειο", GREECE) == Address("1001", "Αθήνα, οδός Ηράκλειο")


def test_a_municipality_inside_a_word_is_none() -> None:
    with pytest.raises(ValueError, match="begins or ends with its municipality, such as Αθήνα"):
        read("address", "Παναθήναια 3, ΠαλαιόΗράκλειο", GREECE)


@pytest.mark.parametrize(("places", "code"), [(GREECE, "1001"), (JAPAN, "122033"), ({}, "9K")])
def test_an_address_may_name_its_municipality_by_code(places: dict[str, str], code: str) -> None:
    assert read("address", {"municipality": code, "text": "x"}, places) == Address(code, "x")


@pytest.mark.parametrize(("places", "code"), [(GREECE, "122033"), (JAPAN, "999999"), (JAPAN, "12203x"), ({}, "12-3")])
def test_a_code_of_no_municipality_is_refused(places: dict[str, str], code: str) -> None:
    with pytest.raises(ValueError, match="the code of a municipality there is"):
        read("address", {"municipality": code, "text": "x"}, places)


@pytest.mark.parametrize("written", [IBAN, "GR16 0110 1250 0000 0001 2300 695", "gr1601101250000000012300695"])
def test_an_international_account_number_is_an_account(written: str) -> None:
    account = read("bank-account", written, {})
    assert account == BankAccount("", "", IBAN, "")
    assert read("bank-account", plain(account), {}) == account
    assert str(account) == IBAN


@pytest.mark.parametrize("written", ["GR1701101250000000012300695", "GR16", "みずほ-001-123456789"])
def test_an_account_number_with_a_slip_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="bank-branch-number or an IBAN"):
        read("bank-account", written, {})


def test_a_branch_account_stays_what_it_was() -> None:
    assert read("bank-account", "みずほ-001-1234567", {}) == BankAccount("みずほ", "001", "1234567", "")


@pytest.mark.parametrize("written", ["令和8年4月1日", "2026-02-30", 20260401])
def test_where_no_eras_are_written_a_day_is_written_in_one_way(written: object) -> None:
    with pytest.raises(ValueError) as refused:
        read("date", written, {}, eras=False)
    assert str(refused.value) == "expected a date such as 2026-04-01"
