"""A country that exists nowhere, in data alone: its people keep dogs, and its offices know of them."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ichido.language.catalogue import Catalogue, load

DEFINITIONS = """
laws: xx
names:
  Dog Act: {en: Dog Act}
---
codes: municipality
title: {en: town}
values:
  "11": {en: Northtown}
  "12": {en: Norwich}
  "21": {en: Southtown}
---
calendar: open
title: {en: working days}
zone: Europe/London
closed: [sunday]
first_day: excluded
ends_when_closed: next-open-day
---
vocabulary: owner
title: {en: owner}
roles:
  applicant: {en: who applies}
terms:
  name: {type: person-name, en: name}
  born: {type: date, en: date of birth}
  home: {type: address, en: home}
  dogs: {type: dog, many: true, en: dogs}
  fined: {type: money, optional: true, en: fine to pay}
---
vocabulary: dog
title: {en: dog}
roles:
  dog_to_walk: {en: dog that is walked}
terms:
  chip: {type: code, en: chip}
  breed: {type: text, en: breed}
  home: {type: address, en: home}
  tags: {type: text, many: true, en: tags}
  licence: {type: text, en: licence}
  vet: {type: owner, en: veterinarian}
  checked: {type: date, en: day of the check}
  fee: {type: money, en: fee}
  muzzled: {type: boolean, en: wears a muzzle}
  pound: {type: address, en: pound}
  hotline: {type: phone, en: hotline}
  account: {type: bank-account, en: account of the pound}
  named: {type: person-name, en: whom it answers to}
  born: {type: date, partial: true, en: date of birth}
  photos: {type: file, many: true, en: photographs}
  papers:
    type: record
    en: papers
    fields:
      number: {type: code, en: number}
      breeder: {type: person-name, optional: true, en: breeder}
      scan: {type: file, optional: true, en: scan}
---
authority: town-hall
title: {en: town hall}
one_per: address.municipality
calendar: open
---
authority: police
title: {en: police}
one_per: address.municipality
offices: {"1": police-north, "*": police-rest}
calendar: open
---
authority: kennel-club
title: {en: kennel club}
sector: private
calendar: open
---
registry: town-book
title: {en: town book}
holder: town-hall
jurisdiction: owner.home
holds:
  owner.name:
  owner.born:
  owner.home: {as_of: /home/since, history: true}
  owner.dogs: {complete: true}
  dog.breed:
  dog.home:
gives: {}
reach: {http: book}
---
registry: chips
title: {en: chips}
holder: kennel-club
holds:
  dog.chip: {at: /tag/number, as_of: /tag/since}
  dog.tags: {complete: true}
  dog.licence:
  dog.vet:
  dog.born:
  dog.papers:
gives: {}
reach: {http: chips}
---
registry: fines
title: {en: fines}
holder: police
jurisdiction: owner.home
holds:
  owner.fined: {complete: true}
gives: {}
reach: {http: fines}
---
procedure: dog-licence
title: {en: dog licence}
kind: proof
basis: Dog Act 1
about: dog_to_walk
authority: kennel-club
needs:
  identify: {under: Dog Act 2}
  dog_to_walk.chip:
  fee: {under: Dog Act 2, when: dog_to_walk.muzzled}
produces:
  dog_to_walk.licence:
  dog_to_walk.checked:
  dog_to_walk.fee:
  dog_to_walk.muzzled:
  dog_to_walk.pound:
  dog_to_walk.hotline:
  dog_to_walk.account:
  dog_to_walk.named:
  dog_to_walk.born:
  dog_to_walk.photos:
  dog_to_walk.papers:
  dog_to_walk.tags:
  dog_to_walk.vet:
---
procedure: dogs-move
title: {en: dogs that move}
kind: notification
basis: Dog Act 3
about: applicant
authority: town-hall
jurisdiction: applicant.home
needs:
  applicant.name:
  applicant.born:
  applicant.home:
  applicant.dogs.chip:
  applicant.dogs.breed:
produces:
  applicant.dogs.home: {is: applicant.home}
---
procedure: owner-moves
title: {en: an owner who moves}
kind: application
basis: Dog Act 4
about: applicant
authority: town-hall
jurisdiction: applicant.home
needs:
  applicant.name:
  applicant.born:
  applicant.home:
produces:
  applicant.home: {is: applicant.home}
  applicant.dogs: {is: applicant.dogs}
  applicant.fined:
    is: 100 + 1
---
procedure: dog-tax
title: {en: dog tax}
kind: application
basis: Dog Act 5
about: applicant
authority: town-hall
jurisdiction: applicant.home
needs:
  applicant.name:
decide: {by: rule}
"""

REGISTERED = {
    "owner": {
        "ann": {
            "name": "Ann Smith",
            "born": "1980-01-02",
            "home": {"from": {"2010-05-01": "Southtown", "2020-06-01": "1 High Street, Northtown"}},
            "dogs": ["rex", "fido"],
        },
        "bob": {"name": "Bob Smith", "born": "1990-01-02", "home": "2 Low Street, Southtown", "fined": 12},
    },
    "dog": {
        "rex": {"chip": "0815", "breed": "dachshund", "born": 2019, "papers": {"number": "K-1", "breeder": "Ann"}},
        "fido": {"chip": "4711", "tags": ["red", "blue"], "vet": "bob"},
        "stray": {"chip": "1234", "breed": "dachshund"},
    },
}


@cache
def dogs() -> Catalogue:
    """Give the catalogue, read from a folder as any other."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "dogs.yaml").write_text(DEFINITIONS, encoding="utf-8")
        catalogue, problems = load(Path(folder))
    assert problems == ()
    return catalogue
