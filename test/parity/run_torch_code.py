"""Runs exported PyTorch programs: run_torch_code.py ROOT (see interop_exchange.py).

Each builds its model, loads its weights and predicts; its parameters are counted; and some train for two epochs.
"""

import importlib.util
import json
import sys

import torch
from interop_exchange import run_format

COLOURS = {"vgg16": 12}


def module_of(path):
    spec = importlib.util.spec_from_file_location(path.parent.name.replace("-", "_"), path / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path, images):
    cases = json.loads((path.parents[1] / "cases.json").read_text(encoding="utf-8"))
    name = path.parent.name
    module = module_of(path)
    constructor = next(value for value in vars(module).values() if isinstance(value, type) and issubclass(value, torch.nn.Module))
    model = module.load_weights(constructor(), path / "weights.npz")
    state = [value for key, value in model.state_dict().items() if not key.endswith("num_batches_tracked")]
    count, expected = sum(value.numel() for value in state), cases["parameters"][name] + COLOURS.get(name, 0)
    if count != expected:
        raise ValueError(f"{name}: {count} parameters, {expected} expected")
    pixels, labels = torch.tensor(images), torch.tensor(cases["labels"])
    probabilities = module.predict(model, pixels).numpy()
    if name not in cases["trained"]:
        return probabilities
    # In the first step of a warm-up nothing is learned: two epochs of one or two steps.
    phases = {"fine_tuning_epochs": 2} if "fine_tuning_epochs" in module.train.__code__.co_varnames else {}
    before = [weight.clone() for weight in model.parameters() if weight.requires_grad]
    module.train(model, pixels, labels, (pixels[:20], labels[:20]), epochs=2, **phases)
    now = [weight for weight in model.parameters() if weight.requires_grad]
    if all(torch.equal(old, new) for old, new in zip(before, now)) and len(before) == len(now):
        raise ValueError(f"{name}: nothing was learned")
    return probabilities


run_format(sys.argv[1], "pytorch", read)
