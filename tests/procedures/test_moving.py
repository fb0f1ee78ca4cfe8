"""Moving house in Japan: how far it reaches, what is asked, what is noted, and that registers give what they may."""

from ichido.case.known import procedure_of
from ichido.compiler.consents import reading_of
from ichido.language.kinds import Registry
from tests.case.receiving import received
from tests.procedures.moving import catalogue, demonstration, lived_through, moving, scenario

OFFERED_BEFORE = {"own", "self-information", "consent", "open"}
"""Channels that may fill a form; the network of 番号法 19条8号 and that of the register verify an application."""


def private(key: str) -> bool:
    """Whether a filing goes to a private partner."""
    return moving().authorities[moving().procedures[procedure_of(key)].definition.authority].sector == "private"


def test_one_life_event_reaches_many_authorities_and_private_partners() -> None:
    by_authority = {one.definition.authority: id_ for id_, one in moving().procedures.items()}
    assert len(moving().procedures) >= 10
    assert len(by_authority) >= 7
    assert len([authority for authority, id_ in by_authority.items() if private(id_)]) >= 2


def test_the_demonstration_exercises_it_and_asks_little() -> None:
    case = demonstration()
    offices = {one.key: one.authority for one in case.state.conclusions.procedures if one.key in case.sent}
    assert case.closed
    assert len(offices) >= 10
    assert len({office for key, office in offices.items() if not private(key)}) >= 7
    assert len({office for key, office in offices.items() if private(key)}) >= 2
    chosen = (*moving().procedures, *(key for key in case.asked if reading_of(key)))
    typed = [key for key in case.asked if procedure_of(key) not in chosen]
    assert len(typed) <= 6, typed


def test_what_is_noted_is_carried_under_the_article_that_deems_it() -> None:
    case = demonstration()
    for carrying, noted in (
        ("moving-out", {"insurance-loss": "国民健康保険法 9条", "child-allowance-end": "児童手当法施行規則 8条"}),
        ("moving-in", {"insurance-entry": "国民健康保険法 9条", "pension-address": "国民年金法 12条3項"}),
    ):
        sent = received(moving(), case.record, carrying, case.today)
        assert {note["procedure"]: note["under"] for note in sent["notes"]} == noted
    assert case.record.filings["insurance-loss"].noted_with == "moving-out"


def test_the_note_about_the_insurance_holds_nobody_elses_number() -> None:
    case = demonstration()
    sent = received(moving(), case.record, "insurance-loss", case.today)["payload"]
    assert set(sent["move.movers.insurance_number"]) == {"hanako", "taro"}
    case = lived_through(scenario("couple over 65"))
    sent = received(moving(), case.record, "insurance-loss", case.today)["payload"]
    assert sent["move.movers.insurance_number"] == {"fumi": "秋田-77", "yoshio": None}


def test_private_partners_get_a_name_an_address_a_day_and_a_telephone_number() -> None:
    case = demonstration()
    for key in ("power-stop", "water-start", "mail-forwarding"):
        sent = received(moving(), case.record, key, case.today)["payload"]
        assert {path.rpartition(".")[2] for path in sent} <= {"name", "old_address", "new_address", "date", "phone"}


def test_they_are_asked_about_one_by_one() -> None:
    asked = {question.term for question in moving().questions if question.why == "consent"}
    partners = {id_ for id_ in moving().procedures if private(id_)}
    police = {f"consent:resident-register.by-consent:{id_}" for id_ in ("licence-address", "garage-certificate")}
    assert asked == partners | police


def test_no_register_fills_a_form_by_a_network() -> None:
    for registry in catalogue().registries.values():
        for name, grant in registry.model.gives.items():
            if "before-application" in grant.stage and not shows_a_right(registry.model):
                assert grant.channel in OFFERED_BEFORE, f"{registry.id}.{name}"


def shows_a_right(registry: Registry) -> bool:
    """Whether a register is read only to know by what right somebody acts: it fills no form."""
    held = {path.partition(".")[2] for path in registry.holds}
    needed = {path.rpartition(".")[2] for one in catalogue().procedures.values() for path in one.model.needs}
    return held.isdisjoint(needed)


def test_what_goes_by_the_number_is_of_its_own_kind_of_data() -> None:
    """番号法 19条: what its network carries is specific personal information, or tax data, or an account."""
    for registry in catalogue().registries.values():
        if any(str(grant.under).startswith("番号法 19条") for grant in registry.model.gives.values()):
            for path in registry.model.holds:
                vocabulary, _, term = path.partition(".")
                entry = catalogue().vocabularies[vocabulary].model.terms[term]
                assert entry.data in ("specific-personal", "tax") or entry.type == "bank-account", path


def test_only_the_persons_own_records_are_sought_as_their_own() -> None:
    """Nobody fetches a household member's pension or licence as if it were theirs."""
    theirs = [fact for fact in demonstration().record.facts if fact.provenance.grant == "to-the-person"]
    assert {fact.subject for fact in theirs if fact.term.startswith("person.")} == {"hanako"}
    assert {fact.subject for fact in theirs if not fact.term.startswith("person.")} == {"wagon"}


def test_the_city_of_1_january_says_who_pays_no_tax() -> None:
    case = demonstration()
    (told,) = [fact for fact in case.record.facts if fact.term == "household.tax_exempt"]
    assert (told.provenance.registry, told.provenance.authority) == ("municipal-tax", "122033")


def test_the_new_city_sees_all_of_it_in_one_visit() -> None:
    told = catalogue().scenarios[0].model
    accepted = next(i for i, one in enumerate(told.happens) if one.procedure == "moving-in" and one.outcome)
    case = lived_through(told.model_copy(update={"happens": told.happens[: accepted + 1]}))
    left = {one.key for one in case.state.conclusions.procedures if one.acts and one.sent and one.authority == "141305"}
    assert left == {"card-continuation", "seal-registration", "signature-certificate"}


def test_only_without_a_card_is_there_a_certificate_to_bring() -> None:
    for words, wanted in (("certificate on paper", True), ("company insurance", False)):
        told = scenario(words)
        case = lived_through(told.model_copy(update={"happens": told.happens[:3], "answers": told.answers}))
        procedure = case.state.conclusions.procedure("moving-in")
        assert procedure is not None
        assert ("original" in procedure.acts) is wanted


def test_every_office_of_a_prefecture_is_there() -> None:
    for role in ("police", "transport-bureau"):
        authority = catalogue().authorities[role].model
        codes = catalogue().codes["municipality"].model.values
        assert all(authority.office_of(code) for code in codes)
        assert authority.office_of("141305") == f"{role.partition('-')[0]}-14"
    assert catalogue().authorities["school-board"].model.office_of("141305") == "school-board-141305"
