"""A tenth of the runs against a faulty endpoint; `make chaos` does them all."""

from tests.chaos.llm_faults import run_all


async def test_every_fault_of_the_endpoint_ends_in_its_reason_and_in_time() -> None:
    tallies = await run_all(runs=4, factor=0.1)

    assert [line for tally in tallies.values() for line in tally.wrong] == []
    assert sum(tally.runs for tally in tallies.values()) >= 150
