# SPDX-License-Identifier: Apache-2.0
"""What the check tools share: which files are ours, source without comments and strings, and the exemption list."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE_SUFFIXES = (".cpp", ".hpp")
# Comments, raw strings, strings and characters, in the order in which a C++ lexer would meet them.
_TOKEN = re.compile(
    r'//(?:[^\n\\]|\\.)*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"'
    r'|"(?:[^"\\\n]|\\.)*"|(?<![0-9a-fA-F])\'(?:[^\'\\\n]|\\.)+\'', re.S)


def blank(text):
    """`text` with comments and the inside of literals replaced by spaces; lines and columns stay where they were."""

    def erase(match):
        found = match.group(0)
        if found[0] == '"' and text[: match.start()].rsplit("\n", 1)[-1].lstrip().startswith("#include"):
            return found
        return re.sub(r"[^\n]", " ", found)

    return _TOKEN.sub(erase, text)


def code_files(root=ROOT):
    """Our C++ files, sorted. Build folders and what git ignores are not ours."""
    found = []
    for folder in ("src", "tests", "tools"):
        found += [p for p in (root / folder).rglob("*") if p.suffix in CODE_SUFFIXES and p.is_file()]
    return sorted(found)


def is_test(path):
    return bool(re.search(r"(_(test|bench|fuzz)\.(cpp|hpp)$|^test_)", path.name)) or "tests" in path.parts


class Exemptions:
    """tools/exemptions.txt: `path rule reason`, one a line. A line that excuses nothing is a finding."""

    def __init__(self, lines):
        self.reasons = {}
        for line in lines:
            parts = line.split(maxsplit=2)
            if not parts or parts[0].startswith("#"):
                continue
            if len(parts) < 3:
                raise SystemExit(f"tools/exemptions.txt: '{line.strip()}' must read: path rule reason")
            self.reasons[(parts[0], parts[1])] = parts[2]
        self.used = set()

    @classmethod
    def load(cls, root=ROOT):
        path = root / "tools" / "exemptions.txt"
        return cls(path.read_text().splitlines() if path.exists() else [])

    def covers(self, path, rule):
        if (path, rule) not in self.reasons:
            return False
        self.used.add((path, rule))
        return True

    def stale(self, rules):
        return [key for key in self.reasons if key[1] in rules and key not in self.used]
