"""The calendars the tests of legal time count on."""

from ichido.clocks import BusinessCalendar

MUNICIPAL = BusinessCalendar.of(
    ["saturday", "sunday", "national-holidays", "12-29..01-03"],
    country="JP",
    zone="Asia/Tokyo",
    ends_when_closed="next-open-day",
)
FAMILY_REGISTER = MUNICIPAL.model_copy(update={"first_day": "included"})
NEVER_CLOSED = BusinessCalendar(zone="UTC")
