"""A later folder laid over an earlier one key by key: under its ordinance, and never over what is locked."""

from collections.abc import Iterable, Iterator, Mapping

from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.kinds import KINDS
from ichido.language.kinds.definition import Definition, InForce, always
from ichido.language.nodes import Entry, Items, Keys, Node, Scalar, find, written
from ichido.language.original import Original
from ichido.language.reader import Sketch

Laid = tuple[tuple[Sketch, ...], tuple[Diagnostic, ...]]
_ABOUT_ITSELF = ("in_force", "ordinance", "locked")


def lay(below: tuple[Sketch, ...], above: tuple[Sketch, ...]) -> Laid:
    """What is below with the same kind and id changed by what is above, and what is new.

    A layer that says when it is in force leaves the rest of the time as it was.
    """
    beneath: dict[tuple[str, str], list[Sketch]] = {}
    for sketch in below:
        beneath.setdefault((sketch.kind, sketch.id), []).append(sketch)
    problems: list[Diagnostic] = []
    added: list[Sketch] = []
    laid: dict[tuple[str, str], list[Sketch]] = {}
    for sketch in above:
        name = (sketch.kind, sketch.id)
        earlier = laid.setdefault(name, [])
        wrong = (*_over_nothing(sketch, beneath), *_again(sketch, earlier))
        if name not in beneath:
            added.append(sketch)
        elif not wrong:
            wrong = tuple(_unlawful(beneath[name], sketch))
            beneath[name] = [part for base in beneath[name] for part in _parts(base, sketch)]
            earlier.append(sketch)
        problems += wrong
    return (*(part for parts in beneath.values() for part in parts), *added), tuple(problems)


def merged(below: Node, above: Node) -> Node:
    """Maps key by key, all else replaced whole; nothing written over something leaves it as it was."""
    if isinstance(below, Keys) and isinstance(above, Keys):
        entries = dict(below.entries)
        for key, entry in above.entries.items():
            held = entries.get(key)
            value = merged(held.value, entry.value) if held else entry.value
            entries[key] = entry if held is None or value is entry.value else Entry(held.key, value)
        return Keys(entries, below.place)
    return below if _is_nothing(above) else above


def _parts(base: Sketch, above: Sketch) -> Iterator[Sketch]:
    """The base with the layer over it while both are in force, and as it was for the rest of its time."""
    ours, theirs = _period(base), _period(above)
    if not ours.meets(theirs):
        yield base
        return
    dated = ours != always() or theirs != always()
    yield from (base._replace(period=rest) for rest in ours.outside(theirs))
    node = merged(base.node, above.node)
    assert isinstance(node, Keys), "two maps make a map"
    if _locks(base.node):  # a layer locks more, and never less
        both = Items((*_locks(base.node), *_locks(above.node)), base.node.place)
        node = Keys({**node.entries, "locked": base.node.entries["locked"]._replace(value=both)}, node.place)
    period = ours.within(theirs) if dated else None
    yield base._replace(original=Original.of(node, base.file), said=(*base.said, *above.said), period=period)


def _unlawful(bases: Iterable[Sketch], above: Sketch) -> Iterator[Diagnostic]:
    for base in bases:
        yield from _locked(base, above)
    if issubclass(KINDS[above.kind], Definition) and "ordinance" not in above.node.entries:
        place = find(above.node, (above.kind,), key=True)
        message = f"this is laid over `{above.id}` under no ordinance"
        yield Diagnostic("missing-ordinance", message, place, "add `ordinance: LAW ARTICLE`, the city's own")


def _locked(base: Sketch, above: Sketch) -> Iterator[Diagnostic]:
    locks = {lock.raw: lock for lock in _locks(base.node)}
    for path in _written(above.node, ()) if locks else ():
        dotted = ".".join(path)
        for lock, node in locks.items():
            if f"{dotted}.".startswith(f"{lock}.") or f"{lock}.".startswith(f"{dotted}."):
                message = f"`{lock}` of `{base.id}` is locked, and no ordinance changes it"
                help_ = f"line {node.place.line} of {node.place.file} locks it: leave it out here"
                yield Diagnostic("locked-key", message, find(above.node, path, key=True), help_)


def _written(node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths at which a layer writes something, without what it says of itself."""
    if isinstance(node, Keys) and node.entries:
        entries = list(node.entries.items())
        for key, entry in entries if path else entries[1:]:
            if path or key not in _ABOUT_ITSELF:
                yield from _written(entry.value, (*path, key))
    elif not _is_nothing(node):
        yield path


def _over_nothing(sketch: Sketch, beneath: Mapping[tuple[str, str], list[Sketch]]) -> Iterator[Diagnostic]:
    """An ordinance changes something that is there, most often the id is a slip; and a layer something of its time."""
    bases, what = beneath.get((sketch.kind, sketch.id)), sketch.kind.replace("_", " ")
    if bases is None and "ordinance" in sketch.node.entries:
        known = [id_ for kind, id_ in beneath if kind == sketch.kind]
        help_ = did_you_mean(sketch.id, known) or "what is new here has a basis of its own: leave `ordinance` out"
        place = find(sketch.node, (sketch.kind,))
        yield Diagnostic("overlays-nothing", f"there is no {what} `{sketch.id}` to lay this over", place, help_)
    if bases and not any(_period(base).meets(_period(sketch)) for base in bases):
        place = find(sketch.node, ("in_force",), key=True)
        help_ = f"`{sketch.id}` is in force {' and '.join(str(_period(base)) for base in bases)}"
        yield Diagnostic("overlays-nothing", f"in this time there is no {what} to lay this over", place, help_)


def _again(sketch: Sketch, earlier: Iterable[Sketch]) -> Iterator[Diagnostic]:
    """A second layer over one thing in one folder would win by the order of its files."""
    first = next((other for other in earlier if _period(other).meets(_period(sketch))), None)
    if first:
        where = find(first.node, (first.kind,))
        message = f"something is laid over `{sketch.id}` in this folder already"
        help_ = f"write both in one document, the first is on line {where.line} of {where.file}"
        yield Diagnostic("duplicate-id", message, find(sketch.node, (sketch.kind,)), help_)


def _locks(node: Keys) -> tuple[Scalar, ...]:
    entry = node.entries.get("locked")
    items = entry.value.items if entry and isinstance(entry.value, Items) else ()
    return tuple(item for item in items if isinstance(item, Scalar) and item.raw)


def _period(sketch: Sketch) -> InForce:
    """When a sketch is in force, as far as that can be read; its model says what is wrong with it."""
    entry = sketch.node.entries.get("in_force")
    if sketch.period is not None or entry is None:
        return sketch.period or always()
    try:
        return InForce.model_validate(written(entry.value))
    except ValueError:
        return always()


def _is_nothing(node: Node) -> bool:
    return node.value is None if isinstance(node, Scalar) else isinstance(node, Keys) and not node.entries
