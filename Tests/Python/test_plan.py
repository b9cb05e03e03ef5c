"""`Plan`: prepared once, asked from anywhere."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import lightlane

METRICS = ("ber", "margin_db", "power_io_w")


@pytest.fixture
def plan(link):
    return link.plan(["fiber_length_m", "lanes"], METRICS)


def test_it_knows_what_it_is(link, plan):
    assert (plan.link, plan.varying, plan.metrics) == (link, ("fiber_length_m", "lanes"), METRICS)
    assert link.plan().metrics == tuple(lightlane.metrics)
    assert "fiber_length_m" in repr(plan)
    assert lightlane.Plan(link, ["lanes"], ["ber"]).varying == ("lanes",)


def test_one_row_equals_many(plan, reach):
    many = plan.run(reach, 4)
    for index, length in enumerate(reach):
        row = plan(length, 4)
        assert row == plan.evaluate(length, 4) == tuple(many[metric][index] for metric in METRICS)
        assert [type(value) for value in row] == [float] * 3


def test_a_bad_single_row_raises(plan):
    with pytest.raises(lightlane.ParameterError, match="fiber_length_m") as caught:
        plan(-1, 4)
    assert (caught.value.status_name, caught.value.parameter) == ("OUT_OF_BOUNDS", "fiber_length_m")
    with pytest.raises(lightlane.ParameterError, match="lanes"):
        plan.evaluate(1, float("nan"))


def test_a_row_of_the_wrong_form(plan):
    for call in (plan, plan.evaluate):
        with pytest.raises(TypeError, match="takes 2 values"):
            call(1.0)
        with pytest.raises(TypeError):
            call(1.0, "4")
        with pytest.raises(TypeError):
            call(1.0, lanes=4)
    with pytest.raises(TypeError, match=r"takes 2 columns \(fiber_length_m, lanes\), got 1"):
        plan.run([1.0])


def test_names_of_the_wrong_form(link):
    with pytest.raises(TypeError, match="a list of names"):
        link.plan("lanes")
    with pytest.raises(lightlane.ParameterError, match="no metric is called 3"):
        link.plan([], [3])
    with pytest.raises(lightlane.ArgumentError) as caught:
        link.plan([], [])
    assert caught.value.status_name == "COUNT"


def test_it_outlives_its_link():
    plan = lightlane.Link("lpo", fiber_length_m=77).plan([], ["latency_ns"])
    assert plan() == lightlane.Link("lpo", fiber_length_m=77).plan([], ["latency_ns"])()


def test_pickle(plan):
    copy = pickle.loads(pickle.dumps(plan))
    assert copy(500.0, 8) == plan(500.0, 8)
    assert (copy.link, copy.varying, copy.metrics) == (plan.link, plan.varying, plan.metrics)


def test_every_number_of_threads_gives_the_same_bits(plan):
    reach = np.random.default_rng(1).uniform(-100, 5000, 6000)
    one = plan.run(reach, 8)
    for threads in (2, 3, 7):
        other = plan.run(reach, 8, threads=threads)
        assert other.status.tobytes() == one.status.tobytes()
        assert all(other[m].tobytes() == one[m].tobytes() for m in METRICS)


def test_many_python_threads_share_a_plan(plan):
    reach = np.linspace(1, 5000, 2000)
    expected = plan.run(reach, 8)

    def ask(index: int) -> bool:
        result = plan.run(reach[::-1], 8) if index % 2 else plan.run(reach, 8, threads=2)
        rows = slice(None, None, -1) if index % 2 else slice(None)
        row = plan(reach[index], 8)
        return all(
            np.array_equal(result[metric], expected[metric][rows])
            and row[column] == expected[metric][index]
            for column, metric in enumerate(METRICS)
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(32)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_may_run(plan, reach):
    expected = plan.run(reach, 8, threads=2)
    child = os.fork()
    if child == 0:
        try:
            result = plan.run(reach, 8, threads=2)
            same = all(np.array_equal(result[metric], expected[metric]) for metric in METRICS)
        except BaseException:
            same = False
        os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0
