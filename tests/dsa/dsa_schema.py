# SPDX-License-Identifier: Apache-2.0
"""The schema of the DSA Transparency Database, where it lies beside the published test data."""

import json
import os
import pathlib

try:
    import jsonschema
except ImportError:
    jsonschema = None

ROOT = pathlib.Path(__file__).resolve().parents[2]


def load_validator():
    """A validator of one statement; None without the schema or the Debian package python3-jsonschema."""
    data = os.environ.get("REDRESS_TEST_DATA")
    shared = pathlib.Path(data).parent if data else ROOT.parent / "shared"
    path = shared / "reference" / "dsa-sor" / "statement.schema.json"
    if jsonschema is None or not path.exists():
        return None
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
