"""Writes test/fixtures/labelNoise.json: what cleanlab says of labels.

    python test/parity/make_label_fixture.py

Needs numpy and, for this script alone, cleanlab (made with 2.7.1). The seed is fixed: the same versions write the same
file. Probabilities are float32 written in decimal with all their digits.
"""

import json
from pathlib import Path

import numpy as np
from cleanlab.count import calibrate_confident_joint, compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_normalized_margin_for_each_label, get_self_confidence_for_each_label

OUTPUT = Path(__file__).parent.parent / "fixtures" / "labelNoise.json"


def made(generator, count, classes, flips, sharpness):
    """Labels, some of them flipped, and probabilities of a model that knows the truth more or less."""
    truth = generator.integers(0, classes, count)
    labels = truth.copy()
    flipped = generator.random(count) < flips
    labels[flipped] = (truth[flipped] + generator.integers(1, classes, flipped.sum())) % classes
    logits = generator.normal(size=(count, classes))
    logits[np.arange(count), truth] += sharpness
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return labels, (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


def case(name, labels, probabilities):
    wide = probabilities.astype(np.float64)
    joint, _ = compute_confident_joint(labels, wide, calibrate=False, return_indices_of_off_diagonals=True)
    issues = find_label_issues(
        labels, wide, filter_by="confident_learning", return_indices_ranked_by="normalized_margin"
    )
    counts = np.bincount(labels, minlength=wide.shape[1])
    exact = joint / joint.sum(axis=1, keepdims=True) * counts[:, None]
    rounded = calibrate_confident_joint(joint, labels)
    assert np.abs(exact - rounded).max() <= 1, "cleanlab rounds, and no more"
    return {
        "name": name,
        "classCount": wide.shape[1],
        "labels": labels.tolist(),
        "probabilities": [float(value) for value in probabilities.ravel()],
        "thresholds": get_confident_thresholds(labels, wide).tolist(),
        "confidentJoint": joint.tolist(),
        "estimatedJoint": rounded.tolist(),
        "issues": issues.tolist(),
        "selfConfidence": get_self_confidence_for_each_label(labels, wide).tolist(),
        "normalizedMargin": get_normalized_margin_for_each_label(labels, wide).tolist(),
    }


def main():
    generator = np.random.default_rng(11)
    cases = [
        case("ten classes, one label in ten flipped", *made(generator, 300, 10, 0.1, 4)),
        case("three classes, a weak model", *made(generator, 120, 3, 0.2, 1.5)),
        case("two classes, nothing flipped", *made(generator, 80, 2, 0, 3)),
    ]
    labels, probabilities = made(generator, 60, 4, 0.15, 3)
    labels[labels == 2] = 1
    cases.append(case("a class that no image is labelled with", labels, probabilities))
    OUTPUT.write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
