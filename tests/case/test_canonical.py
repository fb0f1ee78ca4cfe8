"""Values say the same however they were written, and different ones are never taken for one another."""

from datetime import date

import pytest

from ichido.case.canonical import agree, reading_of, same, text_of
from ichido.rules.values import (
    NONE,
    Address,
    BankAccount,
    Cause,
    Compound,
    File,
    Listing,
    PartialDate,
    PersonName,
    Subject,
    Unknown,
    Value,
)

ICHIKAWA = "122033"
PLACES = {"千葉県市川市": ICHIKAWA, "神奈川県川崎市川崎区": "141313", "Αθήνα": "4501"}


def _at(text: str, municipality: str = ICHIKAWA) -> Address:
    return Address(municipality, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("市川 第一　小学校", "市川 第一 小学校"),
        ("ABC‐12", "ABC-12"),
        ("090-1234-5678", "０９０１２３４５６７８"),
        ("047(334)1111", "047-334-1111"),
        ("+81 90-1234-5678", "090-1234-5678"),
        ("047ー334ー1111", "0473341111"),
    ],
)
def test_texts_and_telephone_numbers_are_the_same_in_any_writing(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12-345", "123-45"),
        ("さくら", "サクラ"),
        ("ABC", "abc"),
        ("090-1234-5678", "090-1234-5679"),
        ("010", "10"),
        ("ハローきち", "ハロ-きち"),
    ],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PersonName("青空 花子", "アオゾラ ハナコ"), PersonName("青空　花子", "あおぞらはなこ")),
        (PersonName("青空花子", ""), PersonName("青空 花子", "アオゾラ ハナコ")),
        (PersonName("高橋 正", "タカハシ タダシ", register="髙橋 正"), PersonName("髙橋 正", "")),
        (PersonName("高橋 正", "", register="髙橋 正"), PersonName("高橋 正", "ﾀｶﾊｼ ﾀﾀﾞｼ")),
        (PersonName("大久保 翔", "オオクボ ショウ"), PersonName("大久保 翔", "ｵｵｸﾎﾞ ｼﾖｳ")),
        (PersonName("大野 優", "オーノ ユー"), PersonName("大野 優", "オオノ ユウ")),
        (PersonName("Maria da Silva", ""), PersonName("ＭＡＲＩＡ　ＤＡ　ＳＩＬＶＡ", "")),
        (PersonName("マリア・シルバ", ""), PersonName("マリア シルバ", "")),
        (PersonName("神田 一", ""), PersonName("\ufa19田 一", "")),
    ],
)
def test_a_name_is_the_same_in_any_writing(one: PersonName, other: PersonName) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PersonName("高橋 正", ""), PersonName("髙橋 正", "")),
        (PersonName("渡辺 澄", ""), PersonName("渡邊 澄", "")),
        (PersonName("青空 さくら", ""), PersonName("青空 サクラ", "")),
        (PersonName("山崎 一", "ヤマザキ ハジメ"), PersonName("山崎 一", "ヤマサキ ハジメ")),
        (PersonName("大野 亮", "オオノ リョウ"), PersonName("大野 亮", "オノ リョウ")),
        (PersonName("佐々木 一", ""), PersonName("佐佐木 一", "")),
    ],
)
def test_old_and_new_forms_and_other_readings_are_different_names(one: PersonName, other: PersonName) -> None:
    assert not same(one, other)


def test_forms_that_the_catalogue_takes_for_one_another_are_one() -> None:
    assert same(PersonName("髙橋 正", ""), PersonName("高橋 正", ""), alike={"髙": "高"})
    assert not same(PersonName("髙橋 正", ""), PersonName("高島 正", ""), alike={"髙": "高"})


@pytest.mark.parametrize(
    "text",
    [
        "千葉県市川市八幡1丁目2番3号",
        "千葉県市川市八幡一丁目２番３号",
        "市川市八幡1-2-3",
        "八幡１－２－３",
        "八幡1丁目2番地3",
        "八幡1丁目2番地の3",
        "千葉県 市川市 八幡 1丁目 2-3",
        "八幡1ー2ー3",
        "八幡1の2の3",
    ],
)
def test_an_address_is_the_same_in_any_writing(text: str) -> None:
    assert same(_at(text), _at("千葉県市川市八幡1-2-3"), PLACES)
    assert same(_at("千葉県市川市八幡1-2-3"), _at(text), PLACES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("八幡1-2-3 コーポ八幡 101", "八幡1丁目2番3号コーポ八幡101号室"),
        ("八幡1-2-3-101", "八幡1丁目2番3号 101号室"),
        ("北一条西二十丁目", "北1条西20丁目"),
        ("市ヶ谷八幡町1", "市ケ谷八幡町1番地"),
        ("霞が関3-1-1", "霞ヶ関三丁目1番1号"),
        ("六番町5番地", "六番町5"),
        ("大字三十10番地", "大字三十 10"),
        ("ひばりＡＰＴ 5", "ひばりapt5"),
    ],
)
def test_rooms_streets_and_small_letters_of_an_address(one: str, other: str) -> None:
    assert same(_at(one), _at(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("八幡1-2-3", "八幡1-23"),
        ("八幡1-2-3 101", "八幡1-2-3101"),
        ("八幡1-2-3", "八幡1-2-4"),
        ("八幡1-2-3", "大字八幡1-2-3"),
        ("六番町5", "六町5"),
        ("本町1-1", "1-1"),
        ("緑2号棟5", "緑2棟5"),
        ("中町南1-1", "南1-1"),
    ],
)
def test_different_places_stay_different(one: str, other: str) -> None:
    assert not same(_at(one), _at(other), PLACES)


def test_the_same_text_in_two_municipalities_is_two_places() -> None:
    assert not same(_at("本町1-1"), _at("本町1-1", "141313"))


def test_an_address_may_end_with_its_municipality() -> None:
    assert same(_at("Σταδίου 5, Αθήνα", "4501"), _at("ΣΤΑΔΙΟΥ 5", "4501"), PLACES) is False  # accents are letters
    assert same(_at("Σταδίου 5, Αθήνα", "4501"), _at("Σταδίου 5", "4501"), PLACES)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (BankAccount("0001", "010", "0123456", "アオゾラ ハナコ"), BankAccount("1", "10", "123456", "ｱｵｿﾞﾗﾊﾅｺ"), True),
        (BankAccount("0001", "010", "0123456", ""), BankAccount("0001", "010", "0123456", "アオゾラ ハナコ"), True),
        (BankAccount("0001", "010", "0123456", "ア"), BankAccount("0001", "010", "0123456", "イ"), False),
        (BankAccount("0001", "010", "0123456", ""), BankAccount("0001", "010", "1234560", ""), False),
        (BankAccount("みずほ", "010", "1", ""), BankAccount("0001", "010", "1", ""), False),
        (BankAccount("", "", "GR16011012500000000", ""), BankAccount("", "", "gr16 0110 1250 0000 000", ""), True),
    ],
)
def test_accounts_by_their_numbers(one: BankAccount, other: BankAccount, alike: bool) -> None:
    assert same(one, other) is alike


def test_files_are_the_same_by_their_bytes_and_not_by_their_names() -> None:
    one = File("a" * 64, "image/png", 5, "photo.png")
    assert same(one, File("a" * 64, "image/png", 5, "IMG_1.png"))
    assert not same(one, File("b" * 64, "image/png", 5, "photo.png"))


def test_records_field_by_field_and_lists_as_sets() -> None:
    one = Compound((("school", "第一小"), ("since", date(2026, 4, 1))))
    assert same(one, Compound((("school", "第一小"), ("since", date(2026, 4, 1)))))
    assert not same(one, Compound((("school", "第一小"), ("since", NONE))))
    assert same(Listing(("Ａ", "B"), True), Listing(("B", "A", "B"), True))
    assert not same(Listing(("A",), True), Listing(("A", "B"), True))
    assert same(Compound((("a", NONE),)), Compound(()))


APRIL = PartialDate(date(1950, 4, 1), date(1950, 4, 30))
YEAR = PartialDate(date(1950, 1, 1), date(1950, 12, 31))


@pytest.mark.parametrize(
    ("one", "other", "equal", "both"),
    [
        (date(1950, 4, 12), date(1950, 4, 12), True, True),
        (APRIL, date(1950, 4, 12), False, True),
        (APRIL, date(1950, 5, 1), False, False),
        (APRIL, YEAR, False, True),
        (APRIL, PartialDate(date(1950, 4, 1), date(1950, 4, 30)), True, True),
        (Listing(("A",), False), Listing(("A", "B"), True), False, True),
        (Listing(("C",), False), Listing(("A", "B"), True), False, False),
        (Listing(("A",), False), Listing(("B",), False), False, True),
        (Compound((("day", APRIL),)), Compound((("day", date(1950, 4, 2)),)), False, True),
    ],
)
def test_what_says_less_agrees_and_is_not_the_same(one: Value, other: Value, equal: bool, both: bool) -> None:
    assert (same(one, other), agree(one, other)) == (equal, both)
    assert (same(other, one), agree(other, one)) == (equal, both)


def test_none_truth_and_numbers_are_kept_apart() -> None:
    assert same(NONE, NONE)
    assert not same(NONE, "A")
    assert not same(True, 1)
    assert same(False, False)
    assert not same(0, False)
    assert same(5, 5)
    assert same(Subject("s-1", "person"), Subject("s-1", "person"))
    assert not same(Subject("s-1", "person"), Subject("s-2", "person"))
    unknown = Unknown((Cause("s-1", "person.name", "not-asked"),))
    assert not same(unknown, unknown)


def test_readings_are_written_out() -> None:
    assert reading_of("ショー　コー") == "しよおこお"
    assert reading_of("ー") == "ー"
    assert text_of("  ア　イ ") == "ア イ"
