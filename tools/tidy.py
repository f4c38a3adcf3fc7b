# SPDX-License-Identifier: Apache-2.0
"""Style that a machine can check. Prints `path:line: rule: what to do` for each finding; exit 1 when there is one.

Usage: tools/tidy.py [FILE...]      all of src, tests and tools when no file is named
What no formatter or compiler says: sizes, the header block, and names that have a better replacement here."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tree  # noqa: E402

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 120
SPDX = "// SPDX-License-Identifier: Apache-2.0"
ROOMS_WITH_SOURCE = {"law", "media", "match", "provenance", "ledger"}


def room_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else ""


def always(path):
    return True


def outside(*prefixes):
    return lambda path: not path.startswith(prefixes)


def product_outside(*prefixes):
    return lambda path: path.startswith("src/") and not path.startswith(prefixes) and not is_test(path)


def is_test(path):
    return tree.is_test(pathlib.PurePath(path))


def pure_core(path):
    return room_of(path) in {"law", "cases", "docket"} and not is_test(path)


# rule: (pattern over code without comments and literals, what to do instead, where it holds)
BANNED = {
    "coroutine": (r"\bco_(await|return|yield)\b|<coroutine>",
                  "plain functions and handlers: docs/decisions/0002", outside("tools/coroutine_shapes.cpp")),
    "gmock": (r"<gmock|\bMOCK_METHOD\b|\btesting::(StrictMock|NiceMock)\b",
              "write a small fake struct: docs/decisions/0009", always),
    "util": (r"\butils?\b", "name it after what it is about; nothing here is called util", always),
    "shared_ptr": (r"\b(shared_ptr|make_shared|enable_shared_from_this)\b",
                   "a value, a reference or a unique_ptr; only http::Session shares", outside("src/http/session.")),
    "mutex": (r"\bstd::(mutex|(shared|recursive|timed)_mutex|condition_variable(_any)?"
              r"|(lock_guard|unique_lock|scoped_lock|shared_lock))\b",
              "base/guarded.hpp or base/bounded_queue.hpp", outside("src/base/")),
    "print": (r"\bstd::(cout|cerr|clog|endl)\b|\b(printf|puts)\s*\(|\bf(printf|puts)\s*\([^;]*\bstd(err|out)\b",
              "return an Error, or log through spdlog; only cli talks to the terminal",
              product_outside("src/cli/", "src/base/check.cpp")),
    "volatile": (r"\bvolatile\b", "std::atomic", always),
    # A private constructor leaves unique_ptr<T>(new T): owned from its first instant, so it passes.
    "new": (r"(?<!operator )(?<!<)(?<!\()\bnew\b|^(?!.*\bunique_ptr<).*\(new\b", "a value or std::make_unique", always),
    "delete": (r"(?<!=)(?<!= )(?<!operator )\bdelete\b", "let an owner's destructor do it", always),
    "throw": (r"\bthrow\b", "return an Error: docs/decisions/0004", always),
    "clock": (r"\bsystem_clock::now\b|\bgettimeofday\b|\bCLOCK_REALTIME\b|\btime\s*\(\s*(nullptr|NULL|0)\s*\)",
              "take an Instant, or a Clock& at the edge: docs/decisions/0007", outside("src/base/clock.cpp")),
    "pure": (r"<random>|<ctime>|\"base/(clock|random)\.hpp\"|\b(steady|high_resolution)_clock\b"
             r"|\brandom_bytes\b|\bfill_random\b",
             "time and chance arrive as arguments: docs/decisions/0007", pure_core),
}
BANNED = [(rule, re.compile(pattern), advice, holds) for rule, (pattern, advice, holds) in BANNED.items()]
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
VAGUE_FILE = re.compile(r"(^|_)(utils?|helpers?|manager|misc|common)(_|$)")
# What may stand between a function's `)` and its `{`.
FUNCTION_TAIL = re.compile(
    r"\)\s*((const|noexcept(\s*\([^()]*\))?|override|final|mutable|try|&&?)\s*)*(requires[^;]*)?(->[^;=]*)?(:[^:].*)?$",
    re.S)


def functions(code):
    """(first line, line count) of each function body in `code`, which holds no comments or literals. Lambdas and local
    types belong to the function around them. A brace opens a function when its head ends like one."""
    code = re.sub(r"(?m)^[ \t]*#.*(\\\n.*)*", lambda m: re.sub(r"[^\n]", " ", m.group(0)), code)
    found = []
    head_at, depth, start, line = 0, 0, None, 1
    for at, char in enumerate(code):
        if char == "\n":
            line += 1
        elif start is not None:
            if char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    found.append((start, line - start + 1))
                    start, head_at = None, at + 1
        elif char == "{":
            head = code[head_at:at]
            if FUNCTION_TAIL.search(head) and not re.match(r"\s*(namespace|enum|extern)\b", head):
                start, depth = line - head.lstrip().count("\n"), 1
            else:
                head_at = at + 1
        elif char in ";}":
            head_at = at + 1
    return found


def check_header_block(path, lines):
    room = room_of(path)
    block = []
    for line in lines[1:]:
        if not line.startswith("//"):
            break
        block.append(line)
    name = path.removeprefix("src/")
    if not block or not block[0].startswith(f"// {name} — "):
        yield 2, "header", f"line 2 must read '// {name} — what it is for'"
    needed = [] if room == "base" else ["Errors", "Threads"]
    needed += ["Source"] if room in ROOMS_WITH_SOURCE else []
    for word in needed:
        if not any(re.match(rf"// {word}\s", line) for line in block):
            yield 2, "header", f"the header block lacks its '// {word}' line; say none, and why, when there is none"
    if "#pragma once" not in lines:
        yield 1, "header", "'#pragma once' is missing"


def check(path, text):
    """Findings (line, rule, advice) of one file; `path` is relative to the repository."""
    lines = text.splitlines()
    if not lines or lines[0] != SPDX:
        yield 1, "spdx", f"the first line must be '{SPDX}'"
    if len(lines) > FILE_LINES_MAX:
        yield len(lines), "file-size", f"{len(lines)} lines, at most {FILE_LINES_MAX}: split it by subject"
    if VAGUE_FILE.search(pathlib.PurePath(path).stem):
        yield 1, "util", "the file's name says nothing: name it after its main noun"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield number, "columns", f"{len(line)} columns, at most {COLUMNS_MAX}"
        if LEFTOVER.search(line):
            yield number, "leftover", "do it, or leave it out: what is not built is absent"
    if path.startswith("src/") and path.endswith(".hpp"):
        yield from check_header_block(path, lines)
    code = tree.blank(text)
    for number, line in enumerate(code.splitlines(), 1):
        for rule, pattern, advice, holds in BANNED:
            if holds(path) and pattern.search(line):
                yield number, rule, f"'{pattern.search(line).group(0).strip()}': {advice}"
    for number, count in functions(code):
        if count > FUNCTION_LINES_MAX:
            yield number, "function-size", f"a function of {count} lines, at most {FUNCTION_LINES_MAX}"


def main(arguments):
    files = [pathlib.Path(a).resolve() for a in arguments] or tree.code_files()
    exemptions = tree.Exemptions.load()
    count = 0
    for file in files:
        path = file.relative_to(tree.ROOT).as_posix()
        for line, rule, advice in check(path, file.read_text(encoding="utf-8")):
            if not exemptions.covers(path, rule):
                print(f"{path}:{line}: {rule}: {advice}")
                count += 1
    if not arguments:
        rules = {rule for rule, *_ in BANNED} | {"spdx", "file-size", "columns", "leftover", "header", "function-size"}
        for path, rule in exemptions.stale(rules):
            print(f"tools/exemptions.txt: '{path} {rule}' excuses nothing any more: delete the line")
            count += 1
    print(f"tidy: {len(files)} files, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
