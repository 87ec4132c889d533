"""Few tables at a time, few that wait, and everybody else is told."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.api.problems import ProblemError
from server.api.replies import Turns


def test_two_work_one_waits_and_the_next_is_refused() -> None:
    async def everybody() -> None:
        turns, go_on, inside = Turns(2, 1), asyncio.Event(), []

        async def work(name: int) -> None:
            async with turns.taken():
                inside.append(name)
                await go_on.wait()

        under_way = [asyncio.create_task(work(name)) for name in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert inside == [0, 1]
        with pytest.raises(ProblemError) as refused:
            async with turns.taken():
                pass
        assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "10"})
        go_on.set()
        await asyncio.gather(*under_way)
        assert inside == [0, 1, 2]
        async with turns.taken():  # all have left
            pass

    with ThreadPoolExecutor(1) as pool:  # browser tests of this process may have a loop here
        pool.submit(asyncio.run, everybody()).result()


def test_one_who_leaves_while_waiting_holds_no_place() -> None:
    async def everybody() -> None:
        turns = Turns(1, 1)
        async with turns.taken():
            waiting = asyncio.create_task(turns.taken().__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            assert turns._inside == 1
        assert turns._inside == 0

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, everybody()).result()
