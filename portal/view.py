"""What the API shows: frozen."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Something that is shown, and never changed."""

    model_config = ConfigDict(frozen=True)
