"""Compares a run's evaluation with scikit-learn's on the stored predictions: `check_metrics.py FOLDER`.

FOLDER holds predictions.json/.bin (`probabilities` [n, classes] float32, `labels` int32 [n]) and evaluation.json (the
run's own figures). Prints a JSON list of `[figure, the run's, scikit-learn's, largest difference]`.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn import metrics

from exchange import read_json, read_tensors


def main():
    folder = Path(sys.argv[1])
    tensors = read_tensors(folder / "predictions")
    evaluation = read_json(folder / "evaluation.json")
    probabilities = tensors["probabilities"].astype(np.float64)
    labels = tensors["labels"]
    classes = np.arange(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    # float32 rows sum to 1 but for rounding; scikit-learn asks for more.
    normalized = probabilities / probabilities.sum(axis=1, keepdims=True)

    rows = []

    def compare(name, own, reference):
        own, reference = np.asarray(own, np.float64), np.asarray(reference, np.float64)
        if own.shape != reference.shape:
            raise ValueError(f"{name}: shape {own.shape}, scikit-learn's {reference.shape}")
        difference = float(np.abs(own - reference).max())
        single = own.ndim == 0
        rows.append([name, float(own) if single else None, float(reference) if single else None, difference])

    compare("accuracy", evaluation["test"]["accuracy"], metrics.accuracy_score(labels, predicted))
    compare("log loss", evaluation["logLoss"], metrics.log_loss(labels, normalized, labels=classes))
    confusion = metrics.confusion_matrix(labels, predicted, labels=classes)
    compare("confusion matrix", evaluation["confusion"], confusion)
    for k, fraction in evaluation["topK"].items():
        compare(f"top {k}", fraction, metrics.top_k_accuracy_score(labels, normalized, k=int(k), labels=classes))
    for average in ("macro", "weighted"):
        *figures, _ = metrics.precision_recall_fscore_support(
            labels, predicted, labels=classes, average=average, zero_division=0
        )
        for name, value in zip(("precision", "recall", "f1"), figures):
            compare(f"{average} {name}", evaluation[average][name], value)
    each = metrics.precision_recall_fscore_support(labels, predicted, labels=classes, zero_division=0)
    for name, values in zip(("precision", "recall", "f1", "support"), each):
        own = [entry[name] if entry[name] is not None else 0 for entry in evaluation["classes"]]
        compare(f"{name} of each class", own, values)
    print(json.dumps(rows))


main()
