"""Check digits of the numbers that public bodies carry; nobody in the pretend government has an individual number."""


def municipality_check_digit(base: str) -> int:
    """Give the sixth digit of a 団体コード for its first five (JIS X 0402); ValueError unless five digits."""
    _require_digits(base, 5)
    return (11 - sum(int(digit) * weight for digit, weight in zip(base, (6, 5, 4, 3, 2), strict=True)) % 11) % 10


def is_municipality_code(code: str) -> bool:
    """Say whether the text is a six-digit 団体コード with a right check digit."""
    return _is_digits(code, 6) and municipality_check_digit(code[:5]) == int(code[5])


def corporate_number(base: str) -> str:
    """Give the 法人番号 (13 digits, check digit first) of 12 base digits (平成26年財務省令70号 2条)."""
    _require_digits(base, 12)
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return f"{9 - total % 9}{base}"


def municipality_corporate_number(code: str) -> str:
    """Give the 法人番号 of the municipality with this 団体コード: the code is its last six digits."""
    return corporate_number(f"000020{code}")


def _require_digits(text: str, count: int) -> None:
    """Refuse anything but `count` ASCII digits with ValueError."""
    if not _is_digits(text, count):
        raise ValueError(f"{count} digits are needed")


def _is_digits(text: str, count: int) -> bool:
    """Say whether the text is exactly `count` ASCII digits."""
    return len(text) == count and text.isascii() and text.isdigit()
