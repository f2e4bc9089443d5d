"""Writes test/fixtures/statistics.json: what scikit-learn and statsmodels say of proportions and of calibration.

    python test/parity/make_statistics_fixture.py            # write the fixture
    python test/parity/make_statistics_fixture.py --check    # compare it with what they say now

Needs numpy, scikit-learn (made with 1.9.1) and statsmodels (made with 0.15.0). The seed is fixed:
the same versions write the same file. Probabilities are float32 written in decimal with all their digits.
"""

import warnings
from pathlib import Path

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, confusion_matrix, log_loss
from statsmodels.stats.proportion import proportion_confint

from fixture_check import write_or_check

OUTPUT = Path(__file__).parent.parent / "fixtures" / "statistics.json"


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


def wilson(successes, count, alpha=0.05):
    low, high = proportion_confint(successes, count, alpha=alpha, method="wilson")
    return {"low": float(low), "high": float(high)}


def proportions():
    pairs = [(0, 1), (1, 1), (0, 20), (20, 20), (1, 29), (15, 148), (81, 263), (7, 10), (999, 1000), (9283, 10000)]
    return [{"successes": s, "count": n, "interval": wilson(s, n), "interval90": wilson(s, n, 0.1)} for s, n in pairs]


def f1_scores(random):
    """F1 of one class among 10,000 images; the bounds are the middle 95 % of a bootstrap over all of them."""
    cases = []
    for hits, support, predicted in ((850, 1000, 940), (90, 100, 104), (400, 1000, 700), (990, 1000, 995)):
        cells = np.array([hits, support - hits, predicted - hits, 10_000 - support - predicted + hits])
        drawn = random.multinomial(10_000, cells / 10_000, 100_000)
        scores = 2 * drawn[:, 0] / (2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2])
        low, high = np.quantile(scores, (0.025, 0.975))
        cases.append({"hits": hits, "support": support, "predictedCount": predicted, "low": float(low), "high": float(high)})
    return cases


def bins_of(confidence, correct, edges):
    """(low, high] with counts and means; scikit-learn's figures where it has a bin."""
    bins = []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        count = int(inside.sum())
        bins.append(
            {
                "count": count,
                "correct": int(correct[inside].sum()),
                "meanConfidence": float(confidence[inside].mean()) if count else None,
                "accuracy": float(correct[inside].mean()) if count else None,
                "interval": wilson(int(correct[inside].sum()), count) if count else None,
            }
        )
    return bins


def calibration(name, probabilities, labels):
    classes = probabilities.shape[1]
    confidence = probabilities.max(axis=1).astype(np.float64)
    correct = (probabilities.argmax(axis=1) == labels).astype(np.float64)
    binnings = []
    for count in (10, 15):
        edges = np.linspace(0, 1, count + 1)
        bins = bins_of(confidence, correct, edges)
        if correct.min() < correct.max():
            accuracy, mean = calibration_curve(correct, confidence, n_bins=count, strategy="uniform")
            filled = [b for b in bins if b["count"]]
            np.testing.assert_allclose(accuracy, [b["accuracy"] for b in filled], rtol=1e-12)
            np.testing.assert_allclose(mean, [b["meanConfidence"] for b in filled], rtol=1e-12)
        binnings.append({"kind": "width", "count": count, "bins": bins})
        # Equally full: numpy's own quantile of the kind that takes a value of the data.
        inner = np.quantile(confidence, [np.float64(b) / count for b in range(1, count)], method="inverted_cdf")
        distinct = np.unique(np.concatenate([inner, [max(1.0, confidence.max())]]))
        mass = [b for b in bins_of(confidence, correct, np.concatenate([[0.0], distinct])) if b["count"]]
        binnings.append({"kind": "mass", "count": count, "bins": mass})
    for binning in binnings:
        gaps = [(b["count"], abs(b["accuracy"] - b["meanConfidence"])) for b in binning["bins"] if b["count"]]
        binning["expectedError"] = sum(n * gap for n, gap in gaps) / len(labels)
        binning["maximumError"] = max(gap for _, gap in gaps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Float32 rows do not sum to one in float64; Brier's definition does not ask for it.
        one_hot = np.eye(classes)[labels]
        brier = float(((probabilities.astype(np.float64) - one_hot) ** 2).sum(axis=1).mean())
        theirs = brier_score_loss(labels, probabilities, labels=np.arange(classes), scale_by_half=False)
        assert abs(brier - theirs) < 1e-6
        loss = log_loss(labels, probabilities, labels=np.arange(classes))
    return {
        "name": name,
        "classCount": classes,
        "labels": labels.tolist(),
        "probabilities": [float(value) for value in probabilities.ravel()],
        "brierScore": brier,
        "logLoss": float(loss),
        "binnings": binnings,
        "confusion": {
            kind: confusion_matrix(labels, probabilities.argmax(axis=1), labels=np.arange(classes), normalize=how).tolist()
            for kind, how in (("none", None), ("true", "true"), ("predicted", "pred"))
        },
    }


def main():
    random = np.random.default_rng(20611)
    cases = []
    for name, count, classes, sharpness, scale in (
        ("ten classes, too sure of itself", 250, 10, 2.0, 3.0),
        ("ten classes, too modest", 200, 10, 4.0, 0.5),
        ("three classes", 90, 3, 1.0, 1.0),
        ("two classes", 60, 2, 1.5, 1.0),
    ):
        labels = random.integers(0, classes, count)
        logits = random.normal(size=(count, classes))
        logits[np.arange(count), labels] += sharpness
        cases.append(calibration(name, softmax(scale * logits), labels))
    coarse = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [1, 0]], np.float32)[random.integers(0, 4, 41)]
    cases.append(calibration("many equal confidences", coarse, random.integers(0, 2, 41)))
    cases.append(calibration("always sure, always right", np.eye(3, dtype=np.float32), np.arange(3)))
    fixture = {"proportions": proportions(), "f1": f1_scores(random), "calibration": cases}
    write_or_check(OUTPUT, fixture)


if __name__ == "__main__":
    main()
