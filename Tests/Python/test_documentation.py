"""Every public function has a runnable example, and every example runs."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import lightlane

ROOT = Path(__file__).parents[2]
PACKAGE = Path(lightlane.__file__).parent


def public_objects():
    """Names and objects of the public API, methods included."""
    for name in lightlane.__all__:
        value = getattr(lightlane, name)
        if not callable(value):
            continue
        yield name, value
        if inspect.isclass(value):
            for member, function in vars(value).items():
                if inspect.isfunction(function) and not member.startswith("_"):
                    yield f"{name}.{member}", function


OBJECTS = dict(public_objects())
SHOWN_BY_THE_BASE = {
    name
    for name, value in OBJECTS.items()
    if inspect.isclass(value) and issubclass(value, lightlane.LightlaneError)
} - {"LightlaneError"}
SHOWN_ELSEWHERE = {"Breakdown"}


@pytest.mark.parametrize("name", sorted(OBJECTS.keys() - SHOWN_BY_THE_BASE - SHOWN_ELSEWHERE))
def test_it_has_an_example(name):
    assert ">>> " in (inspect.getdoc(OBJECTS[name]) or ""), f"{name} has no example"


@pytest.mark.parametrize("name", [name for name in OBJECTS if inspect.isclass(OBJECTS[name])])
def test_properties_are_documented(name):
    for member, value in vars(OBJECTS[name]).items():
        if isinstance(value, property) and not member.startswith("_"):
            assert value.__doc__, f"{name}.{member}"


def examples():
    """Every doctest of the package, whichever module an object calls its home."""
    finder = doctest.DocTestFinder(recurse=False)
    for found in pkgutil.iter_modules([str(PACKAGE)]):
        module = importlib.import_module(f"lightlane.{found.name}")
        things = {"": module}
        for name, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", "").startswith("lightlane"):
                things[name] = value
                if inspect.isclass(value):
                    things.update({f"{name}.{m}": v for m, v in vars(value).items() if callable(v)})
        for name, value in things.items():
            # An object that several modules import is run once, under its first name.
            yield from finder.find(value, f"{found.name}.{name}", module=False, globs=vars(module))
    yield from finder.find(lightlane, "lightlane", module=False, globs={})


TESTS = {test.docstring: test for test in examples() if test.examples}


@pytest.mark.parametrize("test", TESTS.values(), ids=lambda test: test.name)
def test_examples_run(test):
    runner = doctest.DocTestRunner(verbose=False)
    said = []
    runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules([str(PACKAGE)])])
def test_every_module_says_what_it_is_for(module):
    assert importlib.import_module(f"lightlane.{module}").__doc__


@pytest.mark.parametrize(
    ("script", "arguments"), [("first_link.py", []), ("sweep_reach.py", ["2000"])]
)
def test_scripts_run(script, arguments):
    path = ROOT / "examples" / "python" / script
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert all(preset in done.stdout for preset in ("dsp", "lpo", "cpo_a"))


def test_the_scenario_script_runs():
    path = ROOT / "examples" / "python" / "compare_scenario.py"
    command = [sys.executable, "-W", "error", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    scenario = lightlane.Scenario.load(ROOT / "examples" / "scenarios" / "row.toml")
    assert done.stdout.startswith(scenario.title)
    for design in scenario.designs:
        assert done.stdout.count(design.name) >= 5
    assert "nan" not in done.stdout


def test_importing_needs_numpy_alone():
    program = (
        "import sys; before = set(sys.modules); import lightlane; "
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) - set(sys.stdlib_module_names) == {"lightlane", "numpy"}
