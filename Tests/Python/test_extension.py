"""The extension module by itself: buffers, ids, memory."""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

import lightlane
from lightlane import _core

LPO = lightlane.presets["lpo"].id
LENGTH = lightlane.parameters["fiber_length_m"].id
BER = lightlane.metrics["ber"].id


@pytest.fixture
def core_link():
    return _core.Link(LPO, (), ())


@pytest.fixture
def plan(core_link):
    return _core.Plan(core_link, (LENGTH,), (BER,))


def test_links_are_whole_or_not_at_all():
    assert _core.Link(LPO, (LENGTH,), (5.0,)).get(LENGTH) == 5.0
    for arguments, error in (
        ((0, (), ()), lightlane.ParameterError),
        ((LPO, (-1,), (5.0,)), lightlane.ParameterError),
        ((LPO, (2**40,), (5.0,)), lightlane.ParameterError),
        ((LPO, (LENGTH, LENGTH), (5.0, 6.0)), lightlane.ParameterError),
        ((LPO, (LENGTH,), ()), ValueError),
        ((LPO, ("x",), (5.0,)), TypeError),
        ((LPO, (LENGTH,), ("x",)), TypeError),
        ((LPO, [LENGTH], [5.0]), TypeError),
        ((2**40, (), ()), OverflowError),
        (("lpo", (), ()), TypeError),
        ((), TypeError),
    ):
        with pytest.raises(error):
            _core.Link(*arguments)


def test_get_refuses_other_ids(core_link):
    for identifier in (0, -1, 2**31, 2**62):
        with pytest.raises(lightlane.ParameterError):
            core_link.get(identifier)
    with pytest.raises(OverflowError):
        core_link.get(2**70)


def test_plans_need_a_link_and_tuples(core_link):
    for arguments in ((object(), (), (BER,)), (None, (), (BER,)), (core_link, [], (BER,)), ()):
        with pytest.raises(TypeError):
            _core.Plan(*arguments)
    with pytest.raises(lightlane.ParameterError):
        _core.Plan(core_link, (), (-1,))


def test_types_hold_still(core_link):
    with pytest.raises(TypeError):
        _core.Link.get = None
    with pytest.raises(TypeError):
        type("Other", (_core.Link,), {})
    with pytest.raises(AttributeError):
        core_link.anything = 1


def run(plan, column, *, rows=4, out=None, status=None, threads=1):
    out = np.empty(4) if out is None else out
    plan.run_columns(rows, (column,), (out,), status, threads, None)
    return out


def test_columns_of_any_buffer(plan):
    values = np.arange(4.0)
    expected = run(plan, values)
    np.testing.assert_array_equal(run(plan, memoryview(values)), expected)
    np.testing.assert_array_equal(run(plan, __import__("array").array("d", values)), expected)
    status = np.full(8, 9, np.int32)
    run(plan, values, status=status[::2])
    assert status.tolist() == [0, 9] * 4
    single = run(plan, np.array(3.0))
    assert (single == expected[3]).all()


@pytest.mark.parametrize(
    ("column", "error", "message"),
    [
        (np.arange(4, dtype=np.float32), TypeError, "float64"),
        (np.arange(4), TypeError, "float64"),
        (np.arange(4.0).astype(">f8"), TypeError, "float64"),
        (b"12345678" * 4, TypeError, "float64"),
        (np.arange(3.0), ValueError, "4 rows"),
        (np.ones((2, 2)), ValueError, "one dimension"),
        ([1.0, 2.0, 3.0, 4.0], TypeError, "required"),
        (None, TypeError, "required"),
    ],
)
def test_columns_of_something_else(plan, column, error, message):
    out = np.full(4, 7.0)
    with pytest.raises(error, match=message):
        run(plan, column, out=out)
    assert (out == 7.0).all()


def test_outputs_and_status_of_something_else(plan):
    values, fixed = np.arange(4.0), np.ones(4)
    fixed.flags.writeable = False
    with pytest.raises((ValueError, BufferError), match="read-only"):
        run(plan, values, out=fixed)
    with pytest.raises(lightlane.ArgumentError):
        run(plan, values, out=np.lib.stride_tricks.as_strided(np.empty(1), (4,), (0,)))
    with pytest.raises(TypeError, match="int32"):
        run(plan, values, status=np.zeros(4))
    with pytest.raises(ValueError, match="4 rows"):
        run(plan, values, status=np.zeros(5, np.int32))


def test_misaligned_columns_are_refused(plan):
    raw = np.zeros(5 * 8 + 1, np.uint8)
    crooked = raw[1:33].view(np.float64)
    with pytest.raises(lightlane.ArgumentError) as caught:
        run(plan, crooked)
    assert caught.value.status_name == "COLUMN"


def test_counts_are_refused(plan):
    values = np.arange(4.0)
    for error, arguments in (
        (lightlane.ArgumentError, (4, (), (np.empty(4),), None, 1, None)),
        (lightlane.ArgumentError, (4, (values, values), (np.empty(4),), None, 1, None)),
        (lightlane.ArgumentError, (4, (values,), (), None, 1, None)),
        (lightlane.ArgumentError, (0, (values[:0],), (np.empty(0),), None, 1, None)),
        (lightlane.ArgumentError, (2**63, (np.array(1.0),), (np.array(1.0),), None, 1, None)),
        (lightlane.ResourceError, (4, (values,), (np.empty(4),), None, 2**40, None)),
        (OverflowError, (-1, (values,), (np.empty(4),), None, 1, None)),
        (OverflowError, (2**64, (values,), (np.empty(4),), None, 1, None)),
        (OverflowError, (4, (values,), (np.empty(4),), None, -1, None)),
        (TypeError, (4, [values], (np.empty(4),), None, 1, None)),
        (TypeError, (4, (values,), (np.empty(4),))),
        (TypeError, ()),
    ):
        with pytest.raises(error):
            plan.run_columns(*arguments)


def test_buffers_are_given_back(plan):
    owned = bytearray(np.arange(4.0).tobytes())
    run(plan, np.frombuffer(owned))
    with pytest.raises(TypeError):
        run(plan, np.arange(4, dtype=np.float32), out=np.frombuffer(owned, dtype=np.float64))
    gc.collect()
    owned.append(0)  # raises BufferError while anyone still holds it


def test_a_number_that_runs_code(plan):
    class Sly:
        def __float__(self):
            return float(plan.evaluate(5.0)[0] * 0 + 7.0)

    assert plan.evaluate(Sly()) == plan(7.0)

    class Broken:
        def __float__(self):
            raise LookupError("no number")

    with pytest.raises(LookupError, match="no number"):
        plan(Broken())


def test_cycles_are_collected(core_link):
    class Cyclic(_core.Plan):
        pass

    plan = Cyclic(core_link, (), (BER,))
    plan.itself = plan
    gone = weakref.ref(plan)
    del plan
    gc.collect()
    assert gone() is None


def test_nothing_leaks():
    program = """
import gc, resource, sys
import numpy as np, lightlane
from lightlane import _core

link = lightlane.Link("lpo")
column, out = np.arange(4.0), np.empty(4)

def round():
    changed = link.replace(fiber_length_m=5.0)
    plan = changed.plan(["lanes"], ["ber"])
    plan(4.0)
    changed.report()
    plan.run_columns(4, (column,), (out,), None, 1, lambda done, total: None)
    for wrong in (lambda: plan(-1.0), lambda: link.replace(lanes=-1), lambda: plan(1.0, 2.0),
                  lambda: plan.run_columns(4, (column,), (column[:2],), None, 1, None),
                  lambda: _core.Plan(None, (), ()), lambda: _core.Link(0, (), ())):
        try:
            wrong()
        except (ValueError, TypeError):
            pass
        else:
            raise SystemExit("not refused")

def many(count):
    for _ in range(count):
        round()
    gc.collect()
    types = [sys.getrefcount(kind) for kind in (_core.Link, _core.Plan, lightlane.Plan)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, types

many(300)
before, types = many(300)
after, types_after = many(3000)
assert types == types_after, (types, types_after)
assert after - before < 3000, (before, after)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
