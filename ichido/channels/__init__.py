"""Ways to reach an authority, one file a kind behind one Protocol."""

from ichido.channels.channel import Channel, Doubtful, Failed, Refused, Sent
from ichido.channels.http import HttpChannel

__all__ = ["Channel", "Doubtful", "Failed", "HttpChannel", "Refused", "Sent"]
