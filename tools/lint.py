# SPDX-License-Identifier: Apache-2.0
"""clang-tidy-14 over the product's sources, a clean result remembered by content.

Usage: tools/lint.py BUILD_FOLDER [--all]     reads its compile_commands.json, keeps its memory in BUILD_FOLDER/tidy-cache
Without --all: the sources that the last commit or the work tree changed, themselves or through a header, where they are
few. The whole tree takes half an hour on two cores; run it before a release and after a change of .clang-tidy or of a
header that many reach.
A source is looked at again when it, one of our headers that it reaches, its flags or .clang-tidy changed. Tests, benches
and fuzz targets are left out: GoogleTest's macros cost the analyser 20 s a file and it finds nothing in them."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tree  # noqa: E402

TOOL = "clang-tidy-14"
FEW = 24  # sources: about two minutes on two cores, so that a check stays something one runs
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def reached(source):
    """The source and every header of src/ that it includes, directly or not."""
    found, waiting = {}, [source]
    while waiting:
        path = waiting.pop()
        if path in found or not path.exists():
            continue
        found[path] = path.read_text(encoding="utf-8")
        waiting += [tree.ROOT / "src" / name for name in INCLUDE.findall(found[path])]
    return found


def key_of(source, command, config):
    digest = hashlib.sha256((config + command).encode())
    for path, text in sorted(reached(source).items()):
        digest.update(path.as_posix().encode() + text.encode())
    return digest.hexdigest()


def lint(build, source):
    done = subprocess.run([TOOL, "-p", build, "--quiet", str(source)], capture_output=True, text=True, check=False)
    said = [line for line in done.stdout.splitlines() if line.strip()]
    return done.returncode, "\n".join(said) or done.stderr


def changed():
    """Files of src/ that differ from the last commit but one; everything where there is none."""
    git = ["git", "-C", str(tree.ROOT)]
    if subprocess.run([*git, "rev-parse", "-q", "--verify", "HEAD~1"], capture_output=True, check=False).returncode:
        return None
    names = subprocess.run([*git, "diff", "--name-only", "HEAD~1", "--", "src"], capture_output=True, text=True, check=True)
    fresh = subprocess.run([*git, "ls-files", "--others", "--exclude-standard", "src"], capture_output=True, text=True,
                           check=True)
    return {tree.ROOT / name for name in (names.stdout + fresh.stdout).split()}


def main(build, everything):
    touched = None if everything else changed()
    config = (tree.ROOT / ".clang-tidy").read_text()
    cache = pathlib.Path(build) / "tidy-cache"
    cache.mkdir(exist_ok=True)
    commands = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
    work = {}
    for entry in commands:
        source = pathlib.Path(entry["file"])
        ours = tree.ROOT / "src" in source.parents and source.exists() and not tree.is_test(source)
        if ours and (touched is None or touched & set(reached(source))):
            key = key_of(source, entry.get("command", ""), config)
            if not (cache / key).exists():
                work[source] = key
    if not everything and len(work) > FEW:
        print(f"lint: {len(work)} sources changed, too many for a quick check: ./dev check --all looks at them")
        return 0
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {pool.submit(lint, build, source): source for source in sorted(work)}
        for job in concurrent.futures.as_completed(jobs):
            code, said = job.result()
            if code == 0:
                (cache / work[jobs[job]]).touch()
            else:
                print(said)
                failed += 1
    print(f"lint: {len(work)} sources looked at, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--all"]):
        sys.exit(f"usage: {sys.argv[0]} BUILD_FOLDER [--all]")
    sys.exit(main(sys.argv[1], "--all" in sys.argv))
