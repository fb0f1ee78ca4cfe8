"""What one case asked, beside what its procedures would have asked one by one."""

from dataclasses import replace

from ichido.case.burden import CaseBurden, case_burden, together
from ichido.case.simulate import Simulation
from ichido.compiler.costs import Load
from tests.case.families import opened, submitted
from tests.case.test_reuse import PHONE, left, library, permit, reader
from tests.procedures.moving import demonstration


def counted(case: Simulation) -> CaseBurden:
    return case_burden(case.plan, case.record, case.today)


def test_nothing_is_counted_before_something_is_filed() -> None:
    found = counted(opened())
    assert (found.needs, found.distinct, found.alone) == (0, 0, Load(0, 0, 0))


def test_what_was_filed_is_counted_by_where_it_came_from() -> None:
    case = submitted()
    found = counted(case)
    filed = [one for one in case.state.conclusions.procedures if one.sent]
    assert [one.procedure for one in filed] == ["moving-out"]
    assert found.needs == found.distinct, "one procedure needs nothing twice"
    assert found.distinct == found.obtained + found.reused + found.derived + found.produced + 2
    assert found.here.questions == found.asked == 5, "a date, an address, who moves, a telephone number, and a choice"
    assert found.alone == Load(questions=found.needs, documents=0, visits=1), "its own register needs no certificate"
    assert found.visits_saved == 1


def test_a_whole_move_asks_far_less_than_its_procedures_one_by_one() -> None:
    found = counted(demonstration())
    assert found.needs > 2 * found.distinct
    assert found.alone.questions > 4 * found.here.questions
    assert found.documents_omitted >= 5
    assert found.alone.documents == found.documents_omitted + found.here.documents
    assert found.alone.visits - found.here.visits == found.visits_saved > 4


def test_consents_are_counted_as_what_is_asked() -> None:
    case = demonstration()
    without = replace(
        case.record, choices={k: v for k, v in case.record.choices.items() if not k.startswith("consent:")}
    )
    assert counted(case).asked - case_burden(case.plan, without, case.today).asked == 2


def test_what_is_used_again_is_not_asked() -> None:
    case = reader(library(permit("by: ordinance", "by: consent")), left())
    case.give({"applicant.phone": PHONE})
    found = counted(case)
    assert (found.needs, found.reused, found.asked) == (1, 1, 0)


def test_it_holds_no_value_and_sums_up() -> None:
    one = counted(demonstration())
    both = together([one, one])
    assert both.needs == 2 * one.needs
    assert both.alone == Load(2 * one.alone.questions, 2 * one.alone.documents, 2 * one.alone.visits)
