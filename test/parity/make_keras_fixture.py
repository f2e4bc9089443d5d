"""Makes models as people write them and stores what to_json says of them: make_keras_fixture.py FOLDER.

For test/fixtures/keras; Keras 3 and, as the package tf-keras, Keras 2. Not needed to run any test: run by hand in an
environment that has both. FOLDER/NAME.json is what to_json gave, FOLDER/facts.json what summary() counts:
{NAME: {"parameters": N, "shapes": [[...]]}}, the shapes of weights in order.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tf_keras


def tutorial(api):
    """The first model of TensorFlow's own tutorial on Fashion-MNIST: matrices in, logits out."""
    layers = api.layers
    model = api.Sequential(
        [
            layers.Input((28, 28)) if api is keras else layers.Flatten(input_shape=(28, 28)),
            *([layers.Flatten()] if api is keras else []),
            layers.Dense(128, activation="relu"),
            layers.Dense(10),
        ]
    )
    loss = api.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def convolutions(api):
    layers, regularizers = api.layers, api.regularizers
    return api.Sequential(
        [
            layers.Input((32, 32, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, padding="same", kernel_initializer="he_normal", kernel_regularizer=regularizers.l2(1e-4)),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.DepthwiseConv2D(3, strides=2, depth_multiplier=2, use_bias=False),
            layers.LeakyReLU(),
            layers.SeparableConv2D(12, (3, 2), activation="swish"),
            layers.ReLU(6.0),
            layers.AveragePooling2D((2, 1), strides=1),
            layers.SpatialDropout2D(0.1),
            layers.GlobalMaxPooling2D(),
            layers.LayerNormalization(),
            layers.Dense(12, activation="elu", kernel_initializer=api.initializers.RandomNormal(stddev=0.05)),
            layers.Dropout(0.5),
            layers.Dense(10),
            layers.Softmax(),
        ],
        name="convolutions",
    )


def residual(api):
    """A functional model with shortcuts, and a model inside it."""
    layers = api.layers
    augmentation = api.Sequential(
        [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.2)], name="augmentation"
    )
    inputs = api.Input((28, 28, 1), name="pixels")
    x = augmentation(inputs)
    x = layers.Rescaling(1.0 / 127.5, offset=-1)(x)
    x = stem = layers.Conv2D(8, 3, padding="same", activation="relu", name="stem")(x)
    x = layers.Conv2D(8, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Add()([x, stem])
    side = layers.Conv2D(4, 1, name="side")(stem)
    x = layers.Concatenate()([layers.Activation("gelu")(x), side])
    x = layers.ZeroPadding2D(((1, 0), (0, 1)))(x)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Multiply()([x, layers.Conv2D(12, 1, activation="sigmoid")(gate)])
    x = layers.Reshape((-1,))(x)
    return api.Model(inputs, layers.Dense(10, activation="softmax")(x), name="residual")


def transfer(api):
    """A published network as a layer, frozen."""
    layers = api.layers
    base = api.applications.MobileNetV2((96, 96, 3), alpha=0.35, include_top=False, weights=None)
    base.trainable = False
    inputs = api.Input((96, 96, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    model = api.Model(inputs, layers.Dense(5, activation="softmax")(x))
    loss = api.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(api.optimizers.SGD(0.01, momentum=0.9, nesterov=True), loss=loss)
    return model


folder = Path(sys.argv[1])
facts = {}
for version, api in (("3", keras), ("2", tf_keras)):
    for make in (tutorial, convolutions, residual, transfer):
        api.backend.clear_session()
        model = make(api)
        name = f"{make.__name__}-keras{version}"
        (folder / f"{name}.json").write_text(model.to_json(), encoding="utf-8")
        facts[name] = {
            "parameters": model.count_params(),
            "shapes": sorted([list(weight.shape) for weight in model.weights if "seed" not in weight.name]),
        }
        print(name, facts[name]["parameters"])
(folder / "facts.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
