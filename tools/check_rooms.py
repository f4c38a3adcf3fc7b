# SPDX-License-Identifier: Apache-2.0
"""Holds src/ to tools/rooms.txt. Prints one line a finding; exit 1 when there is one.

Every include from one room into another must be a listed edge. Findings besides: an edge that is listed but unused, a
cycle, a room without README.md (at most 40 lines) or CMakeLists.txt, a library outside the one room that may know it."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tree  # noqa: E402

README_LINES_MAX = 40
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
# A library that one room hides from all others, by the start of its include path.
HIDDEN = {"boost/": "http", "sqlite3.h": "store"}


def parse_rooms(text):
    rooms = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            room, _, allowed = line.partition(":")
            rooms[room.strip()] = allowed.split()
    return rooms


def find_cycle(edges):
    """A list of rooms that leads back to its first, or nothing."""
    done = set()

    def walk(room, path):
        if room in path:
            return path[path.index(room):] + [room]
        if room in done:
            return []
        for other in edges.get(room, []):
            cycle = walk(other, path + [room])
            if cycle:
                return cycle
        done.add(room)
        return []

    for room in edges:
        cycle = walk(room, [])
        if cycle:
            return cycle
    return []


def check_includes(rooms, files):
    """`files`: (path relative to the repository, text). Findings, and the edges that product code uses."""
    findings, used = [], set()
    for path, text in files:
        room = path.split("/")[1]
        code = tree.blank(text)
        for match in INCLUDE.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            name = match.group(2)
            for prefix, owner in HIDDEN.items():
                if name.startswith(prefix) and room != owner:
                    findings.append(f"{path}:{line}: <{name}> belongs to room '{owner}' alone: use its header instead")
            other = name.split("/")[0]
            if match.group(1) != '"' or "/" not in name or other == room:
                continue
            if other not in rooms:
                findings.append(f'{path}:{line}: "{name}" names no room of tools/rooms.txt; includes start at src/')
            elif other not in rooms.get(room, []):
                findings.append(f"{path}:{line}: '{room}' may not include '{other}': move the code, or pass a value in")
            elif not tree.is_test(pathlib.PurePath(path)):
                used.add((room, other))
    return findings, used


def check_folders(rooms, src):
    for folder in sorted(p for p in src.iterdir() if p.is_dir()):
        if folder.name not in rooms:
            yield f"src/{folder.name}: no such room in tools/rooms.txt"
        if not (folder / "CMakeLists.txt").exists():
            yield f"src/{folder.name}: lacks its CMakeLists.txt, one line: redress_room({folder.name} ...)"
        readme = folder / "README.md"
        if not readme.exists():
            yield f"src/{folder.name}: lacks its README.md: what it promises, never does, and where to start reading"
        elif len(readme.read_text(encoding="utf-8").splitlines()) > README_LINES_MAX:
            yield f"src/{folder.name}/README.md: more than {README_LINES_MAX} lines"


def main():
    rooms = parse_rooms((tree.ROOT / "tools" / "rooms.txt").read_text())
    src = tree.ROOT / "src"
    findings = list(check_folders(rooms, src))
    files = [(p.relative_to(tree.ROOT).as_posix(), p.read_text(encoding="utf-8"))
             for p in tree.code_files() if src in p.parents]
    more, used = check_includes(rooms, files)
    findings += more
    for room, allowed in rooms.items():
        if not (src / room).is_dir():
            findings.append(f"tools/rooms.txt: room '{room}' does not exist: delete its line")
            continue
        findings += [f"tools/rooms.txt: '{room}: {other}' is listed but unused: delete it"
                     for other in allowed if (room, other) not in used]
    cycle = find_cycle(rooms)
    if cycle:
        findings.append("tools/rooms.txt: a cycle: " + " -> ".join(cycle))
    for finding in findings:
        print(finding)
    print(f"rooms: {len(rooms)} rooms, {len(used)} edges, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
