"""Keras's `model.predict` on a backbone: `keras_feature_peer.py FOLDER BATCH_SIZE INPUT_SIZE`, see peer_protocol.py.

From the same grey images: resized, repeated in three channels, scaled, sent through MobileNet and pooled, in one model. A
request's model is the name of the last layer.
"""

import sys
import time
from pathlib import Path

import peer_protocol

import keras
import tensorflow as tf

from exchange import read_images


def features(size, up_to):
    images = keras.Input((28, 28, 1))
    resized = keras.layers.Resizing(size, size, interpolation="bilinear")(images)
    colour = keras.layers.Concatenate()([resized, resized, resized])
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(colour)
    network = keras.applications.MobileNet(include_top=False, weights=None, input_shape=(size, size, 3))
    cut = keras.Model(network.input, network.get_layer(up_to).output)
    return keras.Model(images, keras.layers.GlobalAveragePooling2D()(cut(scaled)))


def main():
    folder, batch_size, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    images, _ = read_images(folder)
    models = {}

    def extract(name, samples):
        if name not in models:
            models[name] = features(size, name)
            models[name].predict(images[:batch_size], batch_size=batch_size, verbose=0)
        started = time.perf_counter()
        models[name].predict(images[:samples], batch_size=batch_size, verbose=0)
        return samples / (time.perf_counter() - started)

    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    peer_protocol.serve(versions, ["its function is traced before"], extract)


main()
