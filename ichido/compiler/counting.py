"""How a catalogue's country counts years and money: what its laws file says, or is known of the country."""

from typing import Literal

from ichido.compiler.plan import Counting
from ichido.language.catalogue import Catalogue
from ichido.language.once import once
from ichido.rules.years import Years

Key = Literal["fiscal_year_starts", "age_attained", "currency"]

KNOWN = {"jp": Counting()}
"""Countries whose catalogues were written before there were keys for it: 地方自治法 208条1項, 年齢計算ニ関スル法律."""


@once
def counting(catalogue: Catalogue) -> Counting:
    """What a plan counts by; for what nobody says there is a default that `unstated` keeps from being used."""
    known = KNOWN.get(catalogue.country, Counting())
    said = {key: found for key in Counting.model_fields if (found := _said(catalogue, key)) is not None}
    return Counting.model_validate(known.model_dump() | said)


def years(catalogue: Catalogue) -> Years:
    """How rules count years in the catalogue's country."""
    counted = counting(catalogue)
    month, _, day = counted.fiscal_year_starts.partition("-")
    return Years((int(month), int(day)), counted.age_attained)


def unstated(catalogue: Catalogue, key: Key) -> bool:
    """Whether neither the catalogue nor anything known of its country says how this is counted."""
    return catalogue.country not in KNOWN and _said(catalogue, key) is None


def _said(catalogue: Catalogue, key: str) -> str | None:
    return next((said for file in catalogue.law_files if (said := getattr(file.model, key)) is not None), None)
