"""What a filing carries beside itself: filings that an article deems made with it, if it notes them (みなし届出)."""

from collections.abc import Iterable, Iterator

from ichido.case.missing import missing
from ichido.case.rights import may
from ichido.case.standing import Standing


def carrier(standing: Standing, among: Iterable[Standing]) -> Standing | None:
    """The filing that has still to be made and will carry this one; None when it is made on its own."""
    if standing.filing.sent:
        return None
    for other in among:
        coming = standing.id in other.planned.definition.deems and other.wanted and not other.filing.sent
        if coming and other.authority == standing.authority and other.authority is not None:
            return other
    return None


def carried(filing: Standing, among: Iterable[Standing]) -> Iterator[Standing]:
    """The filings that this one notes: those it carried before, and those of the same office that miss nothing."""
    for standing in among:
        if standing.id in filing.planned.definition.deems:
            again = standing.filing.noted_with == filing.key
            if again or (carrier(standing, (filing,)) and standing.wanted and not missing(standing) and may(standing)):
                yield standing
