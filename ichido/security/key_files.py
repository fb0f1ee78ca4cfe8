"""Wrapping keys in files: a folder a controller, a file a key, each for its owner alone."""

import secrets
import time
from pathlib import Path
from urllib.parse import quote, unquote

from ichido.security.key_file import make, read
from ichido.security.keys import KeyUnavailable
from ichido.security.sealing import KEY_BYTES
from ichido.security.wrapping import WrappingKey, fingerprint, unwrapped_by, wrapped_by

OWN = "@installation"
"""No authority's folder is called so: in the name of one an `@` is written `%40`."""
WHAT = "wrapping key"
DAY = 86_400.0


class FileKeys:
    """Wrapping keys in a folder: `CONTROLLER/1.key`, `CONTROLLER/2.key`, of which the highest number wraps.

    Files are read at each use, so that a key renewed or taken away is so for every process at once.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder; a controller's first key is made when it is first wanted."""
        self._folder = folder

    async def current(self, controller: str) -> str:
        """The id of the key with the highest number; ValueError if others can read it or its file holds none."""
        numbers = self._numbers(controller)
        if not numbers:
            make(self._file(controller, 1), secrets.token_bytes(KEY_BYTES))
            numbers = [1]
        return self._id(controller, numbers[-1])

    async def wrap(self, key_id: str, secret: bytes) -> bytes:
        """The data key, wrapped by the key in the file that the id names."""
        return wrapped_by(self._key(key_id), secret)

    async def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The data key; KeyUnavailable if the file is not there, or holds another key."""
        return unwrapped_by(self._key(key_id), wrapped)

    async def held(self) -> tuple[WrappingKey, ...]:
        """Every key in the folder."""
        folders = sorted(each.name for each in self._folder.iterdir()) if self._folder.is_dir() else []
        controllers = ["" if name == OWN else unquote(name) for name in folders]
        return tuple(
            WrappingKey(self._id(controller, number), controller, number == numbers[-1])
            for controller in controllers
            for numbers in [self._numbers(controller)]
            for number in numbers
        )

    async def renew(self, controller: str) -> str:
        """Make a key with the next number."""
        number = max(self._numbers(controller), default=0) + 1
        make(self._file(controller, number), secrets.token_bytes(KEY_BYTES))
        return self._id(controller, number)

    async def drop(self, key_id: str, days: float) -> bool:
        """Remove the file of a key whose successor is old enough; ValueError for the key that wraps now."""
        controller, number, _ = _parts(key_id)
        later = [one for one in self._numbers(controller) if one > number]
        if not later:
            raise ValueError(f"{key_id} wraps now")
        if time.time() - self._file(controller, later[0]).stat().st_mtime < days * DAY:
            return False
        self._key(key_id)
        self._file(controller, number).unlink()
        return True

    def _key(self, key_id: str) -> bytes:
        controller, number, print_ = _parts(key_id)
        try:
            key = read(self._file(controller, number), WHAT, KEY_BYTES)
        except FileNotFoundError:
            raise KeyUnavailable(f"wrapped by key {key_id}, which is not in {self._folder}") from None
        if fingerprint(key) != print_:
            raise KeyUnavailable(f"wrapped by key {key_id}, and another is in its place in {self._folder}")
        return key

    def _id(self, controller: str, number: int) -> str:
        key = read(self._file(controller, number), WHAT, KEY_BYTES)
        return f"{_name(controller)}/{number}/{fingerprint(key)}"

    def _file(self, controller: str, number: int) -> Path:
        return self._folder / _name(controller) / f"{number}.key"

    def _numbers(self, controller: str) -> list[int]:
        files = (self._folder / _name(controller)).glob("*.key")
        return sorted(int(file.stem) for file in files if file.stem.isdigit())


def _name(controller: str) -> str:
    # A name of dots alone would be another folder than this controller's.
    return quote(controller, safe="").replace(".", "%2E") if controller else OWN


def _parts(key_id: str) -> tuple[str, int, str]:
    name, _, rest = key_id.partition("/")
    number, _, print_ = rest.partition("/")
    if not number.isdigit() or not print_:
        raise KeyUnavailable(f"wrapped by key {key_id}, which is none of a file")
    return "" if name == OWN else unquote(name), int(number), print_
