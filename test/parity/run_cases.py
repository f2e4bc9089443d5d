"""Runs parity cases in Keras: `run_cases.py ROOT`.

Each folder in ROOT holds model.json (a planned model without dropout), weights.json/.bin (initial weights) and
indices.json/.bin (`indices`, int32 [steps, batch]); ROOT itself holds data.json/.bin (images and labels). Writes
keras.json into each folder: the loss at each step, and the trained model's probabilities on the first `probes` images.
For a model named in ROOT/cases.json under `torch`, torch.json gets PyTorch's probabilities before training.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from exchange import read_images, read_json, read_tensors, write_json
from keras_models import compiled, set_weights


def run_case(folder, images, labels, probes):
    planned = read_json(folder / "model.json")
    weights = read_tensors(folder / "weights")
    batches = read_tensors(folder / "indices")["indices"]
    model = compiled(planned)
    set_weights(model, planned, weights)
    before = model.predict(images[:probes], batch_size=probes, verbose=0)
    losses = []
    for batch in batches:
        model.reset_metrics()
        losses.append(float(model.train_on_batch(images[batch], labels[batch], return_dict=True)["loss"]))
    after = model.predict(images[:probes], batch_size=probes, verbose=0)
    write_json(folder / "keras.json", {"losses": losses, "before": before.tolist(), "after": after.tolist()})


def run_torch(folder, images, probes):
    import torch
    import torch_models

    planned = read_json(folder / "model.json")
    chain, owners = torch_models.build_chain(planned, channels_last_flatten=True)
    torch_models.set_weights(chain, owners, read_tensors(folder / "weights"))
    chain.eval()
    with torch.no_grad():
        pixels = torch.tensor(images[:probes]).permute(0, 3, 1, 2)
        probabilities = torch.softmax(chain(pixels), 1).numpy()
    write_json(folder / "torch.json", {"before": probabilities.tolist()})


def main():
    root = Path(sys.argv[1])
    cases = read_json(root / "cases.json")
    images, labels = read_images(root)
    for name in cases["keras"]:
        run_case(root / name, images, labels, cases["probes"])
        print(f"keras {name}", flush=True)
    for name in cases["torch"]:
        run_torch(root / name, images, cases["probes"])
        print(f"torch {name}", flush=True)


if __name__ == "__main__":
    main()
