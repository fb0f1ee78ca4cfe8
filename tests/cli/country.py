"""A country invented for tests: procedures alone, procedures that others name, letters for one and for all."""

import re
from pathlib import Path

from benchmarks import inventory

ACTS = 40
MORE = {
    "event.yaml": """\
life_event: opening-a-shop
title: {ja: 開業, en: opening a shop}
about: applicant
procedures: {act-00000: {}, act-00001: {}}
""",
    "two.yaml": """\
procedure: in-one-file
title: {ja: 一つ目, en: the first}
kind: proof
basis: LAW
about: applicant
authority: office-1
needs: {applicant.name: }
produces: {applicant.term_1: {is: applicant.term_2}}
---
procedure: with-another
title: {ja: 二つ目, en: the second}
kind: proof
basis: LAW
about: applicant
authority: office-1
needs: {applicant.term_1: }
""",
    "notices/act-00002.accepted.ja.md": "# 受理 {{ case }}\n",
    "notices/act-00002.granted.ja.md": "# 決定 {{ case }}\n",
    "notices/act-00002.issued.ja.md": "# 交付 {{ case }}\n",
}


def a_country(folder: Path) -> Path:
    """Many procedures alone, one life event of others, two in one file, and letters for one and for all."""
    known = inventory.entries(None)[:ACTS]
    inventory.write(folder, known, ACTS, 20)
    for name, text in MORE.items():
        own = re.search(r"^kind: (\w+)", (folder / "acts/000/act-00002.yaml").read_text(encoding="utf-8"), re.MULTILINE)
        outcomes = {"notification": "accepted", "application": "granted", "proof": "issued"}
        if name.endswith(".md") and own and outcomes[own[1]] not in name:
            continue
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.replace("LAW", f"{known[0].law} {known[0].article}"), encoding="utf-8")
    return folder
