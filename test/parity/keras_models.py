"""Builds Keras models, optimizers and callbacks from a planned model in JSON (test/support/plannedModel.ts writes it).

Options have Keras's names in camelCase, so most of them go straight to Keras's constructors: an option that a
constructor does not know is an error, never ignored.
"""

import inspect
import re

import keras
from keras import layers as L

LAYERS = {
    "rescale": L.Rescaling,
    "resize": L.Resizing,
    "flatten": L.Flatten,
    "reshape": L.Reshape,
    "dense": L.Dense,
    "conv2d": L.Conv2D,
    "depthwiseConv2d": L.DepthwiseConv2D,
    "separableConv2d": L.SeparableConv2D,
    "batchNormalization": L.BatchNormalization,
    "layerNormalization": L.LayerNormalization,
    "maxPooling2d": L.MaxPooling2D,
    "averagePooling2d": L.AveragePooling2D,
    "globalAveragePooling2d": L.GlobalAveragePooling2D,
    "globalMaxPooling2d": L.GlobalMaxPooling2D,
    "zeroPadding2d": L.ZeroPadding2D,
    "dropout": L.Dropout,
    "spatialDropout2d": L.SpatialDropout2D,
    "randomFlip": L.RandomFlip,
    "randomTranslation": L.RandomTranslation,
    "randomRotation": L.RandomRotation,
    "randomZoom": L.RandomZoom,
    "randomContrast": L.RandomContrast,
    "randomErasing": L.RandomErasing,
    "mixup": L.MixUp,
    "add": L.Add,
    "multiply": L.Multiply,
    "concatenate": L.Concatenate,
}

# What is named or parameterized otherwise than in Keras; the others have the same name in both.
ACTIVATIONS = {
    "relu6": lambda x, _: keras.activations.relu6(x),
    "gelu": lambda x, _: keras.activations.gelu(x, approximate=False),
    "geluTanh": lambda x, _: keras.activations.gelu(x, approximate=True),
    "elu": lambda x, alpha: keras.activations.elu(x, alpha=1.0 if alpha is None else alpha),
    "leakyRelu": lambda x, alpha: keras.activations.leaky_relu(x, negative_slope=0.2 if alpha is None else alpha),
    "swish": lambda x, _: keras.activations.silu(x),
}

OPTIMIZERS = {
    "adamW": keras.optimizers.AdamW,
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
}

CALLBACKS = {
    "earlyStopping": keras.callbacks.EarlyStopping,
    "reduceLearningRateOnPlateau": keras.callbacks.ReduceLROnPlateau,
}

MONITORS = {"loss": "loss", "accuracy": "accuracy", "validationLoss": "val_loss", "validationAccuracy": "val_accuracy"}


def snake(name):
    """`kernelSize` -> `kernel_size`, `beta1` -> `beta_1`."""
    return re.sub(r"(?<=[a-z])([A-Z0-9])", r"_\1", name).lower()


def converted(option, value):
    """An option's value as Keras wants it."""
    if option == "activation" and isinstance(value, str):
        return activation(value)
    if option.endswith("Initializer") and isinstance(value, str):
        return snake(value)
    if option.endswith("Regularizer") and isinstance(value, dict):
        return keras.regularizers.L1L2(l1=value.get("l1", 0.0), l2=value.get("l2", 0.0))
    if option == "monitor":
        return MONITORS[value]
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def activation(name, alpha=None):
    """A Keras activation, as a function or by its name."""
    return (lambda x: ACTIVATIONS[name](x, alpha)) if name in ACTIVATIONS else snake(name)


# Options whose Keras name is not just the camelCase name in snake_case.
RENAMED = {"minLearningRate": "min_lr", "globalClipnorm": "global_clipnorm"}


def construct(constructor, options, **more):
    """Calls `constructor` with camelCase options; None means "not given"."""
    known = inspect.signature(constructor.__init__).parameters
    arguments = dict(more)
    for option, value in options.items():
        if value is None:
            continue
        # Every layer of Keras takes it, though no constructor names it.
        if option == "trainable":
            arguments[option] = value is not False
            continue
        name = RENAMED.get(option, snake(option))
        if name not in known:
            raise ValueError(f"{constructor.__name__} has no argument {name} (option {option} = {value!r})")
        arguments[name] = converted(option, value)
        # JSON writes 0.0 as 0, and Keras insists.
        if isinstance(known[name].default, float):
            arguments[name] = float(arguments[name])
    return constructor(**arguments)


def build_model(planned, rates=True, rescale=True):
    """A `keras.Model`. `rates=False` leaves dropout out; `rescale=False` leaves rescaling out (images come scaled)."""
    outputs = {}
    for layer in planned["layers"]:
        name, kind = layer["name"], layer["type"]
        if kind == "input":
            outputs[name] = keras.Input(tuple(planned["inputShape"]), name=name)
            source = outputs[name]
            continue
        inputs = [outputs[origin] for origin in layer["from"]]
        is_left_out = (kind in ("dropout", "spatialDropout2d") and not rates) or (kind == "rescale" and not rescale)
        if is_left_out:
            outputs[name] = inputs[0]
            continue
        options = layer["options"]
        if kind == "activation":
            keras_layer = L.Activation(activation(options["activation"], options.get("alpha")), name=name)
        else:
            keras_layer = construct(LAYERS[kind], options, name=name)
        merges = kind in ("add", "multiply", "concatenate")
        outputs[name] = keras_layer(inputs if merges else inputs[0])
    return keras.Model(source, outputs[planned["layers"][-1]["name"]], name="model")


def set_weights(model, planned, tensors):
    """Copies tensors named `<layer>/<weight>` into the model; shapes must agree."""
    for layer in planned["layers"]:
        if layer["weights"]:
            values = [tensors[f"{layer['name']}/{weight['name']}"] for weight in layer["weights"]]
            model.get_layer(layer["name"]).set_weights(values)


def build_optimizer(recipe):
    return construct(OPTIMIZERS[recipe["optimizer"]["type"]], recipe["optimizer"]["options"])


def build_callbacks(recipe):
    return [construct(CALLBACKS[callback["type"]], callback["options"]) for callback in recipe["callbacks"]]


def compiled(planned, rates=True, rescale=True):
    """A model ready to train with the planned recipe's optimizer."""
    model = build_model(planned, rates, rescale)
    model.compile(build_optimizer(planned["recipe"]), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
