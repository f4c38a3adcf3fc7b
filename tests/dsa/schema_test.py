#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every statement of reasons that a test renders, before the schema of the database it is meant for.

src/report/dsa_statement_test.cpp holds tests/golden/dsa_statements.jsonl to what is rendered; this holds it to the schema.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import dsa_schema  # noqa: E402

GOLDEN = dsa_schema.ROOT / "tests" / "golden" / "dsa_statements.jsonl"
# Each must be refused: the schema is worth what it refuses.
SPOILED = {
    "no ground": lambda s: s.pop("decision_ground"),
    "no explanation for an illegality": lambda s: s.pop("illegal_content_explanation"),
    "no restriction": lambda s: s.pop("decision_visibility"),
    "another visibility without words": lambda s: s.update(decision_visibility=["DECISION_VISIBILITY_OTHER"]),
    "a state outside the Area": lambda s: s.update(territorial_scope=["GB"]),
    "a puid with a stop": lambda s: s.update(puid="a.b"),
    "a date with a time": lambda s: s.update(application_date="2026-11-22T00:00:00Z"),
}


def main():
    validator = dsa_schema.load_validator()
    if validator is None:
        print("skipped: no test data, or python3-jsonschema is not installed")
        sys.exit(77)
    statements = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    faults = [f"{GOLDEN.name}:{no}: {fault.message}" for no, statement in enumerate(statements, 1)
              for fault in validator.iter_errors(statement)]
    for name, spoil in SPOILED.items():
        spoiled = json.loads(json.dumps(statements[0]))
        spoil(spoiled)
        if validator.is_valid(spoiled):
            faults.append(f"the schema lets pass: {name}")
    print("\n".join(faults) or f"ok  {len(statements)} statements hold to the schema, {len(SPOILED)} spoiled ones do not")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
