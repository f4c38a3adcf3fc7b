# SPDX-License-Identifier: Apache-2.0
"""check_docs.py on small pages, and its runner with a stand-in for the binary."""

import pathlib
import tempfile
import unittest

import check_docs

FENCE = "```"


class Pages(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        (self.root / "docs").mkdir()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        (self.root / name).write_text(text)

    def test_a_link_must_lead_to_a_file_and_to_a_heading(self):
        self.write("docs/a.md", "# The First Step\n")
        self.write("b.md", "[x](docs/a.md) [y](docs/a.md#the-first-step) [z](https://example.org/none)\n")
        self.assertEqual(list(check_docs.check_links(self.root)), [])
        self.write("b.md", "\n[x](docs/none.md) [y](docs/a.md#no-such)\n")
        self.assertEqual([f.split(": ")[0] for f in check_docs.check_links(self.root)], ["b.md:2", "b.md:2"])

    def test_code_is_no_link(self):
        self.write("b.md", f"`[x](none)`\n{FENCE}sh\n[y](none)\n{FENCE}\n")
        self.assertEqual(list(check_docs.check_links(self.root)), [])

    def test_only_marked_blocks_run(self):
        text = f"{FENCE}sh run\nfirst\n{FENCE}\n{FENCE}sh\nnever\n{FENCE}\n{FENCE}sh run\nsecond\n{FENCE}\n"
        self.assertEqual(check_docs.script(text), "first\nsecond\n")

    def test_a_page_runs_with_redress_on_its_path_and_its_failure_is_told(self):
        self.write("redress", "#!/bin/sh\necho \"said $1\"; test \"$1\" = good\n")
        (self.root / "redress").chmod(0o755)
        self.write("good.md", f"{FENCE}sh run\nredress good\n{FENCE}\n")
        self.write("bad.md", f"{FENCE}sh run\nredress bad\necho not reached\n{FENCE}\n")
        self.assertIsNone(check_docs.run_page(self.root, "good.md", str(self.root / "redress")))
        told = check_docs.run_page(self.root, "bad.md", str(self.root / "redress"))
        self.assertIn("said bad", told)
        self.assertNotIn("not reached", told)

    def test_every_subcommand_needs_its_line_in_the_reference(self):
        self.write("redress", "#!/bin/sh\nprintf 'usage\\n\\nSubcommands:\\n  serve   the server\\n  policy  law\\n'\n")
        (self.root / "redress").chmod(0o755)
        (self.root / "docs" / "reference").mkdir()
        self.write("docs/reference/cli.md", "redress serve\n")
        self.assertEqual(list(check_docs.check_commands(self.root, str(self.root / "redress"))),
                         ["docs/reference: no page says what 'redress policy' does"])


if __name__ == "__main__":
    unittest.main()
