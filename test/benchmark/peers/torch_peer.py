"""A plain PyTorch loop: `torch_peer.py FOLDER BATCH_SIZE [channels_last]`, see peer_protocol.py.

PyTorch's own layout is channels first. `channels_last` asks for the other one, the way PyTorch's tuning guide does: it
can be twice as fast on a processor, and what is tuned is named so.
"""

import sys
import time
from pathlib import Path

import peer_protocol

import torch
from torch import nn

from exchange import read_images, read_json
from torch_models import build_chain


def main():
    folder, batch_size = Path(sys.argv[1]), int(sys.argv[2])
    pixels, classes = read_images(folder)
    layout = torch.channels_last if "channels_last" in sys.argv[3:] else torch.contiguous_format
    # With one channel both layouts have the same bytes but not the same strides, and the strides decide which kernels
    # run: hence a copy in the layout that is asked for, which `contiguous` would not make.
    images = (torch.tensor(pixels).permute(0, 3, 1, 2) / 255).clone(memory_format=layout)
    labels = torch.tensor(classes).long()
    trainers = {}

    def trainer(name):
        planned = read_json(folder / f"{name}.json")
        options = planned["recipe"]["optimizer"]["options"]
        model, _ = build_chain(planned, rescale=False)
        model = model.to(memory_format=layout)
        optimizer = torch.optim.AdamW(
            model.parameters(),
            options["learningRate"],
            (options["beta1"], options["beta2"]),
            options["epsilon"],
            options["weightDecay"],
        )
        return model.train(), optimizer, nn.CrossEntropyLoss()

    def train(name, samples):
        if name not in trainers:
            trainers[name] = trainer(name)
        model, optimizer, loss_of = trainers[name]
        started = time.perf_counter()
        total, correct = 0.0, 0
        order = torch.randperm(samples)
        for start in range(0, samples, batch_size):
            batch = order[start : start + batch_size]
            truth = labels[batch]
            optimizer.zero_grad()
            logits = model(images[batch])
            loss = loss_of(logits, truth)
            loss.backward()
            optimizer.step()
            total += loss.item()
            correct += int((logits.argmax(1) == truth).sum())
        return samples / (time.perf_counter() - started)

    notes = ["pixels scaled before training, not in it", f"{torch.get_num_threads()} threads", str(layout)]
    peer_protocol.serve({"torch": torch.__version__}, notes, train)


main()
