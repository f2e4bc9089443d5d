"""Predicts by exported SavedModels, as bytes and as floats: run_savedmodel.py ROOT (see interop_exchange.py)."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from interop_exchange import run_format


def read(path, images):
    signatures = tf.saved_model.load(str(path)).signatures
    probabilities = signatures["serving_default"](images=tf.constant(images))["probabilities"].numpy()
    floats = signatures["floats"](images=tf.constant(images.astype(np.float32)))["probabilities"].numpy()
    if not np.allclose(probabilities, floats, rtol=0, atol=1e-6):
        raise ValueError(f"{path}: bytes and floats give different probabilities")
    return probabilities


run_format(sys.argv[1], "savedmodel", read)
