#!/usr/bin/env python3
# seeds.py: what each reader's fuzzing starts from, out of the tests' data
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: seeds.py DATA CORPUS

DATA is tests/data; fills a folder of CORPUS for each suffix there is, which are the formats' targets,
and npz-members and torch-pickle with what lies in them; and with seeds of its own npz-moments,
safetensors, bytes, session, lesson and figure. Small files only: what is tried on a large one is tried
thousands of times on a small one.
"""
import pathlib
import struct
import sys
import zipfile
import zlib

LARGEST = 6000
SUFFIXES = {"tsv": "csv", "txt": "csv", "pth": "pt"}  # a format's target has the name of its first
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


SESSION = """[Tightframe]
format=1
version=0.1.0

[Features]
kind=%s

[Run]
time=12.5
iteration=0
lambda-w=0.005
lambda-h=0.005
beta=0
bias=false
flow=central
eta=1
step=0.1
initial-w=zero
initial-w-seed=1
tolerance=1e-06

[Changes]
1=time=1.5 iteration=0 beta=0.01
2=time=3 iteration=0 flow=joint eta=2

[Pin 1]
name=a pin
time=2
lambda-w=0.01

[View]
page=run
camera-size=4 3
"""
KINDS = [
    "synthetic\nclasses=4\nper-class=50\ndim=16\nseed=1\nspread=1\nnoise=1",
    "synthetic\nper-class=3;4;5\ndim=2\nseed=7",
    "file\npath=a.npz\nabsolute-path=/tmp/a.npz\ndigest=" + "0f" * 32,
    "series\npath-1=a.npz\npath-2=b.npz",
]


def write_safetensors(corpus):
    """A file, and one with notes and another order."""
    (corpus / "safetensors").mkdir(parents=True, exist_ok=True)
    values = struct.pack("<48f", *(i * 7919 % 101 / 8 for i in range(48))) + bytes(i % 4 for i in range(24))
    for i, text in enumerate((
            '{"features":{"dtype":"F32","shape":[24,2],"data_offsets":[0,192]},'
            '"labels":{"dtype":"U8","shape":[24],"data_offsets":[192,216]}}',
            '{"__metadata__":{"format":"pt"},"y":{"dtype":"U8","shape":[24],"data_offsets":[192,216]},'
            '"H":{"dtype":"BF16","shape":[24,4],"data_offsets":[0,192]}}  ',
            '{"foo":{"dtype":"F64","shape":[24,1],"data_offsets":[0,192]},'
            '"bar":{"dtype":"I8","shape":[24],"data_offsets":[192,216]}}')):
        (corpus / "safetensors" / str(i)).write_bytes(len(text).to_bytes(8, "little") + text.encode() + values)


def write(corpus, target, name, content):
    (corpus / target).mkdir(parents=True, exist_ok=True)
    (corpus / target / name).write_bytes(content)


def npy(descr, shape, values):
    """An array as NumPy writes it; values: of struct's format."""
    head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    return b"\x93NUMPY\1\0" + len(head).to_bytes(2, "little") + head.encode() + values


def write_moments(corpus):
    """Moments with and without a sample, and features in two batches, as npz-moments reads them."""
    (corpus / "npz-moments").mkdir(parents=True, exist_ok=True)
    needed = [(0, npy("<i8", "(2,)", struct.pack("<2q", 3, 2))), (1, npy("<f8", "(2, 2)", struct.pack("<4d", 0, 1, 2, -1))),
              (2, npy("<f8", "(2, 2)", struct.pack("<4d", 2, 1, 1, 3)))]
    more = [(3, npy("<i8", "(2,)", struct.pack("<2q", 7, 4))), (4, npy("<f4", "(2, 2)", struct.pack("<4f", 0, 1, 2, -1))),
            (5, npy("<i8", "(2,)", struct.pack("<2q", 7, 4))), (9, npy("<i8", "()", struct.pack("<q", 12))),
            (10, npy("<f8", "()", struct.pack("<d", 0.25))), (11, npy("<f8", "(2, 2)", struct.pack("<4d", 0, 1, 2, -1)))]
    batches = [(13, npy("<f4", "(2, 2)", struct.pack("<4f", 0, 1, 2, -1))), (14, npy("<f4", "(1, 2)", struct.pack("<2f", 3, 4))),
               (15, npy("<i8", "(2,)", struct.pack("<2q", 0, 1))), (16, npy("<i8", "(1,)", struct.pack("<q", 1)))]
    for i, parts in enumerate((needed, needed + more, batches)):
        packed = b"".join(bytes([name]) + len(content).to_bytes(2, "little") + content for name, content in parts)
        (corpus / "npz-moments" / str(i)).write_bytes(packed)


def write_inside(path, corpus):
    """What lies in archives, for the targets that pack it again: arrays, and the pickle of torch.save."""
    if path.suffix == ".npz" and (packed := members(path)):
        write(corpus, "npz-members", path.name, packed)
    if path.suffix == ".pt" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            write(corpus, "torch-pickle", path.name, archive.read(archive.infolist()[0]))


def png(text):
    """One pixel with a session."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"iTXt", b"tightframe-session\0\0\0\0\0" + text) + chunk(b"IDAT", zlib.compress(bytes(4)))
            + chunk(b"IEND", b""))


def write_sessions(corpus):
    """Texts of sessions, and the same in the three kinds of figures."""
    for kind in ("session", "figure"):
        (corpus / kind).mkdir(parents=True, exist_ok=True)
    for i, features in enumerate(KINDS):
        text = (SESSION % features).encode()
        marked = b"tightframe-session\n" + text
        (corpus / "session" / str(i)).write_bytes(text)
        (corpus / "figure" / f"{i}.svg").write_bytes(
            b'<svg xmlns="http://www.w3.org/2000/svg"><metadata><session xmlns="https://tightframe.github.io/ns/1">'
            + text + b"</session></metadata></svg>")
        (corpus / "figure" / f"{i}.pdf").write_bytes(b"%PDF-1.4\n<< /Keywords (" + marked + b") >>")
        (corpus / "figure" / f"{i}-16.pdf").write_bytes(
            b"%PDF-1.4\n<< /Keywords <FEFF" + marked.decode().encode("utf-16-be").hex().encode() + b"> >>")
        (corpus / "figure" / f"{i}.png").write_bytes(png(text))


def write_lessons(data, corpus):
    """The bundled lessons, and each of their steps alone."""
    (corpus / "lesson").mkdir(parents=True, exist_ok=True)
    for path in sorted((data.parent.parent / "resources" / "lessons").glob("*.md")):
        front, *steps = path.read_text().split("\n# ")
        (corpus / "lesson" / path.name).write_text(path.read_text())
        for i, step in enumerate(steps):
            (corpus / "lesson" / f"{path.stem}-{i}").write_text(f"{front}\n# {step}")


def main(data, corpus):
    write_sessions(corpus)
    write_lessons(data, corpus)
    write_moments(corpus)
    write_safetensors(corpus)
    write(corpus, "bytes", "24", struct.pack("<48f", *(i * 7919 % 101 / 8 for i in range(48))))
    for path in sorted(data.rglob("*")):
        if not path.is_file() or path.name == "trajectory.csv":
            continue
        if path.parent.parent.name == "fuzz":  # findings, in a folder a target
            write(corpus, path.parent.name, path.name, path.read_bytes())
            continue
        if path.stat().st_size <= LARGEST or path.suffix == ".pt":
            suffix = path.suffix.removeprefix(".")
            write(corpus, SUFFIXES.get(suffix, suffix), path.name, path.read_bytes())
        write_inside(path, corpus)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
