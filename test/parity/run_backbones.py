"""Builds Keras Applications' networks with random weights, saves the weights, and computes features of random images.

Called by backboneParity.ts: run_backbones.py FOLDER. Reads FOLDER/cases.json (a list of objects with name, network,
alpha, inputSize, upTo, file, channels); writes each case's file of weights, FOLDER/<name>.images.bin (uint8) and
FOLDER/<name>.features.bin (float32).
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
from exchange import read_json
from keras.src.legacy.saving import legacy_h5_format

A = keras.applications
NETWORKS = {
    "mobilenetV1": (A.MobileNet, A.mobilenet.preprocess_input),
    "mobilenetV2": (A.MobileNetV2, A.mobilenet_v2.preprocess_input),
    "vgg16": (A.VGG16, A.vgg16.preprocess_input),
}
IMAGES = 3


def randomize(model, generator):
    """Statistics and scales as different as those of a trained network; kernels as Keras has drawn them."""
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            name, shape = weight.name, weight.shape
            if name in ("gamma", "moving_variance"):
                values.append(generator.uniform(0.5, 1.5, shape))
            elif name in ("beta", "moving_mean", "bias"):
                values.append(generator.normal(0, 0.3, shape))
            else:
                values.append(np.asarray(weight.numpy()) * 1.5)
        layer.set_weights(values)


def save(model, path):
    if path.name.endswith(".weights.h5"):
        model.save_weights(path)
    elif path.name.endswith(".model.h5"):
        model.save(path)
    else:
        import h5py

        with h5py.File(path, "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, model)


def main(folder):
    for number, case in enumerate(read_json(folder / "cases.json")):
        constructor, preprocess = NETWORKS[case["network"]]
        size = case["inputSize"]
        width = {} if case["network"] == "vgg16" else {"alpha": case["alpha"]}
        keras.utils.set_random_seed(number)
        generator = np.random.default_rng(number)
        model = constructor(include_top=False, weights=None, input_shape=(size, size, 3), **width)
        randomize(model, generator)
        save(model, folder / case["file"])
        images = generator.integers(0, 256, [IMAGES, 28, 28, case["channels"]], dtype=np.uint8)
        resized = keras.ops.image.resize(images.astype(np.float32), (size, size), interpolation="bilinear")
        colour = np.repeat(np.asarray(resized), 3, axis=3) if case["channels"] == 1 else np.array(resized)
        cut = keras.Model(model.input, model.get_layer(case["upTo"]).output)
        features = np.asarray(cut(preprocess(colour), training=False), dtype="<f4")
        (folder / f"{case['name']}.images.bin").write_bytes(images.tobytes())
        (folder / f"{case['name']}.features.bin").write_bytes(features.tobytes())


main(Path(sys.argv[1]))
