"""The sample family of the first catalogue: a tax-exempt mother and her son at school, in Ichikawa."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichido.testbed.people import People
from ichido.testbed.world import World, named, people

_WORLD = World.model_validate(
    {
        "registered": {
            "person": {
                "hanako": {
                    "name": "佐藤 花子",
                    "birth_date": "1990-05-03",
                    "address": "千葉県市川市八幡1-1-1",
                    "household": "sato",
                    "children": ["taro"],
                    "account": "みずほ-001-1234567",
                },
                "taro": {
                    "name": "佐藤 太郎",
                    "birth_date": "2017-09-09",
                    "address": "千葉県市川市八幡1-1-1",
                    "household": "sato",
                },
            },
            "household": {"sato": {"head": "hanako", "members": ["hanako", "taro"], "tax_exempt": True}},
        }
    }
)


@dataclass(frozen=True, slots=True)
class Sample:
    """The references of the sample family."""

    hanako: str
    taro: str
    sato: str

    @property
    def references(self) -> Mapping[str, str]:
        """Give the references by short name, as a world does."""
        return {"hanako": self.hanako, "taro": self.taro, "sato": self.sato}


def sample(seed: int) -> Sample:
    """Give the sample family's references; the same short names have them in every world of this seed."""
    return Sample(named(seed, "hanako"), named(seed, "taro"), named(seed, "sato"))


def sample_people(seed: int) -> People:
    """Give the sample family itself."""
    return people(seed, _WORLD)
