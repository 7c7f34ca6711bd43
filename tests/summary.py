#!/usr/bin/env python3
# summary.py: counts the single cases behind meson's test programs
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: summary.py testlog.json...

Ends with one line `N passed, N failed`; the exit status is 0 only when
something passed and nothing failed. A program that crashed, timed out or ran
fewer cases than it announced has failed once, whatever its cases said.
"""
import json
import re
import sys

PLAN = re.compile(r"^1\.\.(\d+)")
CASE = re.compile(r"^(not )?ok\b[ \t]*(.*)$")


def count(test):
    """(passed, failed, skipped) of one test program."""
    passed = failed = skipped = 0
    planned = None
    for line in (test.get("stdout") or "").splitlines():
        plan = PLAN.match(line)
        case = CASE.match(line)
        if plan:
            planned = int(plan[1])
        elif case and re.search(r"#\s*(skip|todo)", case[2], re.IGNORECASE):
            skipped += 1
        elif case and case[1]:
            failed += 1
        elif case:
            passed += 1
    if test["result"] == "SKIP":
        return passed, failed, skipped or 1
    if planned is None and passed + failed + skipped == 0 and test["result"] == "OK":
        return 1, 0, 0  # a test by exit status
    if failed == 0 and (test["result"] != "OK" or passed + skipped != planned):
        failed = 1
    return passed, failed, skipped


def main(paths):
    passed = failed = skipped = 0
    for path in paths:
        programs = 0
        try:
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    test = json.loads(line)
                    programs += 1
                    p, f, s = count(test)
                    passed, failed, skipped = passed + p, failed + f, skipped + s
                    if f:
                        print(f"failed: {test['name']} ({test['result']})")
        except OSError as error:
            print(f"failed: no test log: {error}")
        if programs == 0:
            failed += 1
            print(f"failed: no test ran in {path}")
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
