"""How an office that keeps a register answers who says that an entry of it is wrong, and puts the entry right."""

from ichido.compiler.correcting import CORRECTION
from ichido.testbed.government import Government
from ichido.testbed.messages import Event, Filing, Reason, Saying, Told
from ichido.testbed.people import Entry, People

_OF, _ENTRY, _SHOULD_BE = (f"{CORRECTION}.{name}" for name in ("of", "entry", "should_be"))
GRANTED = "granted"


def answered(filing: Filing) -> Saying:
    """Give what the office says by itself: it believes who says what should be written, else it finds nothing wrong."""
    if filing.payload.get(_SHOULD_BE) is not None:
        return Saying(told=Told(event="outcome", outcome=GRANTED))
    reason = Reason(text="the documents on which the entry rests say the same")
    return Saying(told=Told(event="outcome", outcome="refused", reasons=(reason,)))


def put_right(government: Government, office: str, filing: Filing, event: Event) -> People:
    """Give the people after an outcome: a granted correction is written where the register has the entry."""
    people, value = government.people, filing.payload.get(_SHOULD_BE)
    if filing.procedure != CORRECTION or event.outcome != GRANTED or value is None:
        return people
    whom = government.names.meant(office, str(filing.payload[_OF]), people)
    if whom is None:
        return people
    term = str(filing.payload[_ENTRY]).partition(".")[2]
    return people.joined(People.of([people.subjects[whom].taking(term, Entry(value, event.at.date()))]))
