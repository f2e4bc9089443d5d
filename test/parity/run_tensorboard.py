"""Reads exported event files by TensorBoard's own reader: run_tensorboard.py ROOT.

ROOT/tensorboard is a log folder; what is read goes to ROOT/tensorboard.json: {RUN: {TAG: [[step, value]]}}, and the texts.
"""

import json
import sys
from pathlib import Path

from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer

root = Path(sys.argv[1])
multiplexer = EventMultiplexer().AddRunsFromDirectory(str(root / "tensorboard"))
multiplexer.Reload()
read = {}
for run, tags in multiplexer.Runs().items():
    read[run] = {}
    for tag in tags["tensors"]:
        plugin = multiplexer.SummaryMetadata(run, tag).plugin_data.plugin_name
        events = multiplexer.Tensors(run, tag)
        if plugin == "text":
            read[run][tag] = events[0].tensor_proto.string_val[0].decode("utf-8")
        elif plugin == "scalars":
            read[run][tag] = [[event.step, event.tensor_proto.float_val[0]] for event in events]
(root / "tensorboard.json").write_text(json.dumps(read), encoding="utf-8")
