"""Reads and writes what the TypeScript side exchanges with the references.

A tensor file is a pair: `NAME.json` lists tensors (name, dtype, shape, offset, length; both in bytes) and `NAME.bin`
holds them, little-endian, row-major. It is the layout of a run's weights.json and weights.bin.
"""

import json
from pathlib import Path

import numpy as np

DTYPES = {"float32": "<f4", "int32": "<i4", "uint8": "u1"}


def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_json(path, value):
    Path(path).write_text(json.dumps(value), encoding="utf-8")


def read_tensors(stem):
    """Tensors of `stem`.json and `stem`.bin, by name."""
    index = read_json(f"{stem}.json")
    entries = index["tensors"] if isinstance(index, dict) else index
    data = Path(f"{stem}.bin").read_bytes()
    tensors = {}
    for entry in entries:
        part = data[entry["offset"] : entry["offset"] + entry["length"]]
        tensors[entry["name"]] = np.frombuffer(part, DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def read_images(folder):
    """Images as float32 0..255 `[count, height, width, channels]`, and int32 labels."""
    tensors = read_tensors(Path(folder) / "data")
    return tensors["images"].astype(np.float32), tensors["labels"].astype(np.int32)
