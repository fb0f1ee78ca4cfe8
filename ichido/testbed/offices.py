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


def office(role: kinds.Authority, municipality: str | None) -> str | None:
    """Give the code of the office in which a role serves a municipality; None where none does."""
    if not role.one_per:
        return role.authority
    return role.office_of(municipality) if municipality else None


def offices(catalogue: Catalogue, seed: int, municipalities: Iterable[str]) -> dict[str, Authority]:
    """Give by code all offices of a country in which there are these municipalities."""
    roles: dict[str, list[kinds.Authority]] = {}
    for document in catalogue.authorities.values():
        for code in dict.fromkeys(office(document.model, one) for one in (None, *municipalities)):
            if code:
                roles.setdefault(code, []).append(document.model)
    titles = {code: _title(catalogue, code, held[0]) for code, held in roles.items()}
    ids = {code: frozenset(role.authority for role in held) for code, held in roles.items()}
    return {code: Authority(code, titles[code], ids[code], secret(seed, code)) for code in roles}


def _title(catalogue: Catalogue, code: str, role: kinds.Authority) -> Mapping[str, str]:
    """Give the name of the municipality whose code it is, else the role's."""
    listed = catalogue.codes.get("municipality")
    named = listed.model.values.get(code) if listed else None
    return named.labels if named else role.title
