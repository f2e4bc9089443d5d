"""Writes test/fixtures/kerasOptimizers.json: a small vector after each of 20 steps of Keras's optimizers.

Run with a Python that has Keras 3 and TensorFlow: python test/parity/make_optimizer_fixture.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
from keras_models import OPTIMIZERS, construct

STEPS = 20
SIZE = 5

CASES = [
    ("adamW", {}),
    ("adamW", {"learningRate": 0.05, "weightDecay": 0.5}),
    ("adamW", {"learningRate": 0.05, "weightDecay": 0}),
    ("adamW", {"learningRate": 0.01, "beta1": 0.5, "beta2": 0.9, "epsilon": 0.01}),
    ("adam", {}),
    ("adam", {"learningRate": 0.1, "weightDecay": 0.1}),
    ("adam", {"learningRate": 0.02, "beta1": 0, "beta2": 0.99}),
    ("sgd", {}),
    ("sgd", {"learningRate": 0.1, "momentum": 0.9}),
    ("sgd", {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("sgd", {"learningRate": 0.1, "nesterov": True}),
    ("sgd", {"learningRate": 0.05, "weightDecay": 0.3}),
    ("sgd", {"learningRate": 0.05, "momentum": 0.5, "nesterov": True, "weightDecay": 0.3}),
    ("rmsprop", {}),
    ("rmsprop", {"learningRate": 0.05, "rho": 0.5, "epsilon": 0.001}),
    ("rmsprop", {"learningRate": 0.01, "momentum": 0.9}),
    ("rmsprop", {"learningRate": 0.02, "momentum": 0.5, "weightDecay": 0.2}),
]


def numbers(array):
    return [float(f"{value:.8g}") for value in np.asarray(array, dtype=np.float32).ravel()]


def run(kind, options, start, gradients, rates):
    optimizer = construct(OPTIMIZERS[kind], options)
    base = float(keras.ops.convert_to_numpy(optimizer.learning_rate))
    variable = keras.Variable(start)
    optimizer.build([variable])
    values = []
    for gradient, rate in zip(gradients, rates):
        optimizer.learning_rate = base * rate
        optimizer.apply([keras.ops.convert_to_tensor(gradient)])
        values.append(numbers(variable))
    return {"type": kind, "options": options, "learningRate": float(f"{base:.7g}"), "values": values}


def main():
    generator = np.random.default_rng(5)
    start = np.round(generator.normal(0, 1, SIZE), 3).astype(np.float32)
    gradients = np.round(generator.normal(0, 1, [STEPS, SIZE]) * [1, 0.1, 10, 0.001, 1], 4).astype(np.float32)
    gradients[:, 4] = 0  # a weight that nothing pulls at still decays
    rates = [1.0] * 8 + [0.5] * 6 + [0.25] * 6
    cases = [run(kind, options, start, gradients, rates) for kind, options in CASES]
    document = {
        "madeBy": "test/parity/make_optimizer_fixture.py",
        "keras": keras.__version__,
        "start": numbers(start),
        "gradients": [numbers(gradient) for gradient in gradients],
        "rateFactors": rates,
    }
    path = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "kerasOptimizers.json"
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    path.write_text(json.dumps(document)[:-1] + ', "cases": [\n' + lines + "\n]}\n")
    print(f"{path.name}: {len(cases)} cases")


main()
