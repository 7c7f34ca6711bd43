#!/usr/bin/env python3
# seeds.py: what each reader's fuzzing starts from, out of the tests' data
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: seeds.py DATA CORPUS

DATA is tests/data; fills CORPUS/csv, npy, npz and npz-members. Small files
only: what is tried on a large one is tried thousands of times on a small one.
"""
import pathlib
import sys
import zipfile

LARGEST = 6000
NAMES = ["H", "y", "W", "b", "features", "labels", "X", "targets", "arr_0", "arr_1", "weights", "bias", "foo", "bar"]


def members(path):
    """An archive as npz-members reads it; None where it is broken or too large."""
    packed = b""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = info.filename.removesuffix(".npy")
                if info.file_size > LARGEST or name not in NAMES:
                    continue
                content = archive.read(info)
                deflated = 0x80 if info.compress_type == zipfile.ZIP_DEFLATED else 0
                packed += bytes([NAMES.index(name) | deflated]) + len(content).to_bytes(2, "little") + content
    except Exception:  # whatever is wrong with a broken archive
        return None
    return packed or None


def main(data, corpus):
    kinds = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".npy": "npy", ".npz": "npz"}
    for kind in [*kinds.values(), "npz-members"]:
        (corpus / kind).mkdir(parents=True, exist_ok=True)
    for path in sorted(data.rglob("*")):
        if not path.is_file():
            continue
        if path.parent.parent.name == "fuzz":  # findings, in a folder a reader
            (corpus / path.parent.name / path.name).write_bytes(path.read_bytes())
            continue
        kind = kinds.get(path.suffix)
        if kind is None or path.name == "trajectory.csv":
            continue
        if path.stat().st_size <= LARGEST:
            (corpus / kind / path.name).write_bytes(path.read_bytes())
        if kind == "npz" and (packed := members(path)):
            (corpus / "npz-members" / path.name).write_bytes(packed)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
