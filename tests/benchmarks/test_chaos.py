"""Every register down while people apply: the same outage as is measured, smaller."""

from benchmarks.chaos import CATALOGUE, PACED, Size, measure
from ichido.cli import scenarios
from ichido.cli.output import Output

RATE_A_SECOND = 10
SMALL = Size(applications=20, day=6.0, at_once=4, otherwise=10)


def test_while_every_register_is_down_all_are_accepted_and_later_each_is_asked_once() -> None:
    found = measure(SMALL)
    assert found.accepted == found.listed_unverified == found.marked_filings == SMALL.applications
    assert found.decided_while_down == found.decided_too_soon == found.decided_otherwise == 0
    assert min(found.tries_while_down.values()) > 0, "the registers were asked, and failed"
    assert found.unverified_left == 0
    assert (found.read_twice, found.read_never) == (0, 0), "each register is asked once about each, counted there"
    assert found.otherwise == found.tasks == 2, "who declared otherwise is left to a person, once"
    assert found.decided == SMALL.applications - found.otherwise
    assert min(found.in_order.values()) > 0.7, "what law wants first goes first"
    assert all(most <= RATE_A_SECOND + 2 for register, most in found.most_a_second.items() if PACED in register)


def test_the_same_outage_is_told_in_scenarios() -> None:
    assert scenarios.run([], CATALOGUE, Output.JSON) == 0
