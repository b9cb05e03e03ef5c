"""The build hook: what it says when the machine lacks something."""

import importlib.util
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("hatchling")

HOOK = Path(__file__).parents[2] / "bindings" / "python" / "build_core.py"


@pytest.fixture
def hook():
    spec = importlib.util.spec_from_file_location("build_core", HOOK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fake_swift(folder: Path, version: str) -> Path:
    script = folder / "swift"
    script.write_text(f"#!/bin/sh\necho 'Swift version {version} (test)'\n", encoding="ascii")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def test_swift_missing_is_one_clear_line(tmp_path):
    program = (
        f"import sys; sys.path.insert(0, {str(HOOK.parent)!r}); sys.dont_write_bytecode = True\n"
        "import build_core; build_core.find_swift()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path)},
    )
    assert done.returncode == 1
    assert done.stderr == (
        "lightlane: building from source needs Swift 6.3 or newer; no `swift` on PATH\n"
    )


def test_an_old_swift_is_named(hook, tmp_path, monkeypatch):
    fake_swift(tmp_path, "5.10.1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(SystemExit, match=r"needs Swift 6\.3 or newer; .*says: Swift version 5\.10"):
        hook.find_swift()


@pytest.mark.parametrize("version", ["6.3", "6.3.1", "6.10", "7.0"])
def test_a_recent_swift_is_taken(hook, tmp_path, monkeypatch, version):
    script = fake_swift(tmp_path, version)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert hook.find_swift() == str(script)


def test_a_compiler_and_headers_are_asked_for(hook, tmp_path, monkeypatch):
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="needs a C compiler"):
        hook.find_compiler()
    monkeypatch.setenv("CC", "my-cc -m64")
    assert hook.find_compiler() == ["my-cc", "-m64"]
    monkeypatch.setattr(hook.sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(SystemExit, match=r"no Python\.h in"):
        hook.find_headers()


def test_a_failed_step_is_named(hook, tmp_path):
    with pytest.raises(SystemExit, match="this step of the build failed: false"):
        hook.run("false", directory=tmp_path)
