"""Build hook of the wheel: compiles the Swift core and the C extension into one `_core.abi3.so`."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SWIFT_NEEDED = (6, 3)
LIMITED_API = "0x030B0000"
C_FLAGS = [
    *("-std=c11", "-O2", "-fPIC", "-fvisibility=hidden"),
    *("-Wall", "-Wextra", "-Wpedantic", "-Werror"),
]
VERSION_SCRIPT = "{ global: PyInit__core; local: *; };\n"
LINK_FLAGS = [
    *("-emit-library", "-static-stdlib", "-use-ld=lld"),
    *("-Xlinker", "--gc-sections", "-Xlinker", "-z", "-Xlinker", "nodelete", "-Xlinker", "-s"),
    *("-Xlinker", "--no-as-needed", "-lc"),
]


def stop(reason: str) -> NoReturn:
    """End the build with one line."""
    raise SystemExit(f"lightlane: {reason}")


def find_swift() -> str:
    """The Swift compiler driver on PATH, recent enough."""
    needed = ".".join(map(str, SWIFT_NEEDED))
    swift = shutil.which("swift")
    if swift is None:
        stop(f"building from source needs Swift {needed} or newer; no `swift` on PATH")
    told = subprocess.run([swift, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"Swift version (\d+)\.(\d+)", told)
    if version is None or tuple(map(int, version.groups())) < SWIFT_NEEDED:
        found = version.group(0) if version else "no version"
        stop(f"building from source needs Swift {needed} or newer; {swift} says: {found}")
    return swift


def find_compiler() -> list[str]:
    """The C compiler: $CC, cc or clang."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("clang")
    if not compiler:
        stop("building from source needs a C compiler; no `cc` or `clang` on PATH")
    return shlex.split(compiler)


def find_headers() -> str:
    """The directory of Python.h."""
    headers = sysconfig.get_path("include")
    if not Path(headers, "Python.h").is_file():
        stop(f"building from source needs Python's C headers; no Python.h in {headers}")
    return headers


def run(*command: str | Path, directory: Path) -> None:
    """Run a step of the build; its own output tells what went wrong."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=directory, check=False).returncode:
        stop(f"this step of the build failed: {shlex.join(words)}")


def build_extension(root: Path) -> Path:
    """Build the extension below `.build/wheel` and return its path."""
    swift, compiler, headers = find_swift(), find_compiler(), find_headers()
    scratch = root / ".build" / "wheel"
    objects = scratch / "python"
    objects.mkdir(parents=True, exist_ok=True)
    run(
        *(swift, "build", "-c", "release", "--product", "LightlaneStatic"),
        *("--scratch-path", scratch),
        directory=root,
    )
    compiled = []
    for source in sorted((root / "bindings" / "python" / "src").glob("*.c")):
        target = objects / f"{source.stem}.o"
        run(
            *(*compiler, "-c", source, "-o", target, *C_FLAGS),
            *(f"-DPy_LIMITED_API={LIMITED_API}", f"-I{root / 'include'}", "-isystem", headers),
            directory=root,
        )
        compiled.append(target)
    script = objects / "exports.map"
    script.write_text(VERSION_SCRIPT, encoding="ascii")
    extension = objects / "_core.abi3.so"
    run(
        *(swift + "c", *compiled, scratch / "release" / "libLightlaneStatic.a"),
        *(*LINK_FLAGS, "-Xlinker", f"--version-script={script}", "-o", extension),
        directory=root,
    )
    return extension


class CoreBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Puts the extension into the wheel and names the wheel after what it runs on."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the build backend before it packs a wheel."""
        extension = build_extension(Path(self.root))
        platform = re.sub(r"[.-]", "_", sysconfig.get_platform())
        build_data["tag"] = f"cp311-abi3-{platform}"
        build_data["pure_python"] = False
        if version == "editable":
            shutil.copy2(extension, Path(self.root, "bindings/python/lightlane", extension.name))
        else:
            build_data["force_include"][str(extension)] = f"lightlane/{extension.name}"
