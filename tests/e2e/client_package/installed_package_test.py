#!/usr/bin/env python3
"""The package HemoledgerClient: installed, found by a project outside this build, linked into an example, run against a real server.

Usage: installed_package_test.py HEMOLEDGERD BUILD-FOLDER SCRATCH CMAKE
"""
import pathlib
import re
import shutil
import sys
import unittest

from ledger import Ledger, run

BINARY, BUILD, SCRATCH, CMAKE = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4]
HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[2] / "clients" / "examples" / "record_and_send.cc"


class InstalledPackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Always the same folder, emptied: the compiler's cache finds what it has compiled there.
        shutil.rmtree(SCRATCH, ignore_errors=True)
        cls.prefix = SCRATCH / "prefix"
        run(CMAKE, "--install", BUILD, "--component", "client", "--prefix", cls.prefix)

    def test_headers_show_neither_grpc_nor_sqlite_nor_what_is_internal(self):
        headers = list((self.prefix / "include").rglob("*.h"))
        self.assertTrue(any(header.name == "client.h" for header in headers))
        for header in headers:
            self.assertNotIn("internal", header.relative_to(self.prefix).parts)
            self.assertFalse(header.name.endswith(".grpc.pb.h"), header)
            for included in re.findall(r'#include\s+[<"]([^>"]+)[>"]', header.read_text(encoding="utf-8")):
                if not included.startswith("google/protobuf/"):
                    self.assertNotRegex(included, r"^(grpc|sqlite)|/internal/", header)
                if re.match(r"(clients|proto|hemoledger)/", included):
                    self.assertTrue((self.prefix / "include/hemoledger-client" / included).exists(), f"{header}: {included}")

    def test_a_project_outside_builds_and_runs(self):
        launcher = shutil.which("ccache")
        run(CMAKE, "-S", HERE / "project", "-B", SCRATCH / "project", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DEXAMPLE={EXAMPLE}", *([f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}"] if launcher else []))
        run(CMAKE, "--build", SCRATCH / "project")
        ledger = Ledger(BINARY)
        try:
            lines = run(SCRATCH / "project" / "clinic", ledger.address, SCRATCH / "spool", "tan-hiep", 20210405, 12)
            self.assertEqual(lines, ["recorded 1", "created 1, rejected 0"])
        finally:
            self.assertEqual(ledger.close(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
