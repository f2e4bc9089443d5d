"""Writes test/fixtures/kerasCallbacks.json: what Keras's callbacks do with tables of losses and accuracies.

Run with a Python that has Keras 3 and TensorFlow: python test/parity/make_callback_fixture.py
"""

import json
import math
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np

KERAS_MONITOR = {
    "validationLoss": "val_loss",
    "validationAccuracy": "val_accuracy",
    "loss": "loss",
    "accuracy": "accuracy",
}


class RecordingModel:
    """As much of a model as a callback touches; notes when the weights are read and written."""

    def __init__(self, learning_rate):
        self.optimizer = keras.optimizers.SGD(learning_rate)
        self.stop_training = False
        self.weights_read = False
        self.epoch = 0
        self.restored = None

    def get_weights(self):
        self.weights_read = True
        return self.epoch

    def set_weights(self, weights):
        self.restored = weights


def mode_of(monitor):
    return "max" if "ccuracy" in monitor else "min"


def run(callback, monitor, values, learning_rate=0.001):
    """One row an epoch: [kept, stopped, learning rate after it]; ends where training would."""
    model = RecordingModel(learning_rate)
    callback.set_model(model)
    callback.on_train_begin()
    rows = []
    for epoch, value in enumerate(values):
        model.epoch = epoch + 1
        model.weights_read = False
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {} if value is None else {KERAS_MONITOR[monitor]: value})
        rate = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
        rows.append([model.weights_read, model.stop_training, rate])
        if model.stop_training:
            break
    callback.on_train_end()
    return {"epochs": rows, "restored": model.restored}


def early_stopping(options, values):
    monitor = options.get("monitor", "validationLoss")
    callback = keras.callbacks.EarlyStopping(
        monitor=KERAS_MONITOR[monitor],
        mode=mode_of(monitor),
        patience=options.get("patience", 0),
        min_delta=options.get("minDelta", 0),
        baseline=options.get("baseline"),
        start_from_epoch=options.get("startFromEpoch", 0),
        restore_best_weights=options.get("restoreBestWeights", False),
    )
    return run(callback, monitor, values)


def reduce_on_plateau(options, values):
    monitor = options.get("monitor", "validationLoss")
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor=KERAS_MONITOR[monitor],
        mode=mode_of(monitor),
        factor=options.get("factor", 0.1),
        patience=options.get("patience", 10),
        min_delta=options.get("minDelta", 1e-4),
        cooldown=options.get("cooldown", 0),
        min_lr=options.get("minLearningRate", 0),
    )
    return run(callback, monitor, values)


class CheckpointRecorder(keras.callbacks.ModelCheckpoint):
    """Asks the model for its weights where the original would write a file."""

    def _save_model(self, epoch, batch, logs):
        if self._should_save_model(epoch, batch, logs, ""):
            self.model.get_weights()


def best_checkpoint(options, values):
    monitor = options.get("monitor", "validationLoss")
    callback = CheckpointRecorder(
        "unused.weights.h5",
        monitor=KERAS_MONITOR[monitor],
        mode=mode_of(monitor),
        save_best_only=True,
        save_weights_only=True,
    )
    return run(callback, monitor, values)


RUNNERS = {
    "earlyStopping": early_stopping,
    "reduceLearningRateOnPlateau": reduce_on_plateau,
    "bestCheckpoint": best_checkpoint,
}


def hand_written():
    """Cases at the edges."""
    falling = [1.0, 0.9, 0.8, 0.7, 0.6]
    flat = [0.5] * 12
    valley = [1.0, 0.6, 0.5, 0.55, 0.52, 0.51, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1]
    for patience in (0, 1, 2, 3):
        for values in (falling, flat, valley, [0.5], [0.5, 0.5]):
            for restore in (False, True):
                yield "earlyStopping", {"patience": patience, "restoreBestWeights": restore}, values
    yield "earlyStopping", {"patience": 2, "minDelta": 0.05, "restoreBestWeights": True}, [1.0, 0.96, 0.95, 0.9, 0.88, 0.87, 0.86]
    yield "earlyStopping", {"patience": 2, "baseline": 0.55, "restoreBestWeights": True}, valley
    yield "earlyStopping", {"patience": 3, "baseline": 0.1, "restoreBestWeights": True}, valley
    yield "earlyStopping", {"patience": 1, "startFromEpoch": 4, "restoreBestWeights": True}, valley
    yield "earlyStopping", {"patience": 0, "startFromEpoch": 1}, [0.5, 0.6, 0.7, 0.8]
    for patience in (0, 1, 2, 3):
        for cooldown in (0, 1, 2):
            options = {"factor": 0.5, "patience": patience, "cooldown": cooldown}
            yield "reduceLearningRateOnPlateau", options, flat
            yield "reduceLearningRateOnPlateau", {**options, "minLearningRate": 0.0002}, valley
    yield "reduceLearningRateOnPlateau", {"factor": 0.5, "patience": 1, "minLearningRate": 0.001}, flat
    yield "reduceLearningRateOnPlateau", {"factor": 0.5, "patience": 1}, [0.5, 0.49995, 0.4999, 0.49985, 0.49]
    yield "reduceLearningRateOnPlateau", {}, [0.5] * 25
    yield "bestCheckpoint", {}, valley
    yield "bestCheckpoint", {"monitor": "validationAccuracy"}, valley


def random_cases(generator, count):
    for _ in range(count):
        kind = str(generator.choice(list(RUNNERS)))
        monitor = str(generator.choice(list(KERAS_MONITOR)))
        length = int(generator.integers(5, 30))
        trend = np.exp(-np.arange(length) / 5) if mode_of(monitor) == "min" else 1 - np.exp(-np.arange(length) / 5)
        noise = generator.normal(0, 0.03, length)
        # Few distinct values, so that ties are frequent.
        values = [round(float(v), 2) for v in trend * 0.5 + 0.3 + noise]
        options = {"monitor": monitor}
        if kind == "earlyStopping":
            options.update(patience=int(generator.integers(0, 6)), restoreBestWeights=bool(generator.integers(2)))
            if generator.random() < 0.5:
                options["minDelta"] = float(generator.choice([0.01, 0.05]))
            if generator.random() < 0.3:
                options["startFromEpoch"] = int(generator.integers(0, 8))
            if generator.random() < 0.3:
                options["baseline"] = float(generator.choice([0.4, 0.6, 0.75]))
        if kind == "reduceLearningRateOnPlateau":
            options.update(
                factor=float(generator.choice([0.1, 0.2, 0.5])),
                patience=int(generator.integers(0, 5)),
                cooldown=int(generator.integers(0, 4)),
                minDelta=float(generator.choice([0, 1e-4, 0.02])),
                minLearningRate=float(generator.choice([0, 1e-5, 2e-4])),
            )
        yield kind, options, values


def schedules():
    steps_per_epoch, epochs = 7, 12
    total = steps_per_epoch * epochs
    moments = list(range(total + 3))

    def cosine(options, warmup):
        schedule = keras.optimizers.schedules.CosineDecay(
            0.0 if warmup else 1.0,
            decay_steps=total - warmup,
            alpha=options.get("finalFactor", 0.0),
            warmup_target=1.0 if warmup else None,
            warmup_steps=warmup,
        )
        return [float(schedule(step)) for step in moments]

    def stair(options):
        schedule = keras.optimizers.schedules.ExponentialDecay(
            1.0,
            decay_steps=options.get("everyEpochs", 10) * steps_per_epoch,
            decay_rate=options.get("factor", 0.1),
            staircase=True,
        )
        return [float(schedule(step)) for step in moments]

    for options, warmup in (
        ({}, 0),
        ({"finalFactor": 0.1}, 0),
        ({"warmupEpochs": 2}, 14),
        ({"warmupEpochs": 0.5, "finalFactor": 0.05}, round(0.5 * steps_per_epoch + 1e-9)),
        ({"warmupFraction": 0.25}, total // 4),
        ({"warmupFraction": 0.25, "warmupEpochs": 1}, total // 4),
    ):
        yield {"type": "cosine", "options": options, "factors": cosine(options, warmup)}
    for options in ({}, {"everyEpochs": 3}, {"everyEpochs": 2, "factor": 0.5}):
        yield {"type": "step", "options": options, "factors": stair(options)}


def main():
    generator = np.random.default_rng(20240501)
    cases = []
    for kind, options, values in [*hand_written(), *random_cases(generator, 120)]:
        cases.append({"type": kind, "options": options, "values": values, **RUNNERS[kind](options, values)})
    document = {
        "madeBy": "test/parity/make_callback_fixture.py",
        "keras": keras.__version__,
        "learningRate": 0.001,
        "callbacks": cases,
        "schedules": {"stepsPerEpoch": 7, "totalSteps": 84, "cases": list(schedules())},
    }
    assert not any(math.isnan(value) for case in cases for value in case["values"])
    path = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "kerasCallbacks.json"
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    text = json.dumps({**document, "callbacks": "CASES"}, indent=2).replace('"CASES"', "[\n" + lines + "\n  ]")
    path.write_text(text + "\n")
    print(f"{path.name}: {len(cases)} cases")


main()
