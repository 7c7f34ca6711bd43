# table.py: the one table of ./dev bench
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows appear as they are measured; the same text is a Markdown table."""

HEADERS = ("item", "case", "ours", "peer", "ratio", "goal", "met", "remarks")
WIDTHS = (4, 54, 12, 12, 8, 10, 3, 0)


class Table:
    """Prints each row at once and keeps its text."""

    def __init__(self):
        self.lines = []
        self._emit(HEADERS)
        self._print("| " + " | ".join("-" * max(3, width) for width in WIDTHS) + " |")

    def add(self, item, case, ours="", peer="", ratio="", goal="", met=None, remarks=""):
        """met: None where there is no goal or nothing was measured."""
        verdict = "" if met is None else "yes" if met else "no"
        self._emit((item, case, ours, peer, ratio, goal, verdict, remarks))

    def add_unavailable(self, item, case, why):
        """A row for what could not be measured."""
        self.add(item, case, ours="n/a", remarks=why)

    def write(self, path, heading):
        """The whole of it as a Markdown file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{heading}\n\n" + "\n".join(self.lines) + "\n")

    def _emit(self, cells):
        texts = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
        self._print("| " + " | ".join(text.ljust(width) for text, width in zip(texts, WIDTHS)) + " |")

    def _print(self, line):
        self.lines.append(line)
        print(line, flush=True)
