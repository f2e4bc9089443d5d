"""Builds plain PyTorch modules from a planned model in JSON: chains of the layers that the shipped ANN and CNN use."""

import torch
from torch import nn

ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "gelu": nn.GELU,
    "geluTanh": lambda: nn.GELU("tanh"),
    "elu": nn.ELU,
    "leakyRelu": lambda: nn.LeakyReLU(0.2),
    "swish": nn.SiLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}


class ChannelsLastFlatten(nn.Module):
    """Flattens [N, C, H, W] in the order of [H, W, C], so that weights from channels-last models fit."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x.flatten(1)


def build_chain(planned, rescale=True, channels_last_flatten=False):
    """Modules in order, and the planned layer of each that has weights. The last softmax is left out: logits."""
    modules, owners = [], []

    def append(module, owner=None):
        modules.append(module)
        owners.append(owner)

    layers = planned["layers"]
    for position, layer in enumerate(layers):
        kind, options = layer["type"], layer["options"]
        is_last = position == len(layers) - 1
        if kind == "input":
            continue
        if kind == "rescale":
            if rescale:
                append(Rescale(options["scale"], options["offset"]))
        elif kind == "flatten":
            append(ChannelsLastFlatten() if channels_last_flatten else nn.Flatten())
        elif kind == "dense":
            append(nn.Linear(layer["inputShapes"][0][-1], options["units"], options["useBias"]), layer)
        elif kind == "conv2d":
            if list(options["strides"]) != [1, 1] and options["padding"] == "same":
                raise ValueError(f"{layer['name']}: PyTorch pads strided convolutions differently")
            append(convolution(layer, options), layer)
        elif kind == "batchNormalization":
            channels = layer["inputShapes"][0][-1]
            norm = nn.BatchNorm2d if len(layer["inputShapes"][0]) == 3 else nn.BatchNorm1d
            append(norm(channels, eps=options["epsilon"], momentum=1 - options["momentum"]), layer)
        elif kind == "maxPooling2d":
            append(nn.MaxPool2d(tuple(options["poolSize"]), tuple(options.get("strides") or options["poolSize"])))
        elif kind == "dropout":
            append(nn.Dropout(options["rate"]))
        elif kind != "activation":
            raise ValueError(f"{layer['name']}: no PyTorch counterpart for {kind}")
        activation = options.get("activation")
        if activation is not None and activation != "linear" and not (is_last and activation == "softmax"):
            append(ACTIVATIONS[activation]())
    return nn.Sequential(*modules), owners


class Rescale(nn.Module):
    """x * scale + offset."""

    def __init__(self, scale, offset):
        super().__init__()
        self.scale, self.offset = scale, offset

    def forward(self, x):
        return x * self.scale + self.offset


def convolution(layer, options):
    return nn.Conv2d(
        layer["inputShapes"][0][-1],
        options["filters"],
        tuple(options["kernelSize"]),
        stride=tuple(options["strides"]),
        padding=options["padding"],
        dilation=tuple(options["dilationRate"]),
        bias=options["useBias"],
    )


def set_weights(chain, owners, tensors):
    """Copies tensors named `<layer>/<weight>` into the modules, transposed to PyTorch's layouts."""
    names = {"kernel": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}
    names |= {"movingMean": "running_mean", "movingVariance": "running_var"}
    with torch.no_grad():
        for module, layer in zip(chain, owners):
            for weight in layer["weights"] if layer else []:
                value = torch.tensor(tensors[f"{layer['name']}/{weight['name']}"])
                if weight["name"] == "kernel":
                    value = value.T if value.dim() == 2 else value.permute(3, 2, 0, 1)
                getattr(module, names[weight["name"]]).copy_(value)
