"""What an authority says by itself of a submission, when nobody scripts it."""

from collections.abc import Iterator

from ichido.language.catalogue import Catalogue
from ichido.language.kinds.procedure import OUTCOMES
from ichido.testbed.invented import invented
from ichido.testbed.messages import Saying, Stream, Told
from ichido.testbed.paths import entry_of, followed

RECEIVED = Told(event="received")


def what_follows(catalogue: Catalogue, seed: int, stream: Stream) -> Iterator[Saying]:
    """Give what the authority says after its acknowledgement, one thing a moment: which acts it saw, then its yes.

    Of what a rule decides on the engine's side, and of what nobody defined, it only says that it has it.
    """
    document = catalogue.procedures.get(stream.procedure)
    if document is None or (document.model.decide and document.model.decide.by == "rule"):
        return
    definition = document.model
    yield from (Saying(told=Told(event="act", act=need)) for need in definition.needs if "." not in need)
    left = [path for path, made in definition.produces.items() if made.is_ is None]
    ends = {path: entry_of(catalogue, followed(catalogue, path)[-1]) for path in left}
    label = f"{stream.case}/{stream.about}"
    said = {path: invented(seed, f"{path}/{label}", end, catalogue.places) for path, end in ends.items()}
    with_ = {path: value for path, value in said.items() if value is not None}
    yield Saying(told=Told(event="outcome", outcome=OUTCOMES[definition.kind][0], with_=with_ or None))
