"""Common Japanese names with their readings, by sex and by generation."""

from typing import Literal

Sex = Literal["female", "male"]
Generation = Literal["elder", "middle", "young"]


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read `漢字=カナ` words."""
    return tuple((kanji, kana) for kanji, kana in (word.split("=") for word in text.split()))


SURNAMES = _pairs("""
    佐藤=サトウ 鈴木=スズキ 高橋=タカハシ 田中=タナカ 伊藤=イトウ 渡辺=ワタナベ 山本=ヤマモト 中村=ナカムラ
    小林=コバヤシ 加藤=カトウ 吉田=ヨシダ 山田=ヤマダ 佐々木=ササキ 山口=ヤマグチ 松本=マツモト 井上=イノウエ
    木村=キムラ 林=ハヤシ 斎藤=サイトウ 清水=シミズ 山崎=ヤマザキ 森=モリ 池田=イケダ 橋本=ハシモト 阿部=アベ
    石川=イシカワ 山下=ヤマシタ 中島=ナカジマ 石井=イシイ 小川=オガワ 前田=マエダ 岡田=オカダ 長谷川=ハセガワ
    藤田=フジタ 後藤=ゴトウ 近藤=コンドウ 村上=ムラカミ 遠藤=エンドウ 青木=アオキ 坂本=サカモト 斉藤=サイトウ
    福田=フクダ 太田=オオタ 西村=ニシムラ 藤井=フジイ 金子=カネコ 岡本=オカモト 藤原=フジワラ 中野=ナカノ
    三浦=ミウラ 原田=ハラダ 中川=ナカガワ 松田=マツダ 竹内=タケウチ 小野=オノ 田村=タムラ 中山=ナカヤマ
    和田=ワダ 石田=イシダ 森田=モリタ
""")

GIVEN: dict[tuple[Generation, Sex], tuple[tuple[str, str], ...]] = {
    ("elder", "female"): _pairs("""
        和子=カズコ 幸子=サチコ 節子=セツコ 洋子=ヨウコ 弘子=ヒロコ 美代子=ミヨコ 恵子=ケイコ 悦子=エツコ
        京子=キョウコ 久子=ヒサコ 文子=フミコ 静子=シズコ 澄子=スミコ 勝子=カツコ 光子=ミツコ 信子=ノブコ"""),
    ("elder", "male"): _pairs("""
        清=キヨシ 茂=シゲル 勝=マサル 進=ススム 弘=ヒロシ 正=タダシ 昭=アキラ 実=ミノル 博=ヒロシ 勇=イサム
        三郎=サブロウ 武=タケシ 隆=タカシ 義雄=ヨシオ 正雄=マサオ 修=オサム"""),
    ("middle", "female"): _pairs("""
        花子=ハナコ 由美子=ユミコ 明美=アケミ 直美=ナオミ 智子=トモコ 久美子=クミコ 陽子=ヨウコ 裕子=ユウコ
        美穂=ミホ 香織=カオリ 恵=メグミ 愛=アイ 麻衣=マイ 彩=アヤ 舞=マイ 千尋=チヒロ"""),
    ("middle", "male"): _pairs("""
        誠=マコト 健一=ケンイチ 浩=ヒロシ 浩二=コウジ 直樹=ナオキ 哲也=テツヤ 達也=タツヤ 大輔=ダイスケ
        健太=ケンタ 拓也=タクヤ 翔太=ショウタ 和也=カズヤ 剛=ツヨシ 学=マナブ 亮=リョウ 雄一=ユウイチ"""),
    ("young", "female"): _pairs("""
        さくら=サクラ 陽菜=ヒナ 結衣=ユイ 葵=アオイ 凛=リン 美咲=ミサキ 芽依=メイ 莉子=リコ 結菜=ユイナ
        咲良=サクラ 心春=コハル 紬=ツムギ 澪=ミオ 杏=アン 楓=カエデ 花音=カノン"""),
    ("young", "male"): _pairs("""
        太郎=タロウ 蓮=レン 陽翔=ハルト 湊=ミナト 大翔=ヒロト 悠真=ユウマ 樹=イツキ 蒼=アオイ 律=リツ
        朝陽=アサヒ 颯太=ソウタ 新=アラタ 陸=リク 海斗=カイト 奏太=カナタ 悠人=ユウト"""),
}

_SURNAME_KANA = dict(reversed(SURNAMES))
_GIVEN_KANA = {kanji: kana for names in GIVEN.values() for kanji, kana in names}


def generation_of(birth_year: int) -> Generation:
    """Say which generation's names a person born in this year bears."""
    if birth_year < 1958:
        return "elder"
    return "middle" if birth_year < 1998 else "young"


def reading(name: str) -> str | None:
    """Give the katakana of `surname given`, or None where this book does not know both."""
    surname, _, given = name.replace("\u3000", " ").partition(" ")
    if surname in _SURNAME_KANA and given in _GIVEN_KANA:
        return f"{_SURNAME_KANA[surname]} {_GIVEN_KANA[given]}"
    return None
