"""Trains a model in Keras by its recipe: `run_recipe.py FOLDER SEED`.

FOLDER holds model.json (a planned model with its recipe), data.json/.bin (training images and labels, then the test
images and theirs) and split.json/.bin (`train`, `validation`, `test`: image numbers). Prints a line of JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from exchange import read_images, read_json, read_tensors
from keras_models import build_callbacks, compiled


def main():
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    planned = read_json(folder / "model.json")
    images, labels = read_images(folder)
    split = read_tensors(folder / "split")
    keras.utils.set_random_seed(seed)
    model = compiled(planned)
    recipe = planned["recipe"]
    started = time.perf_counter()
    history = model.fit(
        images[split["train"]],
        labels[split["train"]],
        batch_size=recipe["batchSize"],
        epochs=recipe["epochs"],
        validation_data=(images[split["validation"]], labels[split["validation"]]),
        callbacks=build_callbacks(recipe),
        verbose=0,
    )
    seconds = time.perf_counter() - started
    loss, accuracy = model.evaluate(images[split["test"]], labels[split["test"]], batch_size=1000, verbose=0)
    epochs = len(history.history["loss"])
    print(json.dumps({"testAccuracy": accuracy, "testLoss": loss, "epochs": epochs, "durationMs": seconds * 1000}))


main()
