"""Types: strict mypy of the package and of a user's program, stubs against the binary."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("mypy")

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def mypy(*arguments, cache, module="mypy"):
    option = "--mypy-config-file" if module == "mypy.stubtest" else "--config-file"
    settings = [option, str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", module, *settings, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cache,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def test_the_package_is_strict(cache):
    code, said = mypy("-p", "lightlane", cache=cache)
    assert code == 0, said


def test_the_stub_is_the_binary(cache):
    allowlist = str(HERE / "stubtest_allowlist.txt")
    allowed = ["--allowlist", allowlist, "--ignore-unused-allowlist"]
    code, said = mypy("lightlane", *allowed, cache=cache, module="mypy.stubtest")
    assert code == 0, said


def check_program(cache, program):
    path = cache / "program.py"
    path.write_text(textwrap.dedent(program), encoding="utf-8")
    return mypy(str(path), cache=cache)


def test_a_users_program_is_understood(cache):
    code, said = check_program(
        cache,
        """
        import numpy as np
        import lightlane

        link = lightlane.Link("lpo", fiber_length_m=500, laser_location="external", lanes=8)
        result = link.evaluate("ber", fiber_length_m=np.linspace(1, 2, 3), lanes=[[1], [2]])
        ber: float = link.evaluate("ber")["ber"]
        row: tuple[float, ...] = link.plan(["lanes"], ["ber"])(4)
        table = lightlane.compare(["dsp", link], ["ber"], modulator_predistortion=True)
        value: float = table["dsp"]["ber"]
        reach = lightlane.compare(["dsp"], across={"fiber_length_m": [1, 2], "lanes": np.arange(3)})
        scenario = lightlane.Scenario.load("row.toml")
        lightlane.compare(scenario.links(), ["ber"], scenario=scenario, lanes=4)
        lightlane.compare(metrics=["ber"], scenario="row.toml")
        reasons: dict[str, str] = dict(reach.missing["dsp"])
        unit: str = lightlane.parameters["lanes"].unit
        margin_db = lightlane.ten_gigabit("10gbase-er", [20, 40], oma_dbm=1)["margin_db"]
        lightlane.evaluate("lpo", "ber", out=np.empty(()), progress=lambda done, total: False)
        """,
    )
    assert code == 0, said


@pytest.mark.parametrize(
    "line",
    [
        'lightlane.Link("lpoo")',
        'lightlane.Link("lpo", fibre_length_m=3)',
        'lightlane.Link("lpo", fiber_length_m="far")',
        'lightlane.Link("lpo").evaluate("bers")',
        'lightlane.Link("lpo").plan(["length"])',
        'lightlane.evaluate("lpo", "ber", errors="ignore")',
        'lightlane.compare(["dspp"])',
        'lightlane.compare(across={"fibre_length_m": [1]})',
        "lightlane.compare(scenario=3)",
        'lightlane.ten_gigabit("10gbase-rl")',
        "lightlane.ten_gigabit(oma=3)",
    ],
)
def test_a_users_mistake_is_found(cache, line):
    code, said = check_program(cache, f"import lightlane\n{line}\n")
    assert code == 1, said
    assert "program.py:2" in said
