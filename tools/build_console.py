# SPDX-License-Identifier: Apache-2.0
"""Builds console/ into FOLDER/dist: console.js and console.css, which CMake puts into the binary.

Usage: tools/build_console.py FOLDER          build; tools/build_console.py FOLDER --test    run its tests, exit 77 to skip

Packages come once, exactly as console/package-lock.json names them, and run no scripts. Where npm or its registry is not
there both files are left empty, and the server shows the plain pages alone (docs/decisions/0037)."""

import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import npm_packages  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ("console.js", "console.css")


def copy_sources(folder):
    """Beside node_modules, in the build folder: the tree of sources stays as git knows it."""
    shutil.rmtree(folder / "src", ignore_errors=True)
    shutil.copytree(ROOT / "console/src", folder / "src")
    for name in ("tsconfig.json", "vite.config.ts"):
        shutil.copy(ROOT / "console" / name, folder / name)
    shutil.copy(ROOT / "api/openapi.yaml", folder / "openapi.yaml")


def run(folder, step):
    done = subprocess.run(["npm", "run", "--silent", step], cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"console: npm run {step} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def main(arguments):
    folder = pathlib.Path(arguments[0]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    copy_sources(folder)
    missing = npm_packages.install(ROOT / "console", folder)
    if arguments[1:] == ["--test"]:
        if missing:
            print(f"skipped: {missing}")
            return 77
        run(folder, "client")
        print(run(folder, "test"))
        return 0
    out = folder / "dist"
    if missing:
        out.mkdir(exist_ok=True)
        for name in NAMES:
            (out / name).write_bytes(b"")
        print(f"console: left out, {missing}; the plain pages stand alone")
        return 0
    for step in ("client", "check", "build"):
        run(folder, step)
    for name in NAMES:
        if not (out / name).stat().st_size:
            sys.exit(f"console: {name} came out empty")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
