# SPDX-License-Identifier: Apache-2.0
"""Docs that cannot lie quietly. Prints one line a finding; exit 1 when there is one.

  tools/check_docs.py          every relative link of every *.md leads somewhere, headings included; with REDRESS_BINARY
                               set, every subcommand that `redress help` names is in docs/reference/
  tools/check_docs.py --run [PAGE...]
                               besides, runs each page's ```sh run blocks as one script (bash -euo pipefail) in a temporary
                               folder, `redress` first on the PATH, port 8480 of the text replaced by a free one
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tree  # noqa: E402

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```\s*$", re.M | re.S)
SKIPPED = re.compile(r"^(build[^/]*|node_modules|redress-data|\.git)(/|$)|/node_modules/")
PAGE_SECONDS_MAX = 300


def pages(root):
    found = [p.relative_to(root).as_posix() for p in root.rglob("*.md")]
    return sorted(p for p in found if not SKIPPED.search(p))


def without_fences(text):
    """Code shows links it does not mean."""
    return re.sub(r"`[^`\n]+`", "", FENCE.sub(lambda m: "\n" * m.group(0).count("\n"), text))


def anchors(text):
    """The fragment of each heading, as the usual renderers make it."""
    found = set()
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", FENCE.sub("", text), re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        found.add(plain.replace(" ", "-"))
    return found


def check_links(root):
    for page in pages(root):
        text = (root / page).read_text(encoding="utf-8")
        body = without_fences(text)
        for match in LINK.finditer(body):
            target = match.group(1)
            if re.match(r"[a-z]+:", target):
                continue
            line = body.count("\n", 0, match.start()) + 1
            file, _, fragment = target.partition("#")
            there = (root / page).parent / file if file else root / page
            if not there.exists():
                yield f"{page}:{line}: link '{target}' leads nowhere"
            elif fragment and there.suffix == ".md" and fragment not in anchors(there.read_text(encoding="utf-8")):
                yield f"{page}:{line}: '{target}': no such heading there"


def subcommands(help_text):
    """The names `redress help` lists: indented, first on their line, below a heading that says subcommands."""
    names, inside = [], False
    for line in help_text.splitlines():
        if re.match(r"\S", line):
            inside = bool(re.match(r"(sub)?commands", line, re.I))
        elif inside:
            match = re.match(r" {1,4}([a-z][a-z-]*)\b", line)
            names += [match.group(1)] if match else []
    return names


def check_commands(root, binary):
    shown = subprocess.run([binary, "help"], capture_output=True, text=True, timeout=30, check=False)
    names = subcommands(shown.stdout)
    if shown.returncode != 0 or not names:
        yield "'redress help' lists no subcommands"
    reference = "".join(p.read_text(encoding="utf-8") for p in (root / "docs" / "reference").glob("*.md"))
    for name in names:
        if f"redress {name}" not in reference:
            yield f"docs/reference: no page says what 'redress {name}' does"


def script(text):
    """The blocks a page marks to be run, one after the other."""
    return "".join(m.group("body") for m in FENCE.finditer(text) if m.group("info").split() == ["sh", "run"])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_page(root, page, binary):
    body = script((root / page).read_text(encoding="utf-8"))
    if not body:
        return None
    with tempfile.TemporaryDirectory(prefix="redress-docs-") as folder:
        (pathlib.Path(folder) / "bin").mkdir()
        (pathlib.Path(folder) / "bin" / "redress").symlink_to(binary)
        work = pathlib.Path(folder) / "work"
        work.mkdir()
        environment = dict(os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}", REDRESS_SOURCE=str(root), HOME=folder)
        log = (pathlib.Path(folder) / "log").open("w+")
        command = ["bash", "-euo", "pipefail", "-c", body.replace("8480", str(free_port()))]
        process = subprocess.Popen(command, cwd=work, env=environment, start_new_session=True,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            code = process.wait(timeout=PAGE_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            code = -1
        finally:
            try:  # a page may leave its server running: it ends with the page
                os.killpg(process.pid, signal.SIGTERM)
                time.sleep(0.5)
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        log.seek(0)
        said = log.read().splitlines()[-15:]
    return None if code == 0 else "\n    ".join([f"{page}: its commands ended with {code}; the last lines were:", *said])


def main(arguments):
    run = arguments[:1] == ["--run"]
    binary = os.environ.get("REDRESS_BINARY", "")
    binary = str(pathlib.Path(binary).resolve()) if binary and pathlib.Path(binary).exists() else ""
    findings = list(check_links(tree.ROOT))
    ran = 0
    if binary:
        findings += check_commands(tree.ROOT, binary)
    if run and not binary:
        findings.append("--run needs REDRESS_BINARY: ./dev docs sets it")
    elif run:
        for page in arguments[1:] or pages(tree.ROOT):
            if not script((tree.ROOT / page).read_text(encoding="utf-8")):
                continue
            print(f"docs: running {page}", flush=True)
            ran += 1
            failed = run_page(tree.ROOT, page, binary)
            findings += [failed] if failed else []
    for finding in findings:
        print(finding)
    without = "" if binary else ", commands not compared (no REDRESS_BINARY)"
    print(f"docs: {len(pages(tree.ROOT))} pages, {ran} run{without}, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
