# SPDX-License-Identifier: Apache-2.0
"""Each check of tidy.py on a text that breaks it and on one that does not."""

import unittest

import tidy
import tree

TOP = tidy.SPDX + "\n"


def rules(path, text):
    return [rule for _, rule, _ in tidy.check(path, text)]


class Functions(unittest.TestCase):
    def test_counts_from_signature_to_closing_brace(self):
        self.assertEqual(tidy.functions("int a()\n{\n  return 1;\n}\n"), [(1, 4)])

    def test_sees_members_constructors_and_operators(self):
        code = "struct A {\n  A() : x_{1}, y_(2) {\n  }\n  auto f() const -> int {\n    return 1;\n  }\n  int x_;\n};\n"
        self.assertIn((4, 3), tidy.functions(code))

    def test_a_lambda_belongs_to_its_function(self):
        self.assertEqual(tidy.functions("void f() {\n  auto g = [] {\n  };\n}\n"), [(1, 4)])

    def test_a_table_is_no_function(self):
        code = "constexpr Row rows[] = {\n{1},\n{2},\n};\nstd::array<int, n(2)> b{\n1,\n};\n"
        self.assertEqual(tidy.functions(code), [])

    def test_a_long_one_is_a_finding(self):
        body = "int a() {\n" + "  step();\n" * 59 + "}\n"
        self.assertEqual(rules("src/base/a.cpp", TOP + body), ["function-size"])
        self.assertEqual(rules("src/base/a.cpp", TOP + body.replace("  step();\n", "", 1)), [])


class Files(unittest.TestCase):
    def test_size_columns_spdx_and_leftovers(self):
        self.assertEqual(rules("src/base/a.cpp", TOP + "\n" * 400), ["file-size"])
        self.assertEqual(rules("src/base/a.cpp", TOP + "// " + "é" * 117 + "\n"), [])
        self.assertEqual(rules("src/base/a.cpp", TOP + "// " + "é" * 118 + "\n"), ["columns"])
        self.assertEqual(rules("src/base/a.cpp", "int a;\n"), ["spdx"])
        self.assertEqual(rules("src/base/a.cpp", TOP + "// TO" + "DO later\n"), ["leftover"])
        self.assertEqual(rules("src/base/a.cpp", TOP + '// "XXXX-XXXX" is a code\n'), [])

    def test_a_vague_name_is_a_finding(self):
        self.assertEqual(rules("src/http/string_utils.cpp", TOP), ["util"])
        self.assertEqual(rules("src/http/utility_bill.cpp", TOP), [])


class HeaderBlock(unittest.TestCase):
    def block(self, *words):
        return TOP + "// law/a.hpp — a.\n//\n" + "".join(f"// {w}   none\n" for w in words) + "#pragma once\n"

    def test_needs_errors_threads_and_source_in_law(self):
        self.assertEqual(rules("src/law/a.hpp", self.block("Errors", "Threads", "Source")), [])
        self.assertEqual(rules("src/law/a.hpp", self.block("Errors", "Threads")), ["header"])
        self.assertEqual(rules("src/law/a.hpp", self.block()), ["header"] * 3)

    def test_needs_its_own_name_and_the_guard(self):
        self.assertEqual(rules("src/base/a.hpp", TOP + "// base/b.hpp — b.\n"), ["header", "header"])


class Banned(unittest.TestCase):
    def assert_banned(self, rule, path, code, allowed_path=None):
        self.assertEqual(rules(path, TOP + code), [rule], code)
        if allowed_path:
            self.assertEqual(rules(allowed_path, TOP + code), [], code)

    def test_each_has_a_place_where_it_fails(self):
        self.assert_banned("coroutine", "src/http/a.cpp", "co_await x;\n", "tools/coroutine_shapes.cpp")
        self.assert_banned("coroutine", "src/http/a.cpp", "#include <coroutine>\n")
        self.assert_banned("gmock", "src/http/a_test.cpp", "#include <gmock/gmock.h>\n")
        self.assert_banned("util", "src/http/a.cpp", "namespace util {}\n")
        self.assert_banned("util", "src/http/a.cpp", '#include "base/util.hpp"\n')
        self.assert_banned("shared_ptr", "src/http/a.cpp", "std::shared_ptr<int> p;\n", "src/http/session.cpp")
        self.assert_banned("mutex", "src/http/a.cpp", "std::mutex m;\n", "src/base/guarded.cpp")
        self.assert_banned("print", "src/law/a.cpp", 'std::cerr << "here";\n', "src/cli/a.cpp")
        self.assert_banned("print", "src/law/a.cpp", 'std::fprintf(stderr, "here");\n', "src/law/a_test.cpp")
        self.assert_banned("volatile", "src/law/a.cpp", "volatile int a;\n")
        self.assert_banned("new", "src/law/a.cpp", "auto* p = new int;\n")
        self.assert_banned("delete", "src/law/a.cpp", "delete p;\n")
        self.assert_banned("throw", "src/law/a.cpp", "throw 1;\n")
        self.assert_banned("clock", "src/engine/a.cpp", "std::chrono::system_clock::now();\n", "src/base/clock.cpp")
        self.assert_banned("pure", "src/law/a.cpp", "#include <random>\n", "src/law/a_test.cpp")
        self.assert_banned("pure", "src/cases/a.cpp", '#include "base/clock.hpp"\n', "src/engine/a.cpp")

    def test_words_in_comments_literals_and_longer_names_pass(self):
        for code in ("// a new mutex\n", "#include <new>\n", "std::unique_ptr<A> a(new A);\n", "std::fputs(text, out);\n", 'auto a = "throw new";\n',
                     "A(const A&) = delete;\n", "auto a = R\"(new \" delete)\";\n",
                     "int renewed = 1'000;\n", "std::snprintf(a, 1, b);\n", "/* volatile\n new */\n"):
            self.assertEqual(rules("src/law/a.cpp", TOP + code), [], code)


class Exempt(unittest.TestCase):
    def test_excuses_what_it_names_and_reports_what_it_no_longer_does(self):
        list_ = tree.Exemptions(["# why", "src/a.cpp new placement into a ring", "src/b.cpp new gone"])
        self.assertTrue(list_.covers("src/a.cpp", "new"))
        self.assertFalse(list_.covers("src/a.cpp", "throw"))
        self.assertEqual(list_.stale({"new"}), [("src/b.cpp", "new")])

    def test_needs_a_reason(self):
        with self.assertRaises(SystemExit):
            tree.Exemptions(["src/a.cpp new"])


if __name__ == "__main__":
    unittest.main()
