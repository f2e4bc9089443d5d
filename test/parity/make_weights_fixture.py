"""Writes test/fixtures/weights: small files of weights, as Keras writes them and once did, for the readers.

Element i of the weight number w of a layer is ((7919 * i + 104729 * w + 31 * len(layer name)) % 1000 + 1) / 1024: the
tests know what must come out.

Run with a Python that has Keras 3 and TensorFlow: python test/parity/make_weights_fixture.py
"""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

folder = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "weights"
folder.mkdir(exist_ok=True)


def value(layer, index, shape):
    numbers = (7919 * np.arange(np.prod(shape)) + 104729 * index + 31 * len(layer)) % 1000 + 1
    return (numbers / 1024).astype(np.float32).reshape(shape)


whole = keras.applications.MobileNet(include_top=False, weights=None, input_shape=(32, 32, 3), alpha=0.25)
model = keras.Model(whole.input, whole.get_layer("conv_pw_1_relu").output, name="small")
for layer in model.layers:
    layer.set_weights([value(layer.name, index, weight.shape) for index, weight in enumerate(layer.weights)])

model.save_weights(folder / "keras3.weights.h5")
model.save(folder / "model.h5")
with h5py.File(folder / "legacy.h5", "w") as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, model)
outer = keras.Sequential([keras.Input((32, 32, 3)), model, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)])
outer.save_weights(folder / "nested.weights.h5")
outer.save(folder / "nested.h5")

# As the published weights of VGG16 are, which Keras 1 wrote.
with h5py.File(folder / "keras1.h5", "w") as file:
    group = file.create_group("block1_conv1")
    for index, (name, shape) in enumerate([("W_1", (3, 3, 3, 64)), ("b_1", (64,))]):
        group.create_dataset(f"block1_conv1_{name}:0", data=value("block1_conv1", index, shape))

# Not weights of this network.
with h5py.File(folder / "strange.h5", "w") as file:
    file.create_group("conv1").create_dataset("kernel:0", data=np.zeros((2, 2), np.float32))
    file["conv1_bn"] = h5py.ExternalLink("legacy.h5", "/conv1_bn")
    file["loop"] = h5py.SoftLink("/")

for path in sorted(folder.iterdir()):
    print(path.name, path.stat().st_size)
