"""Writes test/fixtures/tensorflowUniform.json: numbers of TensorFlow's StatelessRandomUniformV2 with Philox.

Run with a Python that has TensorFlow 2: python test/parity/make_uniform_fixture.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

# Shape, 32-bit words of the key and of the counter, least significant first.
CASES = [
    ((1,), (7, 3), (0, 0, 5, 0)),
    ((3, 5), (42, 1), (0, 0, 0, 0)),
    ((2, 3, 3), (2**31 - 1, 9), (0, 0, 937, 0)),
    ((2, 1, 1, 7), (0, 2**32 - 1), (0, 0, 123456, 0)),
    ((17,), (12345, 2), (2**32 - 2, 0, 1, 0)),
    # The counter wraps around into all its words.
    ((9,), (1, 1), (2**32 - 1, 2**32 - 1, 2**32 - 1, 0)),
]
# Long enough for TensorFlow to share the work among threads; only some positions are kept.
LONG = (300_001, (11, 4), (0, 0, 77, 0), [0, 1, 2, 3, 4, 99_999, 100_000, 150_001, 299_999, 300_000])


def uniform(shape, key, counter):
    words = tf.raw_ops.StatelessRandomUniformV2(
        shape=shape,
        key=np.array([key[0] + (key[1] << 32)], dtype=np.uint64),
        counter=np.array([counter[0] + (counter[1] << 32), counter[2] + (counter[3] << 32)], dtype=np.uint64),
        alg=1,
    )
    return words.numpy().reshape(-1)


def main():
    cases = [
        {"shape": shape, "key": key, "counter": counter, "values": uniform(shape, key, counter).tolist()}
        for shape, key, counter in CASES
    ]
    count, key, counter, positions = LONG
    numbers = uniform((count,), key, counter)
    document = {
        "madeBy": "test/parity/make_uniform_fixture.py",
        "tensorflow": tf.__version__,
        "cases": cases,
        "long": {
            "count": count,
            "key": key,
            "counter": counter,
            "positions": positions,
            "values": numbers[positions].tolist(),
        },
    }
    path = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "tensorflowUniform.json"
    path.write_text(json.dumps(document) + "\n")
    print(f"{path.name}: {len(cases)} cases")


main()
