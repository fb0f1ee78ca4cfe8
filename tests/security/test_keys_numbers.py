"""Case numbers: random, and every slip of the pen is noticed."""

from ichido.security.numbers import ALPHABET, is_case_number, new_case_number


def test_a_new_number_is_one_and_none_comes_twice() -> None:
    numbers = {new_case_number() for _ in range(2000)}
    assert len(numbers) == 2000
    assert all(is_case_number(number) for number in numbers)


def test_every_wrong_letter_is_noticed() -> None:
    number = new_case_number()
    for position, letter in enumerate(number):
        for other in ALPHABET:
            if letter not in (other, "-"):
                assert not is_case_number(number[:position] + other + number[position + 1 :])


def test_every_two_letters_swapped_are_noticed() -> None:
    number = new_case_number()
    letters = [position for position, letter in enumerate(number) if letter != "-"]
    for first in letters:
        for second in letters:
            swapped = list(number)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert is_case_number("".join(swapped)) == (number[first] == number[second])


def test_other_texts_are_no_numbers() -> None:
    for text in ("", "door-city-122033", "installation", new_case_number().lower(), new_case_number() + "\n"):
        assert not is_case_number(text)
