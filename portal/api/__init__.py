"""The API, as OpenAPI describes it."""

from portal.api.app import create_app

__all__ = ["create_app"]
