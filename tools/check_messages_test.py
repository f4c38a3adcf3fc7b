# SPDX-License-Identifier: Apache-2.0
"""check_messages.py on small tables: each fault is found, and nothing else."""

import pathlib
import tempfile
import unittest

import check_messages

ENGLISH = {"language.native": "English", "case.left": "{span} left", "case.title": "Somebody to talk to",
           "tl.items": "{count, plural, one {One place} other {# places}}", "console.title": "Console"}
HINDI = {"language.native": "हिन्दी", "case.left": "{span} बाक़ी", "case.title": "बात करने के लिए",
         "tl.items": "{count, plural, one {एक जगह} other {# जगहें}}"}


def faults(code="hi", **changed):
    table = {**HINDI, **{key.replace("__", "."): text for key, text in changed.items()}}
    table = {key: text for key, text in table.items() if text is not None}
    return [f"{key} {fault}" for key, fault in check_messages.check_language(code, table, ENGLISH)]


class Languages(unittest.TestCase):
    def test_a_whole_language_has_none_and_may_leave_out_what_staff_reads(self):
        self.assertEqual(faults(), [])
        self.assertEqual(faults(console__title="कंसोल"), [])

    def test_what_staff_reads_is_there_whole_or_not_at_all(self):
        english = {**ENGLISH, "console.queue": "Queue"}
        table = {**HINDI, "console.title": "कंसोल"}
        self.assertEqual(list(check_messages.check_language("hi", table, english)), [("console.queue", "is missing")])

    def test_missing_stray_and_empty(self):
        self.assertEqual(faults(case__title=None), ["case.title is missing"])
        self.assertEqual(faults(case__more="और"), ["case.more is not in en.json"])
        self.assertEqual(faults(case__title=" "), ["case.title is empty"])

    def test_patterns(self):
        self.assertEqual(faults(case__left="बाक़ी"), ["case.left placeholders [], English has ['span']"])
        self.assertEqual(faults(case__left="{span} {more} बाक़ी"),
                         ["case.left placeholders ['more', 'span'], English has ['span']"])
        self.assertEqual(faults(case__title="बात} करने"), ["case.title a brace closes that was not opened"])
        self.assertEqual(faults(tl__items="{count, plural, other {जगहें}"), ["tl.items a brace is not closed"])
        self.assertEqual(faults(tl__items="{count, plural, one {जगह}}"), ["tl.items a plural lacks “other”"])
        self.assertEqual(faults(case__title="बात'"), ["case.title an ASCII apostrophe quotes in ICU; write ’"])

    def test_a_text_left_in_english_or_in_another_script(self):
        self.assertEqual(faults(case__title="Somebody to talk to"), ["case.title is not in the language’s own script"])
        self.assertEqual(faults(case__title="কথা বলার জন্য"), ["case.title is not in the language’s own script"])
        german = {"case__title": ENGLISH["case.title"], "case__left": "noch {span}",
                  "tl__items": "{count, plural, one {Ein Ort} other {# Orte}}"}
        self.assertEqual(faults("de", **german), ["case.title is the English text"])


class Files(unittest.TestCase):
    def test_a_key_that_is_there_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "xx.json"
            path.write_text('{"a": "1", "b": "2", "a": "3"}')
            self.assertEqual(check_messages.read(path), ({"a": "3", "b": "2"}, ["a"]))


if __name__ == "__main__":
    unittest.main()
