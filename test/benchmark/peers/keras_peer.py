"""Keras's `model.fit` on TensorFlow: `keras_peer.py FOLDER BATCH_SIZE`, see peer_protocol.py."""

import sys
import time
from pathlib import Path

import peer_protocol

import keras
import tensorflow as tf

from exchange import read_images, read_json
from keras_models import compiled


class EpochTimer(keras.callbacks.Callback):
    """Times the steps of an epoch alone, without what `fit` does once before: the friendliest reading."""

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds = time.perf_counter() - self.started


def main():
    folder, batch_size = Path(sys.argv[1]), int(sys.argv[2])
    images, labels = read_images(folder)
    images /= 255
    models = {}

    def train(name, samples):
        if name not in models:
            models[name] = compiled(read_json(folder / f"{name}.json"), rescale=False)
        timer = EpochTimer()
        x, y = images[:samples], labels[:samples]
        models[name].fit(x, y, batch_size=batch_size, epochs=1, verbose=0, callbacks=[timer])
        return samples / timer.seconds

    notes = ["pixels scaled before training, not in it"]
    peer_protocol.serve({"keras": keras.__version__, "tensorflow": tf.__version__}, notes, train)


main()
