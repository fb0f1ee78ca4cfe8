"""The small part of Jinja a notice may use: placeholders, `if`, `for` and a few filters."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NoReturn

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from ichido.notices.letter import NoticeError

FILTERS = ("date", "first", "join", "last", "length", "money")
TESTS = ("none",)

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
_IN_WORDS = {
    "Call": "call anything", "Include": "include a file", "Import": "import", "FromImport": "import",
    "Extends": "extend another", "Block": "use blocks", "Macro": "define macros", "Assign": "set variables",
    "AssignBlock": "set variables", "With": "set variables", "Concat": "join with `~`", "Tuple": "use tuples",
    "List": "use lists", "Dict": "use mappings", "FilterBlock": "use filter blocks", "CallBlock": "call anything",
}  # fmt: skip
_CALCULATES = (nodes.BinExpr, nodes.UnaryExpr)
_LONGEST = 50_000
_DEEPEST = 20
_LOOPS_IN_LOOPS = 2


def parse(template: str) -> nodes.Template:
    """Read a notice and refuse what a letter has no use for; NoticeError names the line."""
    if len(template) > _LONGEST:
        raise NoticeError(f"a notice has at most {_LONGEST:,} characters, this one has {len(template):,}")
    if not template.startswith("# "):
        raise NoticeError("the first line of a notice is its subject, `# ` and a few words", 1)
    try:
        tree = _READER.parse(template)
    except TemplateSyntaxError as mistake:
        raise NoticeError(mistake.message or "cannot be read", mistake.lineno) from mistake
    except RecursionError:
        raise NoticeError("the notice is nested too deeply") from None
    for node in _walk(tree):
        _allow(node)
    return tree


@lru_cache(maxsize=512)
def names(template: str) -> tuple[str, ...]:
    """The dotted names a notice uses, sorted; through a list a dot means each (`reasons.text`)."""
    return tuple(sorted(set(_used(parse(template), {}))))


def undeclared(template: str, declared: Mapping[str, object]) -> None:
    """Refuse a notice that speaks of what is not among its values, in a branch taken or not."""
    for name in names(template):
        if name.split(".")[0] not in declared:
            raise NoticeError(f"`{name}` is not a value of this notice; it may use {', '.join(sorted(declared))}")


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node, without recursion, refusing what is nested deeper than a letter needs before anything recurses."""
    todo: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while todo:
        node, depth, loops = todo.pop()
        loops += isinstance(node, nodes.For)
        if depth > _DEEPEST or loops > _LOOPS_IN_LOOPS:
            _refuse(node, "the notice is nested too deeply")
        yield node
        todo.extend((child, depth + 1, loops) for child in node.iter_child_nodes())


def _allow(node: nodes.Node) -> None:
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        _refuse(node, f"`{node.name}` is not a filter of notices; there are {', '.join(FILTERS)}")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        _refuse(node, f"`is {node.name}` is not a test of notices; there is `is none`")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        _refuse(node, f"`{node.attr}` begins with an underscore, as no value of a notice does")
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        _refuse(node, "what stands in `[ ]` is written out, as in `reasons[0]`")
    if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.target, nodes.Name)):
        _refuse(node, "`for` takes one name, as in `for reason in reasons`")
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        _refuse(node, f"`{node.name}` begins with an underscore, as no value of a notice does")
    if isinstance(node, _ALLOWED):
        return
    if isinstance(node, _CALCULATES):
        _refuse(node, "a notice does not calculate; what it says is worked out before")
    word = type(node).__name__
    _refuse(node, f"a notice may not {_IN_WORDS.get(word, f'use {word}')}")


def _refuse(node: nodes.Node, message: str) -> NoReturn:
    raise NoticeError(message, node.lineno)


def _used(node: nodes.Node, scope: Mapping[str, str | None]) -> Iterator[str]:
    """Dotted names under a node; `scope` says what each loop name stands for, None for Jinja's own `loop`."""
    path = _path(node, scope)
    if path is not None:
        yield path
        return
    if isinstance(node, nodes.For):
        yield from _used(node.iter, scope)
        assert isinstance(node.target, nodes.Name)
        inner = {**scope, "loop": None, node.target.name: _path(node.iter, scope)}
        for child in (*([node.test] if node.test else []), *node.body):
            yield from _used(child, inner)
        for child in node.else_:
            yield from _used(child, scope)
        return
    for child in node.iter_child_nodes():
        yield from _used(child, scope)


def _path(node: nodes.Node, scope: Mapping[str, str | None]) -> str | None:
    match node:
        case nodes.Name():
            return scope.get(node.name, node.name)
        case nodes.Getattr():
            base = _path(node.node, scope)
            return base and f"{base}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=str() as key)):
            base = _path(node.node, scope)
            return base and f"{base}.{key}"
        case nodes.Getitem():
            return _path(node.node, scope)
        case nodes.Filter(name="first" | "last", node=nodes.Node() as inner):
            return _path(inner, scope)
        case _:
            return None


_READER = SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
for _name in FILTERS:
    _READER.filters.setdefault(_name, str)
