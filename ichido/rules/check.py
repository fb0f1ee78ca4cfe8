"""Types a tree against what its names mean, and says what does not fit."""

from __future__ import annotations

from dataclasses import replace

from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.source import Place
from ichido.rules.fit import fits, unified, written
from ichido.rules.functions import FUNCTIONS, NAMES, RESERVED
from ichido.rules.names import NO_GUARDS, Guards, Names, listed
from ichido.rules.present import present
from ichido.rules.tree import (
    Aggregate,
    And,
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Comparison,
    Conditional,
    Date,
    Each,
    Integer,
    Name,
    Negative,
    Not,
    Or,
    Path,
    Table,
    Text,
    Tree,
)
from ichido.rules.types import BOOLEAN, DATE, EQUATABLE, INTEGER, MONEY, ORDERED, TEXT, Local, Scope, Type


def check(
    tree: Tree, scope: Scope, place: Place | None, expected: Type | None = None, guards: Guards = NO_GUARDS
) -> tuple[Type | None, tuple[Diagnostic, ...]]:
    """The type of the expression, None when a problem hides it, and all problems at their columns.

    `guards`: what is surely there where the expression is reached, such as a cell behind the condition of its row.
    """
    checker = _Checker(place)
    found = checker.type_of(tree, scope, guards)
    if found is not None and expected is not None:
        checker.expect(tree, found, expected)
    return found, tuple(checker.problems)


def check_each(each: Each, scope: Scope, place: Place | None) -> tuple[Type | None, tuple[Diagnostic, ...]]:
    """The type of one of those gone through, and all problems; the variable may be the name of a role."""
    checker = _Checker(place)
    found = checker.path(each.path, scope, NO_GUARDS)
    if found is None:
        return None, tuple(checker.problems)
    if found.name != "subject" or not found.many:
        checker.wrong(each.path, f"`{each.path.dotted}` is a {found}", "write a list of subjects after `in`")
    elif each.condition is not None:
        checker.condition(each.condition, Local(scope, each.variable.text, found.one), NO_GUARDS)
    return found.one, tuple(checker.problems)


_THROUGH_A_LIST = "write `any(has(x.…) for x in …)`"


class _Checker(Names):
    """One pass over a tree that gathers problems; a part whose type is None has been reported already."""

    def expect(self, tree: Tree, found: Type, expected: Type) -> None:
        if not fits(tree, found, expected):
            self.wrong(tree, f"this is a {found}, but a {expected} is expected here")
        elif found.partial and not expected.partial:
            self.wrong(tree, f"this is a {found}, but a {expected} is expected here", "only a whole day can be here")
        elif found.optional and not expected.optional:
            self.unchecked(tree)

    def type_of(self, node: Tree, scope: Scope, guards: Guards) -> Type | None:
        match node:
            case Path():
                return self.path(node, scope, guards)
            case Integer():
                return INTEGER
            case Text():
                return TEXT
            case Boolean():
                return BOOLEAN
            case Date():
                return DATE
            case And() | Or():
                return self.junction(node, scope, guards)
            case Not():
                return self.condition(node.operand, scope, guards)
            case Compare():
                return self.compare(node, scope, guards)
            case Arithmetic() | Negative():
                return self.arithmetic(node, scope, guards)
            case Conditional():
                return self.conditional(node, scope, guards)
            case Call():
                return self.call(node, scope, guards)
            case Aggregate():
                return self.aggregate(node, scope, guards)
            case Table():
                help = f"write `hit: {node.hit}`, and `rows:` of `when:` and `then:`"
                self.report(node, "expression-forbidden", "a table is not written on one line", help)
                return None

    def single(self, node: Tree, scope: Scope, guards: Guards) -> Type | None:
        """The type of one value that is not none; anything else is reported."""
        found = self.type_of(node, scope, guards)
        if found is None:
            return None
        if found.many:
            self.wrong(node, f"this is a {found}", "go through it with any, all, sum, count, min, max or `in`")
            return None
        if found.name == "parameters":
            self.wrong(node, "this is a parameter set", "name one of its values after a dot")
            return None
        if found.optional:
            self.unchecked(node)
        return found.certain

    def condition(self, node: Tree, scope: Scope, guards: Guards) -> Type:
        found = self.single(node, scope, guards)
        if found is not None and found.name != "boolean":
            self.wrong(node, f"this is a {found}, but a condition is needed here", "compare it with something")
        return BOOLEAN

    def junction(self, node: And | Or, scope: Scope, guards: Guards) -> Type:
        for operand in node.operands:
            self.condition(operand, scope, guards)
            guards |= present(operand, isinstance(node, And))
        return BOOLEAN

    def compare(self, node: Compare, scope: Scope, guards: Guards) -> Type:
        left, left_type = node.operands[0], self.single(node.operands[0], scope, guards)
        for operator, right in zip(node.operators, node.operands[1:], strict=True):
            if operator in ("in", "not in"):
                right_type = self.items(right, scope, guards)
            else:
                right_type = self.single(right, scope, guards)
            if left_type is not None and right_type is not None:
                self.pair(operator, (left, left_type), (right, right_type))
            left, left_type = right, right_type
        return BOOLEAN

    def pair(self, operator: Comparison, left: tuple[Tree, Type], right: tuple[Tree, Type]) -> None:
        shared = unified(left, right)
        if shared is None:
            self.wrong(right[0], f"a {left[1]} cannot be compared with a {right[1]}")
        elif operator in ("==", "!=", "in", "not in") and shared.name not in EQUATABLE:
            parts = " or ".join(f"`.{member}`" for member in shared.members)
            help = f"compare {parts}" if parts else ""
            self.wrong(right[0], f"two values of type {shared} cannot be compared as a whole", help)
        elif operator in ("<", "<=", ">", ">=") and shared.name not in ORDERED:
            self.wrong(right[0], f"values of type {shared} have no order", "only numbers, money and dates do")

    def items(self, node: Tree, scope: Scope, guards: Guards) -> Type | None:
        """The type of one item of a list; anything but a list of certain items is reported."""
        found = self.type_of(node, scope, guards)
        if found is None:
            return None
        if not found.many:
            self.wrong(node, f"this is a {found}, but a list is needed here")
            return None
        if found.optional:
            self.unchecked(node)
        return found.one.certain

    def arithmetic(self, node: Arithmetic | Negative, scope: Scope, guards: Guards) -> Type | None:
        operands = node.operands if isinstance(node, Arithmetic) else (node.operand,)
        operators = node.operators if isinstance(node, Arithmetic) else ()
        types = [self.single(operand, scope, guards) for operand in operands]
        for operand, found in zip(operands, types, strict=True):
            if found is not None and found.name not in ("integer", "money"):
                self.wrong(operand, f"this is a {found}; only whole numbers and money are reckoned with")
                return None
        if None in types:
            return None
        return self.reckoned(node, operators, list(zip(operands, [t for t in types if t], strict=True)))

    def reckoned(self, node: Tree, operators: tuple[str, ...], parts: list[tuple[Tree, Type]]) -> Type | None:
        """Money adds to money, is multiplied and divided by whole numbers, and never multiplied by money."""
        total = parts[0]
        for operator, part in zip(operators, parts[1:], strict=True):
            money = (total[1] == MONEY, part[1] == MONEY)
            if operator in "+-":
                shared = unified(total, part)
                if shared is None:
                    self.wrong(part[0], f"a {total[1]} and a {part[1]} do not add up")
                    return None
                total = (part[0] if written(total[0]) else total[0], shared)
            elif money == (True, True) or (operator == "//" and money[1]):
                self.wrong(part[0], "money is multiplied and divided by whole numbers only")
                return None
            else:
                total = (node, MONEY if any(money) else INTEGER)
        return total[1]

    def conditional(self, node: Conditional, scope: Scope, guards: Guards) -> Type | None:
        self.condition(node.condition, scope, guards)
        then = self.type_of(node.then, scope, guards | present(node.condition, True))
        otherwise = self.type_of(node.otherwise, scope, guards | present(node.condition, False))
        if then is None or otherwise is None:
            return None
        shared = unified((node.then, then), (node.otherwise, otherwise))
        if shared is None or shared.many or shared.name == "parameters":
            self.wrong(
                node.otherwise, f"this is a {otherwise}, the other value a {then}", "both are one value of a type"
            )
            return None
        optional, partial = then.optional or otherwise.optional, then.partial or otherwise.partial
        return replace(shared, optional=optional, partial=partial)

    def call(self, node: Call, scope: Scope, guards: Guards) -> Type | None:
        name = node.function.text
        if name in RESERVED:
            self.report(node.function, "expression-reserved", f"`{name}` is reserved for a later version")
        elif name == "has":
            return self.has(node, scope)
        elif name == "as_of":
            return self.then(node, scope, guards)
        elif name in ("min", "max"):
            return self.extreme(node, scope, guards)
        elif name not in FUNCTIONS:
            help = did_you_mean(name, NAMES) or f"known are {listed(NAMES)}"
            self.report(node.function, "unknown-function", f"`{name}` is not a builtin function", help)
        else:
            return self.builtin(node, scope, guards)
        return None

    def builtin(self, node: Call, scope: Scope, guards: Guards) -> Type:
        function = FUNCTIONS[node.function.text]
        if len(node.arguments) != len(function.parameters):
            message = f"`{function.name}` takes {len(function.parameters)}, not {len(node.arguments)}"
            self.report(node, "wrong-arguments", message, f"write `{function.signature}`")
            return function.result
        for argument, (name, wanted) in zip(node.arguments, function.parameters, strict=True):
            found = self.single(argument, scope, guards)
            if found is not None and not fits(argument, found, wanted):
                self.wrong(argument, f"this is a {found}, but `{name}` is a {wanted}", f"write `{function.signature}`")
        return function.result

    def has(self, node: Call, scope: Scope) -> Type:
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Path):
            self.report(node, "wrong-arguments", "`has` asks about one term", "write `has(applicant.account)`")
            return BOOLEAN
        found = self.path(node.arguments[0], scope, NO_GUARDS, asking=True)
        if found is not None and found.name == "parameters":
            self.wrong(node.arguments[0], f"`has` asks about one term, this is a {found}")
        elif found is not None and found.many and self.leads_through_a_list(node.arguments[0], scope):
            self.wrong(node.arguments[0], "this leads through a list, and `has` asks about one term", _THROUGH_A_LIST)
        return BOOLEAN

    def leads_through_a_list(self, node: Path, scope: Scope) -> bool:
        """Whether what a term belongs to is a list already, so that there are several of the term."""
        owner = Names(None).path(replace(node, names=node.names[:-1]), scope, NO_GUARDS, asking=True)
        return owner is None or owner.many

    def then(self, node: Call, scope: Scope, guards: Guards) -> Type | None:
        """The type of one term on a day; what was none then is not guarded by what is there now."""
        if len(node.arguments) != 2 or not isinstance(node.arguments[0], Path):
            self.report(node, "wrong-arguments", "`as_of` is a term on a day", "write `as_of(applicant.address, on)`")
            return None
        term, day = node.arguments
        assert isinstance(term, Path)
        found, when = self.path(term, scope, NO_GUARDS), self.single(day, scope, guards)
        if when is not None and not fits(day, when, DATE):
            self.wrong(day, f"this is a {when}, but `day` is a date", "write `as_of(term, day)`")
        root = scope.root(term.names[0].text)
        if found is not None and (found.many or len(term.names) == 1 or root is None or root.name != "subject"):
            self.wrong(term, "`as_of` is about one term of a subject", "parameters are dated by themselves")
            return None
        return found

    def extreme(self, node: Call, scope: Scope, guards: Guards) -> Type | None:
        chosen: tuple[Tree, Type] | None = None
        for argument in node.arguments:
            found = self.single(argument, scope, guards)
            if found is None:
                return None
            shared = found if chosen is None else unified(chosen, (argument, found))
            if shared is None or shared.name not in ORDERED:
                self.wrong(argument, f"this {found} has no order with the others", "only numbers, money or dates do")
                return None
            chosen = (argument if chosen is None or written(chosen[0]) else chosen[0], shared)
        return None if chosen is None else chosen[1]

    def aggregate(self, node: Aggregate, scope: Scope, guards: Guards) -> Type | None:
        body: Tree = node.source
        found: Type | None
        if node.loop is None:
            found = self.items(node.source, scope, guards)
        else:
            body, found = node.loop.body, self.loop(node, scope, guards)
        if found is None:
            return None
        if node.function == "count":
            if node.loop is not None and not _is(node.loop.variable, node.loop.body):
                self.wrong(body, "`count` counts those gone through", "put the condition after `if`")
            return INTEGER
        if node.function in ("any", "all"):
            wanted, fitting = "conditions", found.name == "boolean"
        elif node.function == "sum":
            wanted, fitting = "whole numbers or money", found.name in ("integer", "money")
        else:
            wanted, fitting = "numbers, money or dates", found.name in ORDERED
        if not fitting:
            self.wrong(body, f"`{node.function}` goes through {wanted}, this is a {found}")
        return found

    def loop(self, node: Aggregate, scope: Scope, guards: Guards) -> Type | None:
        assert node.loop is not None
        item = self.items(node.source, scope, guards)
        if scope.root(node.loop.variable.text) is not None:
            message = f"`{node.loop.variable.text}` already means something here"
            self.report(node.loop.variable, "name-taken", message, "give the variable of the loop another name")
            return None
        if item is None:
            return None
        inner = Local(scope, node.loop.variable.text, item)
        if node.loop.condition is not None:
            self.condition(node.loop.condition, inner, guards)
            guards |= present(node.loop.condition, True)
        return self.single(node.loop.body, inner, guards)


def _is(variable: Name, body: Tree) -> bool:
    return isinstance(body, Path) and body.dotted == variable.text
