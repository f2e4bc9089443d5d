"""Calls one reader on all exports of one format: what run_*.py scripts of the exports share.

ROOT/cases.json has {"names": [...], "images": [count, height, width, channels]}, ROOT/images.bin the images as bytes.
A reader turns the path of an export and the images into probabilities, which go to ROOT/NAME/FORMAT.bin as float32.
"""

import json
from pathlib import Path

import numpy as np


def images_of(root, cases):
    return np.frombuffer((root / "images.bin").read_bytes(), np.uint8).reshape(cases["images"])


def run_format(root, file_format, read):
    root = Path(root)
    cases = json.loads((root / "cases.json").read_text(encoding="utf-8"))
    images = images_of(root, cases)
    for name in cases["names"]:
        place = root / name
        if not (place / file_format).exists():
            continue
        probabilities = np.asarray(read(place / file_format, images), dtype="<f4")
        (place / f"{file_format}.bin").write_bytes(probabilities.tobytes())
        print(f"{file_format} {name}", flush=True)
