"""Writes test/fixtures/metrics.json: predictions, and what scikit-learn says of them.

    python test/parity/make_metrics_fixture.py

Needs numpy and scikit-learn (made with 1.9.1). The seed is fixed: the same versions write the same file. Probabilities
are float32 written in decimal with all their digits.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support, top_k_accuracy_score

OUTPUT = Path(__file__).parent.parent / "fixtures" / "metrics.json"


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


def top_k(probabilities, labels, k):
    """Accuracy among the first k with ties in the order of the classes; scikit-learn's own where nothing ties."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    ours = float((order == labels[:, None]).any(axis=1).mean())
    has_ties = any(len(np.unique(row)) < len(row) for row in probabilities)
    classes = probabilities.shape[1]
    if not has_ties and classes > 2:
        theirs = top_k_accuracy_score(labels, probabilities, k=k, labels=np.arange(classes))
        assert abs(ours - theirs) < 1e-12
    return ours


def case(name, probabilities, labels):
    probabilities = np.asarray(probabilities, np.float32)
    labels = np.asarray(labels, np.int64)
    classes = probabilities.shape[1]
    everything = np.arange(classes)
    predicted = probabilities.argmax(axis=1)
    undefined = precision_recall_fscore_support(labels, predicted, labels=everything, zero_division=np.nan)
    averages = {
        average: precision_recall_fscore_support(
            labels, predicted, labels=everything, average=average, zero_division=0
        )[:3]
        for average in ("macro", "weighted")
    }
    with warnings.catch_warnings():
        # Rows of the edge cases need not sum to one.
        warnings.simplefilter("ignore")
        loss = log_loss(labels, probabilities.astype(np.float32), labels=everything)
    return {
        "name": name,
        "classCount": classes,
        "labels": labels.tolist(),
        "probabilities": [float(value) for value in probabilities.ravel()],
        "accuracy": accuracy_score(labels, predicted),
        "logLoss": loss,
        "topK": {str(k): top_k(probabilities, labels, k) for k in (2, 3, 5) if k < classes},
        "confusion": confusion_matrix(labels, predicted, labels=everything).tolist(),
        "classes": [
            {
                "precision": None if np.isnan(precision) else float(precision),
                "recall": None if np.isnan(recall) else float(recall),
                "f1": None if np.isnan(f1) else float(f1),
                "support": int(support),
            }
            for precision, recall, f1, support in zip(*undefined)
        ],
        **{
            average: dict(zip(("precision", "recall", "f1"), (float(value) for value in values)))
            for average, values in averages.items()
        },
    }


def main():
    random = np.random.default_rng(20311)
    cases = []
    for name, count, classes, sharpness in (
        ("ten classes, mostly right", 300, 10, 3.0),
        ("ten classes, by chance", 120, 10, 0.0),
        ("three classes", 80, 3, 1.5),
        ("two classes", 40, 2, 1.0),
        ("six classes", 90, 6, 1.0),
    ):
        labels = random.integers(0, classes, count)
        logits = random.normal(size=(count, classes))
        logits[np.arange(count), labels] += sharpness
        cases.append(case(name, softmax(logits), labels))

    labels = random.choice([0, 1, 3], 60)
    cases.append(case("a class absent from truth", softmax(random.normal(size=(60, 5))), labels))
    logits = random.normal(size=(60, 5))
    logits[:, 2] = -20
    cases.append(case("a class never predicted", softmax(logits), random.integers(0, 5, 60)))
    labels = random.choice([0, 1, 3], 60)
    logits = random.normal(size=(60, 5))
    logits[:, 4] = -20
    cases.append(case("a class absent from truth and predictions", softmax(logits), labels))
    cases.append(case("one class only in truth", softmax(random.normal(size=(20, 4))), np.full(20, 2)))
    cases.append(case("all right, without doubt", np.eye(4)[[0, 1, 2, 3, 0]], [0, 1, 2, 3, 0]))
    cases.append(case("all wrong, without doubt", np.eye(4)[[1, 2, 3, 0, 1]], [0, 1, 2, 3, 0]))
    cases.append(case("one image", [[0.2, 0.5, 0.3]], [2]))
    cases.append(case("all tied", np.full((8, 6), 1 / 6), [0, 1, 2, 3, 4, 5, 0, 0]))
    cases.append(case("tied for the first place", [[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.4, 0.2, 0.4]], [1, 2, 0]))
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
