"""Plain text from parsed Markdown: what HTML says, for a reader without it."""

from collections.abc import Sequence

from markdown_it.token import Token


def plain_text(tokens: Sequence[Token]) -> str:
    """Paragraphs apart by an empty line, list items after `- ` or `1. `, links followed by their address."""
    lines: list[str] = []
    numbers: list[int | None] = []
    mark = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
                mark = ""
                if not numbers:
                    lines.append("")
            case "list_item_open":
                number = numbers[-1]
                mark = "- " if number is None else f"{number}. "
                numbers[-1] = None if number is None else number + 1
            case "hr":
                lines += ["---", ""]
            case "inline":
                lines += _indent(inline_text(token), mark, len(numbers))
                mark = " " * len(mark)
                if not numbers:
                    lines.append("")
            case _:
                pass
    return "\n".join(lines).strip() + "\n"


def inline_text(token: Token) -> str:
    """The words of one line or paragraph, without the marks of emphasis."""
    said: list[str] = []
    address = ""
    for child in token.children or ():
        match child.type:
            case "text":
                said.append(child.content)
            case "softbreak" | "hardbreak":
                said.append("\n")
            case "link_open":
                address = str(child.attrGet("href") or "")
            case "link_close":
                if said[-1:] != [address]:
                    said.append(f" ({address})")
            case _:
                pass
    return "".join(said)


def _indent(text: str, mark: str, depth: int) -> list[str]:
    margin = "  " * max(0, depth - 1)
    first, *rest = text.split("\n")
    return [margin + mark + first, *(margin + " " * len(mark) + line for line in rest)]
