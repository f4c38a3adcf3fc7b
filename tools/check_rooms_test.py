# SPDX-License-Identifier: Apache-2.0
"""check_rooms.py on small trees: what it must refuse, and what it must let pass."""

import pathlib
import tempfile
import unittest

import check_rooms

ROOMS = check_rooms.parse_rooms("# comment\nbase:\nlaw: base\nhttp: base\ncli: base law\n")


def includes(path, text):
    return check_rooms.check_includes(ROOMS, [(path, text)])


class Includes(unittest.TestCase):
    def test_a_listed_edge_passes_and_counts_as_used(self):
        self.assertEqual(includes("src/law/a.cpp", '#include "base/id.hpp"\n'), ([], {("law", "base")}))

    def test_a_test_may_use_an_edge_but_does_not_keep_it_alive(self):
        self.assertEqual(includes("src/law/a_test.cpp", '#include "base/id.hpp"\n'), ([], set()))

    def test_an_unlisted_edge_fails_with_its_line(self):
        findings, used = includes("src/law/a.cpp", '\n#include "http/http.hpp"\n')
        self.assertTrue(findings[0].startswith("src/law/a.cpp:2: 'law' may not include 'http'"))
        self.assertEqual(used, set())

    def test_a_test_may_not_use_an_unlisted_edge_either(self):
        self.assertEqual(len(includes("src/law/a_test.cpp", '#include "cli/a.hpp"\n')[0]), 1)

    def test_an_unknown_room_fails(self):
        self.assertEqual(len(includes("src/law/a.cpp", '#include "strange/a.hpp"\n')[0]), 1)

    def test_the_own_room_a_system_header_and_a_comment_pass(self):
        text = '#include "law/b.hpp"\n#include <sys/stat.h>\n// #include "cli/a.hpp"\n'
        self.assertEqual(includes("src/law/a.cpp", text), ([], set()))

    def test_boost_stays_in_http(self):
        self.assertEqual(len(includes("src/law/a.cpp", "#include <boost/asio.hpp>\n")[0]), 1)
        self.assertEqual(includes("src/http/a.cpp", "#include <boost/asio.hpp>\n")[0], [])


class Shape(unittest.TestCase):
    def test_finds_a_cycle(self):
        self.assertEqual(check_rooms.find_cycle(ROOMS), [])
        self.assertEqual(check_rooms.find_cycle({"a": ["b"], "b": ["c"], "c": ["b"]}), ["b", "c", "b"])

    def test_a_room_needs_a_short_readme_and_a_cmake_file(self):
        with tempfile.TemporaryDirectory() as name:
            src = pathlib.Path(name)
            (src / "law").mkdir()
            self.assertEqual(len(list(check_rooms.check_folders(ROOMS, src))), 2)
            (src / "law" / "README.md").write_text("line\n" * 41)
            (src / "law" / "CMakeLists.txt").write_text("redress_room(law)\n")
            self.assertEqual(list(check_rooms.check_folders(ROOMS, src)), ["src/law/README.md: more than 40 lines"])
            (src / "law" / "README.md").write_text("line\n" * 40)
            self.assertEqual(list(check_rooms.check_folders(ROOMS, src)), [])

    def test_an_unlisted_folder_fails(self):
        with tempfile.TemporaryDirectory() as name:
            (pathlib.Path(name) / "attic").mkdir()
            self.assertEqual(len(list(check_rooms.check_folders(ROOMS, pathlib.Path(name)))), 3)


if __name__ == "__main__":
    unittest.main()
