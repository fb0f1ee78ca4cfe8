"""What an installation does with documents, by its settings: which kinds it takes, and who scans them."""

from ichido.documents.clamd import Clamd
from ichido.documents.kinds import Kind, kinds
from ichido.documents.scanner import NoScanner, Scanner
from ichido.settings import Settings


def scanner(settings: Settings) -> Scanner:
    """ClamAV's daemon where one is named, else nobody; SystemExit says what is wrong with its address."""
    try:
        return Clamd(settings.clamd) if settings.clamd else NoScanner()
    except ValueError as error:
        raise SystemExit(f"ICHIDO_CLAMD cannot be used: {error}") from None


def taken(settings: Settings) -> tuple[Kind, ...]:
    """The kinds of file that are taken; SystemExit names one that is none."""
    try:
        return kinds(settings.file_types)
    except ValueError as error:
        raise SystemExit(f"ICHIDO_FILE_TYPES cannot be used: {error}") from None
