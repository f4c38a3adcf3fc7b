# SPDX-License-Identifier: Apache-2.0
"""Holds messages/*.json to messages/en.json. Prints one line a finding; exit 1 when there is one.

  tools/check_messages.py            every file, and that messages/review.md names each language nobody has signed off
  tools/check_messages.py FILE...    only these

What people read must be there in every language: a missing or stray key, a placeholder that was lost or invented, an
unbalanced brace, a plural without "other", an ASCII apostrophe (it quotes in ICU patterns), a text left in English or in
another script than the language's own. What staff reads (console.*) is there whole or not at all. That a plural has the
forms that the language's grammar wants is tested where ICU is: src/report/messages_test.cpp."""

import json
import pathlib
import re
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAFF = "console."
# By the first word of a letter's Unicode name.
SCRIPTS = {
    "as": "BENGALI", "bn": "BENGALI", "brx": "DEVANAGARI", "doi": "DEVANAGARI", "gu": "GUJARATI", "hi": "DEVANAGARI",
    "ja": "HIRAGANA KATAKANA CJK KATAKANA-HIRAGANA", "kn": "KANNADA", "ko": "HANGUL", "kok": "DEVANAGARI",
    "ks": "ARABIC", "mai": "DEVANAGARI", "ml": "MALAYALAM", "mni": "MEETEI", "mr": "DEVANAGARI", "ne": "DEVANAGARI",
    "or": "ORIYA", "pa": "GURMUKHI", "sa": "DEVANAGARI", "sat": "OL", "sd": "DEVANAGARI", "ta": "TAMIL", "te": "TELUGU",
    "ur": "ARABIC",
}
# Names and what is typed stay as they are in every script.
KEPT = re.compile(r"https?://|\b(?:stopncii\.org|takeitdown\.ncmec\.org|JavaScript|PIN|AI|PDF|JSON|CSV|UTC|API|Ed25519|"
                  r"redress(?: audit)?|SHA-256|PDQ|OK|URL|ID|e-?mail|[0-9A-Z]{4}-[0-9A-Z]{4})\b")
FORM = re.compile(r"(?:=\d+|\b(?:zero|one|two|few|many|other))\s*\{")
ARGUMENT = re.compile(r"\{\s*([a-z_]+)\s*(?:,\s*\w+\s*)?[,}]")
SAME_MAX_LETTERS = 12  # "Console", "Start": a short word may be the same in two languages


def letters(text):
    return [c for c in text if unicodedata.category(c)[0] == "L"]


def arguments(pattern):
    return sorted(set(ARGUMENT.findall(FORM.sub(" ", pattern))))


def plain(pattern):
    """Without what an argument is called, how it is formatted, and the names of plural forms."""
    return ARGUMENT.sub(" ", FORM.sub(" ", KEPT.sub(" ", pattern)))


def in_script(code, pattern):
    """The share of letters that belong to the language's script; 1 where there is nothing to judge."""
    wanted = SCRIPTS[code].split()
    found = letters(plain(pattern))
    if not found:
        return 1
    return sum(unicodedata.name(c, "?").split()[0] in wanted for c in found) / len(found)


def check_braces(pattern):
    depth = 0
    for c in pattern:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return "a brace closes that was not opened"
    return "a brace is not closed" if depth else None


def check_text(code, key, pattern, english):
    if not isinstance(pattern, str) or not pattern.strip():
        yield "is empty"
        return
    fault = check_braces(pattern)
    if fault:
        yield fault
    if "'" in pattern:
        yield "an ASCII apostrophe quotes in ICU; write ’"
    if arguments(pattern) != arguments(english):
        yield f"placeholders {arguments(pattern)}, English has {arguments(english)}"
    if re.search(r",\s*plural\s*,", pattern) and "other" not in pattern:
        yield "a plural lacks “other”"
    if key.startswith("language."):
        return
    if code in SCRIPTS and in_script(code, pattern) < 0.5:
        yield "is not in the language’s own script"
    if code not in SCRIPTS and pattern == english and len(letters(plain(pattern))) > SAME_MAX_LETTERS:
        yield "is the English text"


def read(path):
    """Its texts; a key that is there twice is a finding that JSON itself would hide."""
    twice = []

    def keep(pairs):
        seen = {}
        for key, value in pairs:
            if key in seen:
                twice.append(key)
            seen[key] = value
        return seen

    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=keep), twice


def check_language(code, table, english):
    staff = any(key.startswith(STAFF) for key in table)
    for key, text in english.items():
        if key.startswith(STAFF) and not staff:
            continue
        if key not in table:
            yield key, "is missing"
        elif code != "en":
            for fault in check_text(code, key, table[key], text):
                yield key, fault
    for key in table:
        if key not in english:
            yield key, "is not in en.json"


def main(arguments):
    english, _ = read(ROOT / "messages" / "en.json")
    paths = [pathlib.Path(a) for a in arguments] or sorted((ROOT / "messages").glob("*.json"))
    findings = []
    review = (ROOT / "messages" / "review.md").read_text(encoding="utf-8")
    for path in paths:
        try:
            table, twice = read(path)
        except ValueError as error:
            findings.append(f"{path.name}: not JSON: {error}")
            continue
        findings += [f"{path.name}: {key}: is there twice" for key in twice]
        findings += [f"{path.name}: {key}: {fault}" for key, fault in check_language(path.stem, table, english)]
        if not arguments and table.get("language.checked") != "yes" and f"`{path.name}`" not in review:
            findings.append(f"{path.name}: nobody has signed it off, and messages/review.md does not say so")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
