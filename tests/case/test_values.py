"""Values are read as their country writes them, and what is written of them is read as the same again."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.case.values import is_link, nothing, plain, read, read_term
from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import NONE, Address, BankAccount, Compound, File, Listing, PartialDate, PersonName

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


def term(**written: Any) -> Term:
    return Term.model_validate(written)


WORDS = st.text("ab山 -", min_size=1, max_size=20).filter(str.strip)
DAYS = st.dates(date(1873, 1, 1), date(2098, 12, 31))
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
NAMES = st.fixed_dictionaries({"text": WORDS}, optional=dict.fromkeys(("kana", "register", "alias", "latin"), WORDS))
FILES = st.fixed_dictionaries(
    {
        "sha256": HASHES,
        "media_type": st.sampled_from(["image/jpeg", "application/vnd.oasis.opendocument.text"]),
        "bytes": st.integers(1, 20_000_000),
        "name": st.text("a山.-_ ", min_size=1, max_size=50).filter(str.strip),
    }
)
PARTS = st.one_of(
    DAYS.map(date.isoformat),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}"),
    DAYS.map(lambda day: day.year),
    st.builds(lambda day, days: f"{day}/{day + timedelta(days=days)}", DAYS, st.integers(0, 900)),
    st.sampled_from(["昭和25年", "昭和64年", "平成元年1月", "令和8年4月1日"]),
)
WRITTEN: dict[str, st.SearchStrategy[Any]] = {
    "text": WORDS,
    "code": WORDS,
    "integer": st.integers(-(10**15), 10**15),
    "money": st.integers(-(10**15), 10**15),
    "boolean": st.booleans(),
    "date": st.one_of(DAYS.map(date.isoformat), st.just("令和8年4月1日")),
    "phone": st.sampled_from(["090-1234-5678", "+30 210 123 4567"]),
    "address": st.one_of(
        st.just("千葉県市川市八幡1-1-1"), st.builds(lambda t: {"municipality": "122033", "text": t}, WORDS)
    ),
    "person-name": st.one_of(WORDS, NAMES),
    "bank-account": st.sampled_from(["みずほ-001-1234567", "みずほ-001-1234567-サトウ", IBAN]),
    "file": FILES,
}


def test_every_type_that_is_written_is_tried() -> None:
    assert not any(is_link(term(type=name)) for name in (*WRITTEN, "record"))
    assert is_link(term(type="person"))


@given(st.sampled_from(sorted(WRITTEN)).flatmap(lambda name: st.tuples(st.just(name), WRITTEN[name])))
def test_what_is_written_of_a_value_is_read_as_the_same(typed: tuple[str, Any]) -> None:
    name, raw = typed
    value = read(name, raw, JAPAN)
    assert read(name, plain(value), JAPAN) == value
    assert read_term(term(type=name), raw, JAPAN) == value
    listed = read_term(term(type=name, many=True), [raw, raw], JAPAN)
    assert listed == Listing((value, value), complete=True)
    assert read_term(term(type=name, many=True), plain(listed), JAPAN) == listed


@given(PARTS)
def test_what_is_written_of_a_part_of_a_date_is_read_as_the_same(raw: Any) -> None:
    entry = term(type="date", partial=True)
    value = read_term(entry, raw, {})
    assert isinstance(value, date | PartialDate)
    assert read_term(entry, plain(value), {}, eras=False) == value


RECORD = term(
    type="record",
    fields={"name": {"type": "person-name"}, "since": {"type": "date"}, "photo": {"type": "file", "optional": True}},
)


@given(st.fixed_dictionaries({"name": WRITTEN["person-name"], "since": WRITTEN["date"]}, optional={"photo": FILES}))
def test_what_is_written_of_a_record_is_read_as_the_same(raw: dict[str, Any]) -> None:
    value = read_term(RECORD, raw, JAPAN)
    assert isinstance(value, Compound) and [name for name, _ in value.fields] == ["name", "since", "photo"]
    assert read_term(RECORD, plain(value), JAPAN) == value


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        (1950, "1950-01-01", "1950-12-31"),
        ("1950", "1950-01-01", "1950-12-31"),
        ("1950-02", "1950-02-01", "1950-02-28"),
        ("1952-02", "1952-02-01", "1952-02-29"),
        ("昭和25年4月", "1950-04-01", "1950-04-30"),
        ("昭和64年", "1989-01-01", "1989-01-07"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_part_of_a_date_is_the_days_it_may_be(raw: object, first: str, last: str) -> None:
    value = read_term(term(type="date", partial=True), raw, {})
    assert value == PartialDate(date.fromisoformat(first), date.fromisoformat(last))


NO_PARTS = (
    "1950-13",
    "1950-00",
    "1950-1",
    "50",
    "0000",
    "about 1950",
    "1950-04-31",
    "昭和65年",
    "1950-12-31/1950-01-01",
)


@pytest.mark.parametrize("raw", [*NO_PARTS, 19500401, 0, -1, True, None])
def test_what_is_no_part_of_a_date_is_refused(raw: object) -> None:
    with pytest.raises(ValueError) as refused:
        read_term(term(type="date", partial=True), raw, {})
    assert str(refused.value) == (
        "expected a date, or as much of it as is known: 1950, 1950-04 or 1950-04-01, 昭和25年, 昭和25年4月"
    )


def test_where_no_eras_are_written_a_part_is_written_in_one_way() -> None:
    with pytest.raises(ValueError, match=r"1950-04-01$"):
        read_term(term(type="date", partial=True), "昭和25年", {}, eras=False)


PHOTO = {"sha256": "0a" * 32, "media_type": "image/jpeg", "bytes": 20_000_000, "name": "写真.jpg"}


@pytest.mark.parametrize(
    ("part", "wrong", "why"),
    [
        ("sha256", "0a" * 31, "64 hexadecimal digits"),
        ("sha256", "0A" * 32, "64 hexadecimal digits"),
        ("media_type", "jpeg", "media type"),
        ("media_type", "image/jpeg; q=1", "media type"),
        ("bytes", 0, "1 to 20,000,000 bytes"),
        ("bytes", 20_000_001, "1 to 20,000,000 bytes"),
        ("bytes", True, "1 to 20,000,000 bytes"),
        ("bytes", "3", "1 to 20,000,000 bytes"),
        ("name", "../photo.jpg", "without a path"),
        ("name", "photo\u202egpj.exe", "without a path"),
        ("name", " ", "without a path"),
        ("content", "…", "sha256, media_type, bytes and name"),
    ],
)
def test_what_is_no_reference_to_a_file_is_refused(part: str, wrong: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read("file", {**PHOTO, part: wrong}, {})


@pytest.mark.parametrize(("size", "shown"), [(1, "1 B"), (999, "999 B"), (1_500, "1.5 kB"), (20_000_000, "20.0 MB")])
def test_a_file_is_shown_by_its_name_and_size(size: int, shown: str) -> None:
    assert str(File("", "", size, "写真.jpg")) == f"写真.jpg ({shown})"


def test_a_name_keeps_a_spelling_only_where_it_differs() -> None:
    assert read("person-name", {"text": "斎藤", "register": "斎藤", "latin": "SAITO"}, {}) == PersonName(
        "斎藤", "", latin="SAITO"
    )
    assert plain(PersonName("斎藤", "サイトウ")) == {"text": "斎藤", "kana": "サイトウ"}
    assert plain(PersonName("斎藤", "", "齋藤")) == {"text": "斎藤", "register": "齋藤"}


def test_what_is_known_to_be_none_is_none_or_the_empty_list() -> None:
    assert nothing(term(type="date")) is NONE
    assert nothing(term(type="date", many=True)) == Listing((), complete=True)
