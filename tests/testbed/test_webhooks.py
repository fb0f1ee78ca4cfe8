"""Webhooks arrive until they are taken or refused."""

from tests.testbed.town import ICHIKAWA, Inbox, Town, listening, wait_until


def state(town: Town) -> list[tuple[str, int, str]]:
    """Give state, attempts and last answer of every webhook."""
    return [(one["state"], one["attempts"], one["last"]) for one in town.webhooks()]


def test_a_webhook_is_tried_again_under_the_same_id_until_it_is_taken(town: Town, inbox: Inbox) -> None:
    inbox.statuses = [503, 500]
    town.submit(ICHIKAWA)
    delivered = inbox.wait(3)
    assert len({one.id for one in delivered}) == 1
    assert len({one.body for one in delivered}) == 1
    assert all(one.is_signed_with(town.secret(ICHIKAWA)) for one in delivered)
    wait_until(lambda: state(town) == [("delivered", 3, "202")])


def test_a_refused_webhook_is_given_up_and_stays_visible(town: Town, inbox: Inbox) -> None:
    inbox.statuses = [401]
    town.submit(ICHIKAWA)
    wait_until(lambda: state(town) == [("given-up", 1, "401")])
    assert len(inbox.delivered) == 1


def test_what_was_said_before_anybody_listened_is_not_lost(town: Town) -> None:
    town.submit(ICHIKAWA)
    assert state(town) == [("waiting", 0, "")]
    with listening() as inbox:
        town.client.post("/control/answers", json={"url": inbox.url})
        assert [one.event["event"] for one in inbox.wait(1)] == ["received"]


def test_an_address_where_nobody_listens_can_be_put_right(town: Town) -> None:
    town.client.post("/control/answers", json={"url": "http://127.0.0.1:9"})
    town.submit(ICHIKAWA)
    wait_until(lambda: town.webhooks()[0]["last"] == "ConnectError")
    with listening() as inbox:
        town.client.post("/control/answers", json={"url": inbox.url})
        assert len(inbox.wait(1)) == 1


def test_events_of_one_stream_wait_for_each_other_and_not_for_another_stream(town: Town, inbox: Inbox) -> None:
    def arrived(procedure: str, sequence: int) -> bool:
        return (procedure, sequence) in [(one.event["procedure"], one.event["sequence"]) for one in inbox.delivered]

    inbox.shut_to = {"moving-out"}
    town.tell(ICHIKAWA, {"event": "received"})
    town.tell(ICHIKAWA, {"event": "outcome", "outcome": "accepted"})
    town.tell(ICHIKAWA, {"event": "received"}, procedure="moving-in")
    wait_until(lambda: arrived("moving-in", 1))
    assert not arrived("moving-out", 2)
    inbox.shut_to = set()
    wait_until(lambda: arrived("moving-out", 2))


def test_ids_are_never_used_for_two_events(town: Town, inbox: Inbox) -> None:
    for _ in range(5):
        town.tell(ICHIKAWA, {"event": "received"})
    assert len({one.id for one in inbox.wait(5)}) == 5
