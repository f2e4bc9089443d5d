"""Writes test/fixtures/probes.json: ridge regressions and what scikit-learn makes of them.

    python test/parity/make_probe_fixture.py

Needs numpy and scikit-learn (made with 1.9.1). The seed is fixed: the same versions write the same file. Leave-one-out
predictions are made the slow way too, by as many fits as there are rows, and compared with scikit-learn's here.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge, RidgeClassifier, RidgeCV

OUTPUT = Path(__file__).parent.parent / "fixtures" / "probes.json"
PENALTIES = [0.001, 0.01, 0.1, 1, 10]


def activations(rng, rows, features, classes, spread):
    """Class centres in a few directions, correlated units, a rectifier: what a layer gives."""
    labels = rng.integers(0, classes, rows)
    rank = max(2, min(features, classes, 6))
    hidden = rng.normal(size=(classes, rank))[labels] + spread * rng.normal(size=(rows, rank))
    x = np.maximum(0, hidden @ rng.normal(size=(rank, features)) + 0.3 * rng.normal(size=(rows, features)))
    return x.astype(np.float32), labels


def case(rng, name, rows, features, classes, spread, constant=()):
    x, labels = activations(rng, rows, features, classes, spread)
    for column in constant:
        x[:, column] = 0.25 * column
    varying = [f for f in range(features) if f not in constant and x[:, f].std() > 0]
    kept = x.astype(np.float64)[:, varying]
    z = (kept - kept.mean(axis=0)) / kept.std(axis=0)
    y = np.eye(classes)[labels]
    quarter = rows // 4
    chosen = RidgeCV(alphas=[p * quarter for p in PENALTIES], store_cv_results=True).fit(z[:quarter], y[:quarter])
    errors = np.asarray(chosen.cv_results_).reshape(quarter, classes, len(PENALTIES)).sum(axis=(0, 1))
    penalty = PENALTIES[int(errors.argmin())]
    ridge = Ridge(alpha=penalty * rows, solver="cholesky").fit(z, y)
    held_out = np.empty((rows, classes))
    for row in range(rows):
        rest = np.arange(rows) != row
        held_out[row] = Ridge(alpha=penalty * rows, solver="cholesky").fit(z[rest], y[rest]).predict(z[row : row + 1])[0]
    others, _ = activations(rng, 12, features, classes, spread)
    other_z = (others.astype(np.float64)[:, varying] - kept.mean(axis=0)) / kept.std(axis=0)
    classifier = RidgeClassifier(alpha=penalty * rows).fit(z, labels)
    if len(set(labels)) == classes and classes > 2:
        assert (classifier.predict(other_z) == ridge.predict(other_z).argmax(axis=1)).all()
    return {
        "name": name,
        "rows": rows,
        "features": features,
        "classCount": classes,
        "values": [float(v) for v in x.ravel()],
        "labels": labels.tolist(),
        "errors": errors.tolist(),
        "penalty": penalty,
        "heldOutScores": held_out.ravel().tolist(),
        "others": [float(v) for v in others.ravel()],
        "otherScores": ridge.predict(other_z).ravel().tolist(),
    }


def main():
    rng = np.random.default_rng(20)
    cases = [
        case(rng, "more images than units", 60, 8, 4, 0.8),
        case(rng, "more units than images", 24, 40, 3, 0.8),
        case(rng, "more units than images of the choosing quarter", 80, 30, 5, 1.2),
        case(rng, "constant units", 48, 10, 3, 0.6, constant=(0, 4)),
        case(rng, "two classes", 40, 5, 2, 1.5),
        case(rng, "nothing to be learned", 40, 4, 3, 20),
    ]
    OUTPUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
