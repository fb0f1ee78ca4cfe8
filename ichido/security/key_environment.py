"""Wrapping keys in the environment: for containers whose secrets are put there, and never written to a disk."""

import json

from pydantic import TypeAdapter, ValidationError

from ichido.security.keys import KeyUnavailable
from ichido.security.sealing import KEY_BYTES
from ichido.security.wrapping import CannotRenew, WrappingKey, fingerprint, shown, unwrapped_by, wrapped_by

VARIABLE = "ICHIDO_WRAPPING_KEYS"
_WRITTEN = TypeAdapter(dict[str, list[str]])


class EnvironmentKeys:
    """Wrapping keys as JSON: `{CONTROLLER: [HEX, …]}`, "" for the installation, of which a controller's first wraps."""

    def __init__(self, written: str) -> None:
        """Read them; ValueError, which repeats nothing of them, if they are not written so."""
        try:
            given = _WRITTEN.validate_python(json.loads(written), strict=True)
            found = {controller: [bytes.fromhex(key) for key in keys] for controller, keys in given.items()}
        except (ValueError, ValidationError):
            raise ValueError(_expected("it is no such JSON")) from None
        for controller, keys in found.items():
            if not keys or any(len(key) != KEY_BYTES for key in keys):
                raise ValueError(_expected(f"the keys of {shown(controller)} are none, or of another length"))
        self._keys = {
            controller: {f"{shown(controller)}/{fingerprint(key)}": key for key in keys}
            for controller, keys in found.items()
        }

    async def current(self, controller: str) -> str:
        """The id of the controller's first key; KeyUnavailable, saying what to add, if there is none."""
        keys = self._keys.get(controller)
        if not keys:
            raise KeyUnavailable(f"{VARIABLE} has no key for {shown(controller)}: add one, `openssl rand -hex 32`")
        return next(iter(keys))

    async def wrap(self, key_id: str, secret: bytes) -> bytes:
        """The data key, wrapped."""
        return wrapped_by(self._key(key_id), secret)

    async def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The data key; KeyUnavailable if the named key is not in the environment."""
        return unwrapped_by(self._key(key_id), wrapped)

    async def held(self) -> tuple[WrappingKey, ...]:
        """Every key in the environment."""
        return tuple(
            WrappingKey(id_, controller, id_ == next(iter(keys)))
            for controller, keys in sorted(self._keys.items())
            for id_ in reversed(keys)
        )

    async def renew(self, controller: str) -> str:
        """CannotRenew: whoever sets the variable puts the new key first."""
        raise CannotRenew(
            f"put a new key before the present one of {shown(controller)} in {VARIABLE} (`openssl rand -hex 32`), "
            "start every process anew, then run this again"
        )

    async def drop(self, key_id: str, days: float) -> bool:
        """False: whoever sets the variable takes the old key out."""
        return False

    def _key(self, key_id: str) -> bytes:
        for keys in self._keys.values():
            if key_id in keys:
                return keys[key_id]
        raise KeyUnavailable(f"wrapped by key {key_id}, which is not in {VARIABLE}")


def _expected(problem: str) -> str:
    return (
        f'{VARIABLE}: {problem}; expected {{"": [KEY], "122033": [NEWEST, OLDER]}}, each {KEY_BYTES * 2} '
        "hexadecimal digits"
    )
