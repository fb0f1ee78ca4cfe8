"""The two cities of the pretend government in Japan: their codes, names, towns and the banks people there use."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city: 団体コード, the prefix of every address in it, towns with their number of 丁目."""

    code: str
    prefix: str
    towns: tuple[tuple[str, int], ...]


def _towns(text: str) -> tuple[tuple[str, int], ...]:
    """Read `town=丁目` words; 0 is a town without 丁目."""
    return tuple((town, int(count)) for town, count in (word.split("=") for word in text.split()))


COUNTRY = "jp"

ICHIKAWA = City(
    code="122033",
    prefix="千葉県市川市",
    towns=_towns("""
        八幡=6 南八幡=5 市川=4 市川南=5 真間=5 国府台=6 菅野=6 東菅野=5 行徳駅前=4 妙典=6 南行徳=4 相之川=4
        新田=5 大洲=4 曽谷=8 中山=4 鬼越=2 若宮=3 宮久保=6 富浜=3 塩焼=5 香取=2 湊新田=2 北方=3 大野町=4"""),
)
KAWASAKI = City(
    code="141305",
    prefix="神奈川県川崎市",
    towns=_towns("""
        川崎区宮本町=0 川崎区砂子=2 川崎区東田町=0 川崎区大島=5 川崎区渡田=4 川崎区浜町=4 幸区南幸町=3
        幸区戸手=4 幸区下平間=0 中原区小杉町=3 中原区木月=4 中原区上平間=0 中原区新丸子町=0 高津区溝口=6
        高津区久本=3 高津区二子=6 高津区末長=4 宮前区宮前平=3 宮前区鷺沼=4 宮前区有馬=9 宮前区土橋=7
        多摩区登戸=0 多摩区生田=8 多摩区菅=6 麻生区上麻生=7 麻生区百合丘=3"""),
)
CITIES = (ICHIKAWA, KAWASAKI)

BANKS: Mapping[str, str] = {
    "みずほ": "0001",
    "三菱UFJ": "0005",
    "三井住友": "0009",
    "りそな": "0010",
    "千葉": "0134",
    "横浜": "0138",
    "ゆうちょ": "9900",
}
