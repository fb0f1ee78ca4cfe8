"""How much goes to a partner that was in trouble: one try shows whether it is back, then more go, never all at once."""

from dataclasses import dataclass

LARGEST = 64
"""As many as go at once to whom no rate is set for."""
BURST_SECONDS = 1
"""A partner with a rate gets at once no more than it takes in so many seconds, and at least one."""


@dataclass(slots=True)
class Cohort:
    """What is tried at once of one registry, or of the submissions to one authority, and what came of it.

    Of those `taken` not all are tried: not what nobody wants any more, nor what is wrong with a case of our own.

    `rate` is in requests a minute.
    """

    size: int
    rate: int | None = None
    taken: int = 0
    tried: int = 0
    went: int = 0

    @property
    def most(self) -> int:
        """How large it may become."""
        return LARGEST if self.rate is None else max(1, min(LARGEST, self.rate * BURST_SECONDS // 60))

    @property
    def limit(self) -> int:
        """How many may be tried now: the rate may have changed since the last round."""
        return max(1, min(self.size, self.most))

    @property
    def failed(self) -> bool:
        """Nothing went through: the partner is not back."""
        return self.tried > 0 and self.went == 0

    @property
    def next(self) -> int:
        """How many may be tried next: twice as many once most went through, one again when none did.

        A single record that nobody can read holds back no others.
        """
        if self.failed:
            return 1
        return min(2 * self.limit, self.most) if 2 * self.went > self.tried else self.limit

    @property
    def pause(self) -> float | None:
        """Seconds until the rate allows more; None where more would be of no use yet."""
        if self.failed or not self.taken:
            return None
        return 0.0 if self.rate is None else self.tried * 60 / self.rate
