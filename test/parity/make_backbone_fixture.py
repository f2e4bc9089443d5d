"""Writes test/fixtures/kerasBackbones.json: layers, shapes and parameters of Keras Applications' networks, no weights.

Run with a Python that has Keras 3 and TensorFlow: python test/parity/make_backbone_fixture.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras

A = keras.applications
# our name, Keras's constructor, width multiplier, input size
CASES = [
    ("mobilenetV1", A.MobileNet, 1.0, 96),
    ("mobilenetV1", A.MobileNet, 0.25, 75),
    ("mobilenetV2", A.MobileNetV2, 1.0, 96),
    ("mobilenetV2", A.MobileNetV2, 0.35, 75),
    ("mobilenetV2", A.MobileNetV2, 1.4, 64),
    ("vgg16", A.VGG16, None, 64),
]


def describe(name, constructor, alpha, size):
    width = {} if alpha is None else {"alpha": alpha}
    model = constructor(include_top=False, weights=None, input_shape=(size, size, 3), **width)
    layers = [
        [layer.name, list(layer.output.shape[1:]), [list(weight.shape) for weight in layer.weights]]
        for layer in model.layers[1:]
    ]
    return {
        "name": name,
        "alpha": 1 if alpha is None else alpha,
        "inputSize": size,
        "parameterCount": model.count_params(),
        "layers": layers,
    }


path = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "kerasBackbones.json"
head = json.dumps({"madeBy": "test/parity/make_backbone_fixture.py", "keras": keras.__version__})
path.write_text(head[:-1] + ', "cases": [\n' + ",\n".join("    " + json.dumps(describe(*c)) for c in CASES) + "\n]}\n")
print(f"{path.name}: {len(CASES)} networks")
