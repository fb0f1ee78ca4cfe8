"""Which offices there are: those that serve a municipality, and those that are one for the country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ichido.language import kinds
from ichido.language.catalogue import Catalogue
from ichido.testbed.references import secret


@dataclass(frozen=True, slots=True)
class Authority:
    """An office: its code, name by language, the roles it has in the catalogue, the secret it shares with Ichido."""

    code: str
    title: Mapping[str, str]
    roles: frozenset[str]
    secret: str = field(repr=False)


def office(role: kinds.Authority, municipality: str) -> str:
    """Give the code of the office in which a role serves a municipality: its own where there is one for each."""
    return municipality if role.one_per else role.authority


def offices(catalogue: Catalogue, seed: int, municipalities: Iterable[str]) -> dict[str, Authority]:
    """Give by code all offices of a country in which there are these municipalities."""
    roles: dict[str, list[kinds.Authority]] = {}
    for document in catalogue.authorities.values():
        role = document.model
        codes = (office(role, municipality) for municipality in municipalities) if role.one_per else (role.authority,)
        for code in dict.fromkeys(codes):
            roles.setdefault(code, []).append(role)
    titles = {code: _title(catalogue, code, held[0]) for code, held in roles.items()}
    ids = {code: frozenset(role.authority for role in held) for code, held in roles.items()}
    return {code: Authority(code, titles[code], ids[code], secret(seed, code)) for code in roles}


def _title(catalogue: Catalogue, code: str, role: kinds.Authority) -> Mapping[str, str]:
    """Give the name of the municipality whose code it is, else the role's."""
    listed = catalogue.codes.get("municipality")
    named = listed.model.values.get(code) if listed else None
    return named.labels if named else role.title
