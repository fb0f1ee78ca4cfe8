"""What an authority's correction asks the person (補正)."""

from collections.abc import Iterator

from ichido.case.conclusions import Question
from ichido.case.known import question_key
from ichido.case.standing import Standing, subjects


def correction_questions(standing: Standing) -> Iterator[Question]:
    """The items of the open correction that the procedure needs, of each subject; other items are for a human."""
    correction = standing.filing.open_correction
    for item in correction.items if correction else ():
        prefix, _, name = item.rpartition(".")
        if prefix and item in standing.needs:
            for subject in subjects(standing.free.value(prefix)):
                term = f"{subject.vocabulary}.{name}"
                yield Question(
                    key=question_key(standing.free, subject, term),
                    subject=subject.id,
                    term=term,
                    why="correction",
                    procedures=(standing.id,),
                )
