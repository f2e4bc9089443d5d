"""Writes test/fixtures/comparison.json: what SciPy, statsmodels and scikit-learn say of models side by side.

    python test/parity/make_comparison_fixture.py            # write the fixture
    python test/parity/make_comparison_fixture.py --check    # compare it with what they say now

Needs numpy, scipy (made with 1.17.1) and scikit-learn (1.9.1); statsmodels (0.15.0) has to agree.
Score intervals and temperatures are written from their definitions on SciPy's optimizers: no package has them.
The seed is fixed: the same versions write the same file.
"""

import json
from pathlib import Path

import numpy as np
from scipy import optimize, special, stats

from statsmodels.stats import contingency_tables, multitest

from fixture_check import write_or_check

OUTPUT = Path(__file__).parent.parent / "fixtures" / "comparison.json"


def agree(ours, theirs, what):
    if not np.allclose(ours, theirs, rtol=1e-9, atol=1e-14):
        raise SystemExit(f"{what}: {ours} and {theirs}")


def mc_nemar():
    cases = []
    for b, c in [(0, 0), (1, 0), (0, 5), (12, 2), (86, 150), (9, 9), (10, 10), (272, 512), (900, 1100), (1, 60)]:
        exact = 1.0 if b + c == 0 else float(stats.binomtest(b, b + c, 0.5).pvalue)
        point = 1.0 if b + c == 0 else float(stats.binom.pmf(min(b, c), b + c, 0.5))
        mid = 1.0 if b + c == 0 else exact - (point / 2 if b == c else point)
        if contingency_tables is not None and b + c > 0:
            agree(exact, contingency_tables.mcnemar([[10, b], [c, 5]], exact=True).pvalue, f"McNemar {b} {c}")
        cases.append({"first": b, "second": c, "exact": exact, "midP": mid})
    return cases


def likelihood_interval(b, c, n, z=stats.norm.ppf(0.975)):
    """Tango's score interval from its definition: the constrained maximum is found by a numeric optimizer."""

    def score(delta):
        low, high = max(0.0, -delta), min(1.0, (1 - delta) / 2)

        def loss(q):  # q: only the first is right; q + delta: only the second
            cells = np.array([q, q + delta, 1 - 2 * q - delta])
            return -float(special.xlogy(np.array([b, c, n - b - c]), np.clip(cells, 1e-300, 1)).sum())

        best = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
        q = min([best.x, low, high], key=loss)
        variance = n * (2 * q + delta * (1 - delta))
        distance = c - b - n * delta
        return 0.0 if distance == 0 else distance / np.sqrt(max(variance, 1e-300))

    estimate = (c - b) / n
    low = -1.0 if b == n else optimize.brentq(lambda d: score(d) - z, -1 + 1e-12, estimate, xtol=1e-13)
    high = 1.0 if c == n else optimize.brentq(lambda d: score(d) + z, estimate, 1 - 1e-12, xtol=1e-13)
    return {"low": float(low), "high": float(high)}


def tango():
    cases = [(0, 0, 50), (0, 1, 44), (1, 0, 44), (12, 2, 50), (3, 17, 100), (272, 512, 10000), (30, 30, 1000), (5, 0, 20)]
    return [{"onlyFirst": b, "onlySecond": c, "count": n, "interval": likelihood_interval(b, c, n)} for b, c, n in cases]


def t_tests(random):
    cases = []
    for first, second, shift, spread in ((3, 3, 0.004, 1), (5, 5, 0.0, 3), (4, 7, 0.01, 2), (2, 2, 0.002, 1), (10, 10, 0.001, 1)):
        one = random.normal(0.9, 0.002, first)
        other = random.normal(0.9 + shift, 0.002 * spread, second)
        welch = stats.ttest_ind(other, one, equal_var=False)
        bounds = welch.confidence_interval(0.95)
        case = {
            "first": one.tolist(),
            "second": other.tolist(),
            "welch": {"t": welch.statistic, "degreesOfFreedom": welch.df, "p": welch.pvalue, "low": bounds.low, "high": bounds.high},
        }
        if first == second:
            paired = stats.ttest_rel(other, one)
            bounds = paired.confidence_interval(0.95)
            case["paired"] = {"t": paired.statistic, "degreesOfFreedom": paired.df, "p": paired.pvalue, "low": bounds.low, "high": bounds.high}
        cases.append(json.loads(json.dumps(case, default=float)))
    return cases


def cochran(random):
    cases = []
    for models, images in ((3, 40), (4, 200), (20, 500)):
        ease = random.normal(1, 1, images)
        skill = np.linspace(0, 0.5, models)
        right = (random.random((images, models)) < special.expit(ease[:, None] + skill)).astype(int)
        by_model, by_image = right.sum(axis=0), right.sum(axis=1)
        total = right.sum()
        q = (models - 1) * (models * (by_model**2).sum() - total**2) / (models * total - (by_image**2).sum())
        p = stats.chi2.sf(q, models - 1)
        if contingency_tables is not None:
            theirs = contingency_tables.cochrans_q(right)
            agree([q, p], [theirs.statistic, theirs.pvalue], "Cochran's Q")
        cases.append({"rightOfModel": by_model.tolist(), "rightOfImage": by_image.tolist(), "q": float(q), "p": float(p)})
    return cases


def corrections(random):
    # Benjamini and Hochberg (1995), section 3.2: fifteen p-values, the first four of which are rejected at 5 %.
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    lists = [published, [0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.2, 0.2], random.random(30).tolist()]
    cases = []
    for values in lists:
        order = np.argsort(values, kind="stable")
        holm = np.empty(len(values))
        holm[order] = np.minimum(1, np.maximum.accumulate(np.sort(values) * np.arange(len(values), 0, -1)))
        bh = stats.false_discovery_control(values, method="bh")
        if multitest is not None:
            agree(holm, multitest.multipletests(values, method="holm")[1], "Holm")
            agree(bh, multitest.multipletests(values, method="fdr_bh")[1], "Benjamini and Hochberg")
        cases.append({"p": list(values), "holm": holm.tolist(), "benjaminiHochberg": bh.tolist()})
    return cases


def temperature(random):
    cases = []
    for scale in (3.0, 0.4, 1.0):
        labels = random.integers(0, 5, 120)
        logits = random.normal(size=(120, 5))
        logits[np.arange(120), labels] += 1.2
        probabilities = special.softmax(scale * logits, axis=1).astype(np.float32)
        logs = np.log(probabilities.astype(np.float64))

        def loss(log_temperature):
            rows = special.log_softmax(logs / np.exp(log_temperature), axis=1)
            return -rows[np.arange(120), labels].mean()

        best = optimize.minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded", options={"xatol": 1e-12})
        cases.append({"labels": labels.tolist(), "probabilities": [float(p) for p in probabilities.ravel()], "temperature": float(np.exp(best.x))})
    return cases


def distributions():
    return {
        "student": [{"t": t, "degreesOfFreedom": df, "p": float(2 * stats.t.sf(abs(t), df))} for t in (0, 0.3, -2.1, 5.5, 40) for df in (1, 2.4, 4, 30, 5000)],
        "studentQuantile": [{"degreesOfFreedom": df, "value": float(stats.t.ppf(0.975, df))} for df in (1, 2, 2.6, 4, 10, 100, 1e5)],
        "chiSquare": [{"x": x, "degreesOfFreedom": df, "p": float(stats.chi2.sf(x, df))} for x in (0, 0.1, 1, 3.84, 30, 400) for df in (1, 2, 5, 19)],
        "incompleteBeta": [{"x": x, "a": a, "b": b, "value": float(special.betainc(a, b, x))} for x in (0, 0.01, 0.5, 0.93, 1) for a, b in ((0.5, 0.5), (2, 7), (300, 280), (15000, 0.5))],
    }


def percentiles(random):
    values = random.normal(size=2000)
    low, high = np.quantile(values, (0.025, 0.975))
    return {"values": values.tolist(), "low": float(low), "high": float(high)}


def fixture():
    random = np.random.default_rng(80211)
    return {
        "mcNemar": mc_nemar(),
        "tango": tango(),
        "tTests": t_tests(random),
        "cochran": cochran(random),
        "corrections": corrections(random),
        "temperature": temperature(random),
        "distributions": distributions(),
        "percentiles": percentiles(random),
    }


def main():
    write_or_check(OUTPUT, fixture())


if __name__ == "__main__":
    main()
