"""What cases ask of people, in numbers."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from portal.api.callers import TheCaller, TheFace
from portal.api.problems import responses
from portal.burden import BurdenShown, BurdenSum, burden_in_all, burden_of
from portal.text import Code

Number = Annotated[str, Path(max_length=64, description="the case number", examples=["MV-7K3Q-92XD"])]


def routes() -> APIRouter:
    """Give the operations that count."""
    router = APIRouter()

    @router.get("/cases/{number}/burden", summary="See what a case asked", responses=responses(401, 403, 404, 410))
    async def read_burden(number: Number, face: TheFace, caller: TheCaller) -> BurdenShown:
        """Needs, where they came from, and the load beside what the procedures would ask one by one; no values."""
        return await burden_of(face, caller, number)

    @router.get("/burden", summary="See what closed cases asked", responses=responses(401, 403, 422))
    async def read_sum(face: TheFace, caller: TheCaller, life_event: Annotated[Code, Query()]) -> BurdenSum:
        """For operators: the sum over the newest closed cases of a life event, unless they are too few to be shown."""
        return await burden_in_all(face, caller, life_event)

    return router
