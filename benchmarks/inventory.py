"""A catalogue as large as a country's: 36,480 procedures of 4,174 shapes, each in a file of its own."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ichido.language.kinds.procedure import OUTCOMES

PROCEDURES = 36_480
SHAPES = 4_174
OFFICES = 24
TERMS = 120
ACTS = ("identify", "sign", "fee", "original")
KINDS = (("notification", "accept"), ("application", "decide"), ("proof", "decide"))
SEED = 20260401
_NOTHING = "添付書類なし"
_DOCUMENTS = ("住民票", "戸籍", "定款", "決算書", "登記事項証明書", "所得証明書")


@dataclass(frozen=True)
class Entry:
    """One procedure of an inventory: its title, its law, the article, and what has to be attached."""

    title: str
    law: str
    article: str
    attachments: tuple[str, ...] = ()


def found() -> Path | None:
    """The sample of a national inventory, where a folder `shared` lies beside this project or above it."""
    above = (folder / "shared" / "data" / "inventory-sample.csv" for folder in Path(__file__).resolve().parents)
    return next(filter(Path.is_file, above), None)


def entries(inventory: Path | None) -> Sequence[Entry]:
    """The procedures of a national inventory, or invented ones of the same length where there is none."""
    if inventory is None:
        return tuple(_invented(Random(SEED)))
    with inventory.open(encoding="utf-8-sig", newline="") as file:
        rows = tuple(csv.DictReader(file))
    return tuple(
        Entry(
            _plain(row["手続名"], "届出"),
            _plain(row["法令名"], "法"),
            _article(row["根拠条項号"]),
            tuple(sorted({_plain(name, "書類") for name in row["申請時に添付させる書類"].split(";")} - {_NOTHING, ""})),
        )
        for row in rows
    )


def write(folder: Path, known: Sequence[Entry], procedures: int = PROCEDURES, shapes: int = SHAPES) -> int:
    """Write a catalogue into an empty folder; gives how many bytes its procedures have together."""
    random = Random(SEED)
    laws = sorted({entry.law for entry in known})
    documents = sorted({name for entry in known for name in entry.attachments})
    _common(folder, laws, documents)
    forms = tuple(_shape(random, number) for number in range(shapes))
    written = 0
    for number in range(procedures):
        entry = known[number % len(known)]
        home = folder / "acts" / f"{number // 200:03d}"
        home.mkdir(parents=True, exist_ok=True)
        text = forms[number % shapes].format(
            number=number,
            title=entry.title,
            law=entry.law,
            article=entry.article,
            attachments="".join(f"  applicant.document_{documents.index(name)}:\n" for name in entry.attachments),
        )
        (home / f"act-{number:05d}.yaml").write_text(text, encoding="utf-8")
        written += len(text.encode())
    registers(folder, random, sorted({f"{entry.law} {entry.article}" for entry in known[:procedures]}))
    return written


def _shape(random: Random, number: int) -> str:
    """What procedures of one shape have in common: whom they are about, what they need, by when."""
    kind, clock = random.choice(KINDS)
    needs = random.sample(range(TERMS), random.randint(3, 9))
    lines = [
        "procedure: act-{number:05d}",
        "title: {{ja: {title}, en: act {number}}}",
        f"kind: {kind}",
        "basis: {law} {article}",
        "about: applicant",
        f"authority: office-{random.randrange(OFFICES)}",
    ]
    if random.random() < 0.6:
        lines.append(f"eligible: age(applicant.birth_date, on) >= {random.randint(0, 65)}")
    lines += ["needs:", "{attachments}  applicant.name:", "  applicant.birth_date:"]
    lines += [f"  applicant.term_{need}:" for need in sorted(needs)]
    lines += [f"  {act}: {{{{under: {{law}} {{article}}}}}}" for act in random.sample(ACTS, random.randint(0, 2))]
    if random.random() < 0.5:
        lines.append(f"apply: {{{{within: {random.randint(5, 90)} days, from: applicant.event_date}}}}")
    lines.append(f"{clock}: {{{{within: {random.randint(3, 60)} business days}}}}")
    lines.append(f"# shape {number}")
    return "\n".join(lines) + "\n"


def _common(folder: Path, laws: Sequence[str], documents: Sequence[str]) -> None:
    """The law, the people, the offices, the registers and the letters that all procedures share."""
    _put(
        folder / "laws.yaml",
        "laws: jp\nnames:\n" + "".join(f"  {law}: {{en: law {n}}}\n" for n, law in enumerate(laws)),
    )
    _put(
        folder / "calendar.yaml", "calendar: office\nclosed: [saturday, sunday, national-holidays]\nzone: Asia/Tokyo\n"
    )
    for number in range(OFFICES):
        text = f"authority: office-{number}\ntitle: {{ja: 官署{number}, en: office {number}}}\ncalendar: office\n"
        _put(folder / "authorities" / f"office-{number}.yaml", text)
    terms = "".join(f"  term_{n}: {{type: text, ja: 項目{n}, en: term {n}}}\n" for n in range(TERMS))
    terms += "".join(
        f"  document_{n}: {{type: file, ja: {name}, en: document {n}}}\n" for n, name in enumerate(documents)
    )
    _put(
        folder / "person.yaml",
        "vocabulary: person\ntitle: {ja: 個人, en: person}\nroles:\n  applicant: {ja: 申請者, en: applicant}\nterms:\n"
        "  name: {type: person-name, ja: 氏名, en: name}\n"
        "  birth_date: {type: date, ja: 生年月日, en: date of birth}\n"
        "  event_date: {type: date, ja: 事由の日, en: day of the event}\n" + terms,
    )
    for kind, outcomes in OUTCOMES.items():
        for outcome in outcomes:
            for language, words in (("ja", "結果のお知らせ"), ("en", "The outcome")):
                _put(folder / "notices" / f"{kind}.{outcome}.{language}.md", f"# {words} {{{{ case }}}}\n")


def registers(folder: Path, random: Random, cited: Sequence[str]) -> None:
    """Ten registers, each holding some terms and opening them to some hundred acts."""
    for number in range(10):
        held = "".join(f"  person.term_{n}:\n" for n in range(number * 8, number * 8 + 8))
        acts = ", ".join(sorted(random.sample(cited, min(400, len(cited)))))
        _put(
            folder / "registries" / f"register-{number}.yaml",
            f"registry: register-{number}\ntitle: {{ja: 台帳{number}, en: register {number}}}\n"
            f"holder: office-{number}\nholds:\n  person.name:\n  person.birth_date:\n{held}"
            f"gives:\n  network:\n    channel: national-network\n    stage: [after-application]\n"
            f"    under: {cited[0]}\n    for: [{acts}]\n",
        )


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _plain(text: str, otherwise: str) -> str:
    """Letters alone: what an inventory writes may hold signs that mean something in YAML."""
    return re.sub(r"[^\w]+", "", text)[:40] or otherwise


def _article(text: str) -> str:
    return _plain(text.partition("、")[0], "1条")


def _invented(random: Random) -> Iterator[Entry]:
    subjects, deeds = (
        ("営業", "施設", "車両", "農地", "薬品", "船舶", "電波", "食品"),
        ("開始", "変更", "廃止", "承継", "再交付", "更新"),
    )
    for number in range(3000):
        subject, deed = random.choice(subjects), random.choice(deeds)
        attached = tuple(sorted(random.sample(_DOCUMENTS, random.choice((0, 0, 1, 2)))))
        yield Entry(
            f"{subject}の{deed}に関する届出{number}", f"{subject}法{number % 1173}", f"{1 + number % 160}条", attached
        )
