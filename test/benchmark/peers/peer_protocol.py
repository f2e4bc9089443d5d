"""The conversation with the benchmark, a line of JSON each way.

First the peer says `{"ready": true, "versions": {…}, "notes": […]}`. Then, for each line `{"model": "cnn", "samples": N}`,
it trains on N images and answers `{"samplesPerSecond": …}`, until its standard input ends.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "parity"))

# Libraries print to standard output too: the conversation keeps the real one, they get standard error.
CONVERSATION = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def say(message):
    CONVERSATION.write(json.dumps(message) + "\n")
    CONVERSATION.flush()


def serve(versions, notes, train):
    """`train(model_name, samples)` returns samples per second."""
    say({"ready": True, "versions": versions, "notes": notes})
    for line in sys.stdin:
        request = json.loads(line)
        say({"samplesPerSecond": train(request["model"], request["samples"])})
