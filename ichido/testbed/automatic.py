"""What an authority says by itself of a submission, when nobody scripts it."""

from ichido.testbed.messages import Submission, Told
from ichido.testbed.references import digits

RECEIVED = Told(event="received")
ACCEPTED = Told(event="outcome", outcome="accepted")
PRESENT = Told(event="act", act="presence")


def what_follows(seed: int, submission: Submission) -> tuple[Told, ...]:
    """Give what the authority says after its acknowledgement, one thing a moment; notifications are accepted."""
    match submission.procedure:
        case "moving-out":
            number = digits(seed, f"transfer/{submission.case}/{submission.about}", 4)
            return (ACCEPTED.model_copy(update={"with_": {"move.transfer": f"TX-{number}"}}),)
        case "moving-in":
            return PRESENT, ACCEPTED
        case "school-support":
            # Decided by rule on the engine's side: the school board only says that it has it.
            return ()
        case _:
            return (ACCEPTED,)
