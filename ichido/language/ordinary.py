"""The plain values of a text written as nearly every text is, without a place; `syntax` reads all others."""

from typing import Any

import yaml

from ichido.language.plain import YAML_1_1_WORDS, is_float, resolve
from ichido.language.syntax import LOADER, MAX_DEPTH, MAX_NODES

_WIDE = ("\u3000", "\uff1a")
_LONGEST_WORD = max(map(len, YAML_1_1_WORDS))


def ordinary(text: str) -> list[Any] | None:
    """The value of each document, or None if anything is to be said of how the text is written; never raises.

    The text has passed `check_characters`. What `trees` would say something of is in doubt here, and so is more.
    """
    try:
        return _values(text)
    except yaml.YAMLError:
        return None


def _values(text: str) -> list[Any] | None:
    # One loop with everything in reach: this runs fifty times a definition, and a call each would double it.
    take, wide = LOADER(text).get_event, any(sign in text for sign in _WIDE)
    documents: list[Any] = []
    above: list[tuple[Any, str | None, bool]] = []
    within: Any = documents
    key: str | None = None
    keyed, nodes = False, 0
    while True:
        event = take()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            nodes += 1
            raw = event.value
            if event.anchor is not None or event.tag is not None or raw == "<<":
                return None
            if keyed and key is None:
                if not raw or raw in within or (len(raw) <= _LONGEST_WORD and raw.lower() in YAML_1_1_WORDS):
                    return None
                if wide and any(sign in raw for sign in _WIDE):
                    return None
                key = raw
                continue
            value: Any = raw
            if event.implicit[0] and not event.style:
                if is_float(raw):
                    return None
                value = resolve(raw)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            nodes += 1
            no_key = keyed and key is None
            if no_key or event.anchor is not None or event.tag is not None or len(above) >= MAX_DEPTH:
                return None
            above.append((within, key, keyed))
            keyed = kind is yaml.MappingStartEvent
            within, key = {} if keyed else [], None
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value = within
            within, key, keyed = above.pop()
        elif kind is yaml.StreamEndEvent:
            return documents if nodes <= MAX_NODES else None
        elif kind is yaml.AliasEvent:
            return None
        else:
            continue
        if keyed:
            within[key], key = value, None
        else:
            within.append(value)
