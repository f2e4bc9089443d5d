"""Runs exported Keras programs: run_keras_code.py ROOT (see interop_exchange.py).

Each builds its model, loads its weights and predicts; its parameters are counted; what `to_json` gives is written to
ROOT/NAME/keras.model.json; and some train for two epochs.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np
from interop_exchange import run_format

# A 1 × 1 convolution stands for the colours that VGG16 knows: 12 numbers that are no weights here.
COLOURS = {"vgg16": 12}


def module_of(path):
    spec = importlib.util.spec_from_file_location(path.parent.name.replace("-", "_"), path / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path, images):
    cases = json.loads((path.parents[1] / "cases.json").read_text(encoding="utf-8"))
    name = path.parent.name
    module = module_of(path)
    model = module.load_weights(module.build_model(), path / "weights.npz")
    expected = cases["parameters"][name] + COLOURS.get(name, 0)
    if model.count_params() != expected:
        raise ValueError(f"{name}: {model.count_params()} parameters, {expected} expected")
    (path.parent / "keras.model.json").write_text(model.to_json(), encoding="utf-8")
    probabilities = model.predict(images, verbose=0)
    labels = np.asarray(cases["labels"])
    if name not in cases["trained"]:
        return probabilities
    # In the first step of a warm-up nothing is learned: two epochs of one or two steps.
    phases = {"fine_tuning_epochs": 2} if "fine_tuning_epochs" in module.train.__code__.co_varnames else {}
    before = [weight.numpy() for weight in model.trainable_weights]
    module.train(model, images, labels, (images[:20], labels[:20]), epochs=2, **phases)
    if all(np.array_equal(weight, now.numpy()) for weight, now in zip(before, model.trainable_weights)):
        raise ValueError(f"{name}: nothing was learned")
    return probabilities


os.chdir(Path(sys.argv[1]))
run_format(sys.argv[1], "keras", read)
