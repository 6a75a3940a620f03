"""Counts what a ctest run proved: prints "<passed> <failed>".

count.py <junit.xml> <folder of gtest reports>: a GoogleTest program counts its cases, any
other test counts one. A program that died before reporting counts one failure.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def cases_of(report):
    """(passed, failed) of one GoogleTest report, or None when it is absent or torn."""
    try:
        suites = ElementTree.parse(report).getroot()
    except (OSError, ElementTree.ParseError):
        return None
    ran = int(suites.get("tests", 0)) - int(suites.get("disabled", 0))
    failed = int(suites.get("failures", 0)) + int(suites.get("errors", 0))
    return ran - failed, failed


def main(junit, reports):
    passed = failed = 0
    for test in ElementTree.parse(junit).getroot().iter("testcase"):
        ok = test.get("status") == "run"
        report = pathlib.Path(reports) / (test.get("name") + ".xml")
        cases = cases_of(report) or (int(ok), int(not ok))
        passed += cases[0]
        failed += cases[1] if ok else max(cases[1], 1)
    print(passed, failed)


main(*sys.argv[1:])
