"""Writes test/fixtures/kerasLayers.json: for a table of layers, what Keras makes of given inputs and weights.

Run with a Python that has Keras 3 and TensorFlow: python test/parity/make_layer_fixture.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
from keras_models import LAYERS, activation, construct

BATCH = 2
ACTIVATION_NAMES = "linear relu relu6 gelu geluTanh elu leakyRelu swish sigmoid tanh softmax".split()
IMAGE = [5, 6, 3]

# type, options as a definition has them, shapes of the inputs
CASES = [
    ("input", {}, [IMAGE]),
    ("rescale", {"scale": 0.25}, [IMAGE]),
    ("rescale", {"scale": 2, "offset": -1}, [[4]]),
    ("flatten", {}, [IMAGE]),
    ("flatten", {}, [[7]]),
    ("reshape", {"targetShape": [6, 15]}, [IMAGE]),
    ("reshape", {"targetShape": [-1, 5, 2]}, [[30]]),
    ("dense", {"units": 4}, [[6]]),
    ("dense", {"units": 1, "useBias": False}, [[3]]),
    ("dense", {"units": 5, "kernelRegularizer": {"l1": 0.01, "l2": 0.1}, "kernelInitializer": "heNormal"}, [[2]]),
    *[("dense", {"units": 3, "activation": name}, [[4]]) for name in ACTIVATION_NAMES],
    ("conv2d", {"filters": 4, "kernelSize": 3}, [IMAGE]),
    ("conv2d", {"filters": 2, "kernelSize": [2, 3], "padding": "same", "activation": "relu"}, [IMAGE]),
    ("conv2d", {"filters": 2, "kernelSize": 3, "strides": 2, "padding": "same", "useBias": False}, [IMAGE]),
    ("conv2d", {"filters": 2, "kernelSize": [2, 1], "strides": [1, 2]}, [IMAGE]),
    ("conv2d", {"filters": 2, "kernelSize": 2, "dilationRate": [2, 3], "activation": "gelu"}, [IMAGE]),
    ("conv2d", {"filters": 3, "kernelSize": 3, "dilationRate": 2, "padding": "same"}, [IMAGE]),
    ("conv2d", {"filters": 3, "kernelSize": 1, "activation": "softmax"}, [[2, 2, 1]]),
    ("depthwiseConv2d", {"kernelSize": 3}, [IMAGE]),
    ("depthwiseConv2d", {"kernelSize": [2, 3], "depthMultiplier": 2, "padding": "same", "activation": "relu6"}, [IMAGE]),
    ("depthwiseConv2d", {"kernelSize": 3, "strides": 2, "padding": "same", "useBias": False}, [IMAGE]),
    ("depthwiseConv2d", {"kernelSize": 2, "strides": 2, "depthMultiplier": 3}, [[4, 5, 2]]),
    ("depthwiseConv2d", {"kernelSize": 2, "dilationRate": 2}, [IMAGE]),
    ("separableConv2d", {"filters": 4, "kernelSize": 3}, [IMAGE]),
    ("separableConv2d", {"filters": 2, "kernelSize": 3, "depthMultiplier": 2, "strides": 2, "padding": "same", "activation": "swish"}, [IMAGE]),
    ("separableConv2d", {"filters": 5, "kernelSize": [3, 2], "useBias": False}, [IMAGE]),
    ("separableConv2d", {"filters": 2, "kernelSize": 2, "dilationRate": 2, "padding": "same"}, [IMAGE]),
    ("conv2d", {"filters": 1, "kernelSize": 2, "kernelRegularizer": {"l2": 0.05}}, [[3, 3, 2]]),
    ("depthwiseConv2d", {"kernelSize": 2, "depthwiseRegularizer": {"l1": 0.02}}, [[3, 3, 2]]),
    ("separableConv2d", {"filters": 2, "kernelSize": 2, "depthwiseRegularizer": {"l1": 0.02}}, [[3, 3, 2]]),
    ("separableConv2d", {"filters": 2, "kernelSize": 2, "pointwiseRegularizer": {"l2": 0.02}}, [[3, 3, 2]]),
    ("batchNormalization", {}, [IMAGE]),
    ("batchNormalization", {"momentum": 0.9, "epsilon": 0.1}, [[4]]),
    ("batchNormalization", {"center": False}, [IMAGE]),
    ("batchNormalization", {"scale": False}, [[4]]),
    ("batchNormalization", {"center": False, "scale": False}, [[3, 4]]),
    ("layerNormalization", {}, [[6]]),
    ("layerNormalization", {"epsilon": 0.1}, [IMAGE]),
    ("layerNormalization", {"center": False}, [[3, 4]]),
    ("layerNormalization", {"scale": False}, [IMAGE]),
    *[("activation", {"activation": name}, [[3, 4]]) for name in ACTIVATION_NAMES],
    ("activation", {"activation": "elu", "alpha": 0.5}, [[6]]),
    ("activation", {"activation": "leakyRelu", "alpha": 0.01}, [IMAGE]),
    *[
        (kind, options, [IMAGE])
        for kind in ("maxPooling2d", "averagePooling2d")
        for options in (
            {"poolSize": 2},
            {"poolSize": 3, "padding": "same"},
            {"poolSize": [2, 3], "strides": 1},
            {"poolSize": 3, "strides": 2, "padding": "same"},
            {"poolSize": [1, 2], "strides": [2, 1]},
        )
    ],
    ("maxPooling2d", {}, [IMAGE]),
    ("globalAveragePooling2d", {}, [IMAGE]),
    ("globalAveragePooling2d", {"keepdims": True}, [IMAGE]),
    ("globalMaxPooling2d", {}, [IMAGE]),
    ("globalMaxPooling2d", {"keepdims": True}, [IMAGE]),
    ("zeroPadding2d", {}, [[2, 3, 2]]),
    ("zeroPadding2d", {"padding": 2}, [[2, 2, 1]]),
    ("zeroPadding2d", {"padding": [0, 2]}, [[2, 3, 2]]),
    ("zeroPadding2d", {"padding": [[1, 2], [3, 0]]}, [[2, 3, 2]]),
    ("dropout", {"rate": 0.5}, [[6]]),
    ("dropout", {"rate": 0}, [IMAGE]),
    ("spatialDropout2d", {"rate": 0.25}, [IMAGE]),
    ("add", {}, [IMAGE, IMAGE]),
    ("add", {}, [[4], [4], [4]]),
    ("add", {}, [IMAGE, [1, 1, 3]]),
    ("add", {}, [[3], IMAGE]),
    ("multiply", {}, [IMAGE, IMAGE, IMAGE]),
    ("multiply", {}, [IMAGE, [3]]),
    ("multiply", {}, [[5, 1, 3], [1, 6, 1]]),
    ("concatenate", {}, [IMAGE, [5, 6, 2]]),
    ("concatenate", {"axis": 1}, [IMAGE, [2, 6, 3]]),
    ("concatenate", {"axis": -2}, [IMAGE, [5, 1, 3], [5, 2, 3]]),
    ("concatenate", {}, [[3], [4]]),
    ("resize", {"height": 8, "width": 4}, [IMAGE]),
    ("resize", {"height": 3, "width": 12}, [[3, 4, 1]]),
    ("randomFlip", {}, [IMAGE]),
    ("randomContrast", {"factor": 0.3}, [IMAGE]),
    ("randomErasing", {}, [IMAGE]),
    ("mixup", {}, [IMAGE]),
    # Ranges of one number leave nothing to chance: what Keras does in training can be compared.
    ("randomTranslation", {"heightFactor": [0.3, 0.3], "widthFactor": [-0.11, -0.11]}, [IMAGE]),
    ("randomTranslation", {"heightFactor": [-0.4, -0.4], "widthFactor": [0, 0], "fillMode": "constant", "fillValue": 0.5}, [IMAGE]),
    ("randomTranslation", {"heightFactor": [0.2, 0.2], "widthFactor": [0.35, 0.35], "interpolation": "nearest", "fillMode": "nearest"}, [IMAGE]),
    ("randomRotation", {"factor": [0.07, 0.07]}, [IMAGE]),
    ("randomRotation", {"factor": [-0.21, -0.21], "fillMode": "constant"}, [IMAGE]),
    ("randomZoom", {"heightFactor": [0.4, 0.4]}, [IMAGE]),
    ("randomZoom", {"heightFactor": [-0.3, -0.3], "widthFactor": [0.15, 0.15], "fillMode": "nearest"}, [IMAGE]),
]

MOVING = ("randomTranslation", "randomRotation", "randomZoom")


def numbers(array):
    """Row-major, seven significant digits: what float32 holds."""
    return [float(f"{value:.7g}") for value in np.asarray(array, dtype=np.float32).ravel()]


def keras_layer(kind, options):
    if kind == "input":
        return keras.layers.Identity()
    if kind == "activation":
        return keras.layers.Activation(activation(options["activation"], options.get("alpha")))
    return construct(LAYERS[kind], options)


def random_weight(generator, name, shape):
    if "variance" in name:
        return generator.uniform(0.5, 1.5, shape)
    if "gamma" in name:
        return generator.uniform(0.5, 1.5, shape)
    return generator.normal(0, 0.7, shape)


def rounded(array):
    """Three decimals as float32, so that the fixture stays small and both sides read the same numbers."""
    return np.round(array, 3).astype(np.float32)


def run(generator, kind, options, shapes):
    layer = keras_layer(kind, options)
    inputs = [rounded(generator.normal(0, 2, [BATCH, *shape])) for shape in shapes]
    merges = kind in ("add", "multiply", "concatenate")
    arguments = inputs if merges else inputs[0]
    symbolic = [keras.Input(shape) for shape in shapes]
    output = layer(symbolic if merges else symbolic[0])
    names = [variable.name for variable in layer.weights]
    values = [
        rounded(random_weight(generator, name, value.shape)) for name, value in zip(names, layer.get_weights())
    ]
    layer.set_weights(values)
    case = {
        "type": kind,
        "options": options,
        "inputShapes": shapes,
        "inputs": [numbers(value) for value in inputs],
        "outputShape": list(output.shape[1:]),
        "trainableCount": int(sum(np.prod(weight.shape) for weight in layer.trainable_weights)),
        "parameterCount": int(layer.count_params()),
        "weights": [
            {"name": name, "shape": list(value.shape), "values": numbers(value)} for name, value in zip(names, values)
        ],
        "output": numbers(layer(arguments, training=False)),
        "penalty": float(sum(float(loss) for loss in layer.losses)),
    }
    if kind in MOVING:
        case["moved"] = numbers(layer(arguments, training=True))
    if kind == "batchNormalization":
        training = layer(arguments, training=True)
        moved = dict(zip(names, layer.get_weights()))
        case["training"] = {
            "output": numbers(training),
            "movingMean": numbers(moved["moving_mean"]),
            "movingVariance": numbers(moved["moving_variance"]),
        }
    return case


def main():
    generator = np.random.default_rng(11)
    cases = [run(generator, *case) for case in CASES]
    path = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "kerasLayers.json"
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    head = json.dumps({"madeBy": "test/parity/make_layer_fixture.py", "keras": keras.__version__, "batch": BATCH})
    path.write_text(head[:-1] + ', "cases": [\n' + lines + "\n]}\n")
    print(f"{path.name}: {len(cases)} cases")


main()
