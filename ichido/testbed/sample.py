"""The sample family of the first catalogue: a tax-exempt mother and her son at school, in Ichikawa."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from pydantic import JsonValue

from ichido.case.town import LONG_AGO
from ichido.testbed.people import People, written
from ichido.testbed.places import BANKS, ICHIKAWA
from ichido.testbed.world import named


@dataclass(frozen=True, slots=True)
class Sample:
    """The references of the sample family."""

    hanako: str
    taro: str
    sato: str

    @property
    def references(self) -> Mapping[str, str]:
        """Give the references by short name, as a world does."""
        return asdict(self)


def sample(seed: int) -> Sample:
    """Give the sample family's references; the same short names have them in every world of this seed."""
    return Sample(named(seed, "hanako"), named(seed, "taro"), named(seed, "sato"))


def family(seed: int) -> People:
    """Give the sample family itself."""
    who = sample(seed)
    home: JsonValue = {"municipality": ICHIKAWA.code, "text": f"{ICHIKAWA.prefix}八幡1-1-1"}
    hanako: dict[str, JsonValue] = {
        "name": {"text": "佐藤 花子", "kana": "サトウ ハナコ"},
        "birth_date": "1990-05-03",
        "sex": "female",
        "address": home,
        "household": who.sato,
        "children": [who.taro],
        "account": {"bank": BANKS["みずほ"], "branch": "001", "number": "1234567", "holder": "サトウ ハナコ"},
    }
    taro: dict[str, JsonValue] = {
        "name": {"text": "佐藤 太郎", "kana": "サトウ タロウ"},
        "birth_date": "2017-09-09",
        "sex": "male",
        "address": home,
        "household": who.sato,
    }
    sato: dict[str, JsonValue] = {"head": who.hanako, "members": [who.hanako, who.taro], "tax_exempt": True}
    return People.of(
        (
            written("person", who.hanako, LONG_AGO, hanako),
            written("person", who.taro, date(2017, 9, 9), taro),
            written("household", who.sato, LONG_AGO, sato),
        )
    )
