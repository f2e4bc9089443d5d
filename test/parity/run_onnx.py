"""Checks exported ONNX files and predicts by onnxruntime: run_onnx.py ROOT (see interop_exchange.py)."""

import sys

import onnx
import onnxruntime
from interop_exchange import run_format


def read(path, images):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"images": images})[0]


run_format(sys.argv[1], "onnx", read)
