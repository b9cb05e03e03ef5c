"""Progress, cancelling and Ctrl-C."""

import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import lightlane

ROWS = 100_000


@pytest.fixture
def plan(link):
    return link.plan(["fiber_length_m"], ["ber", "margin_db"])


@pytest.fixture
def many():
    return np.linspace(1, 5000, ROWS)


def test_progress_is_told_until_the_end(plan, many):
    told = []
    plan.run(many, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (ROWS, ROWS)
    assert told == sorted(told)
    assert len(told) > 1
    assert {total for _, total in told} == {ROWS}


def test_short_runs_are_told_once_they_are_done(plan):
    told = []
    plan.run([1.0, 2.0], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_true_answer_cancels(plan, many, threads):
    out = {metric: np.full(ROWS, -1.0) for metric in plan.metrics}
    reported = []

    def stop(done, total):
        reported.append(done)
        return done > 0

    with pytest.raises(lightlane.CancelledError) as caught:
        plan.run(many, out=out, threads=threads, progress=stop)
    assert caught.value.status_name == "CANCELLED"
    assert 0 < reported[-1] < ROWS
    expected = plan.run(many)
    done = slice(reported[-1])
    np.testing.assert_array_equal(out["ber"][done], expected["ber"][done])


@pytest.mark.parametrize("threads", [1, 2])
def test_an_exception_in_progress_comes_out(plan, many, threads):
    def fail(done, total):
        raise LookupError("from progress")

    with pytest.raises(LookupError, match="from progress"):
        plan.run(many, threads=threads, progress=fail)
    assert not plan.run(many[:3]).status.any()


def test_an_exception_in_the_last_word_comes_out(plan):
    def fail(done, total):
        if done == total:
            raise LookupError("at the end")

    with pytest.raises(LookupError, match="at the end"):
        plan.run([1.0, 2.0], progress=fail)


def test_progress_comes_on_the_calling_thread(plan, many):
    threads = set()
    plan.run(many, threads=2, progress=lambda done, total: threads.add(threading.get_ident()))
    assert threads == {threading.get_ident()}


def test_a_run_inside_progress(plan, many):
    inner = []
    plan.run(many, progress=lambda done, total: inner.append(plan(5.0)) or False)
    assert set(inner) == {plan(5.0)}


def test_other_threads_run_meanwhile(plan):
    """Ctrl-C comes from a thread that runs only while the run leaves the interpreter free."""
    reach = np.broadcast_to(500.0, 3_000_000)
    started = threading.Event()
    main_thread = threading.get_ident()

    def press() -> None:
        started.wait()
        time.sleep(0.05)
        signal.pthread_kill(main_thread, signal.SIGINT)

    helper = threading.Thread(target=press)
    helper.start()
    finished = False
    with pytest.raises(KeyboardInterrupt):
        started.set()
        plan.run(reach)
        finished = True
        helper.join()
    helper.join()
    assert not finished


LONG_RUN = """
    import numpy as np, lightlane
    plan = lightlane.Link("lpo").plan(["fiber_length_m"], ["ber"])
    reach = np.broadcast_to(500.0, 60_000_000)
    def progress(done, total):
        print("running", flush=True)
    print("ready", flush=True)
    try:
        plan.run(reach, threads={threads}, progress={progress})
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def interrupt(program: str, marker: str) -> tuple[str, int]:
    """Start a program, press Ctrl-C when it has printed the marker, return what it printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        while marker not in process.stdout.readline():
            assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    return rest, process.returncode


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("progress", ["None", "progress"])
def test_ctrl_c(threads, progress):
    program = LONG_RUN.format(threads=threads, progress=progress)
    rest, code = interrupt(program, "ready" if progress == "None" else "running")
    assert rest.splitlines()[-1] == "interrupted"
    assert code == 0


def test_ctrl_c_on_the_command_line():
    program = """
        import sys
        from lightlane._command import main
        print("ready", flush=True)
        sweep = "fiber_length_m=1:5000:60000000"
        sys.exit(main(["evaluate", "lpo", "--set", sweep, "--metrics", "ber"]))
    """
    rest, code = interrupt(program, "ready")
    assert (rest, code) == ("", 130)
