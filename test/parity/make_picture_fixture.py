"""Writes test/fixtures/pictures.json: JPEG files that TensorFlow wrote, and the pixels that it reads from them.

Run with a Python that has TensorFlow: python test/parity/make_picture_fixture.py
"""

import base64
import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

HEIGHT, WIDTH = 18, 21
row, column = np.mgrid[0:HEIGHT, 0:WIDTH]
COLOUR = np.stack([column * 12, row * 14, (row * column) % 256], -1).astype(np.uint8)
GREY = COLOUR[..., :1]

CASES = {
    "baseline, 4:2:0": (COLOUR, {"format": "rgb", "chroma_downsampling": True}),
    "baseline, 4:4:4": (COLOUR, {"format": "rgb", "chroma_downsampling": False}),
    "progressive": (COLOUR, {"format": "rgb", "progressive": True}),
    "grey": (GREY, {"format": "grayscale"}),
    "low quality": (COLOUR, {"format": "rgb", "quality": 30}),
}


def text(data):
    return base64.b64encode(data).decode()


def make(name, picture, options):
    file = tf.io.encode_jpeg(picture, **{"quality": 90, **options}).numpy()
    pixels = tf.io.decode_jpeg(file, channels=3, dct_method="INTEGER_ACCURATE").numpy()
    return {"name": name, "channels": picture.shape[-1], "file": text(file), "rgb": text(pixels.tobytes())}


cases = [make(name, *case) for name, case in CASES.items()]
path = pathlib.Path(__file__).parent.parent / "fixtures" / "pictures.json"
content = {"tensorflow": tf.__version__, "height": HEIGHT, "width": WIDTH, "cases": cases}
path.write_text(json.dumps(content, indent=1) + "\n")
