"""Grad-CAM of random networks by Keras and TensorFlow's gradient tape.

Called by gradCamParity.ts: run_gradcam.py FOLDER. FOLDER/cases.json lists names; FOLDER/<name> holds model.json and
weights.json/.bin; FOLDER/data.json/.bin the images, FOLDER/asked.json/.bin `classWeights` [count, classes] (of each
class's logit in the score). Writes into each folder gradcam.json: {layer: {shape, values}} for every layer that
FOLDER/<name>/layers.json names, before the clipping at 0.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf
from exchange import read_images, read_json, read_tensors, write_json
from keras_models import build_model, set_weights


def grad_cam(folder, images, class_weights):
    planned = read_json(folder / "model.json")
    model = build_model(planned, rates=False)
    set_weights(model, planned, read_tensors(folder / "weights"))
    # The scores before the softmax: the last layer without its activation.
    model.layers[-1].activation = keras.activations.linear
    names = read_json(folder / "layers.json")
    both = keras.Model(model.input, [model.get_layer(name).output for name in names] + [model.layers[-1].output])
    with tf.GradientTape() as tape:
        pixels = tf.constant(images)
        tape.watch(pixels)
        *maps, scores = both(pixels, training=False)
        score = tf.reduce_sum(scores * class_weights)
    gradients = tape.gradient(score, maps)
    found = {}
    for name, features, gradient in zip(names, maps, gradients):
        weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
        cam = np.asarray(tf.reduce_sum(weights * features, axis=-1))
        found[name] = {"shape": list(cam.shape), "values": cam.flatten().tolist()}
    write_json(folder / "gradcam.json", found)


def main():
    root = Path(sys.argv[1])
    images, _ = read_images(root)
    class_weights = read_tensors(root / "asked")["classWeights"]
    for name in read_json(root / "cases.json"):
        grad_cam(root / name, images, class_weights)


main()
