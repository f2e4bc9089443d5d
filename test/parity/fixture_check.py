"""What every script that writes a fixture of figures does with it: writes it, or, with --check, compares it with what is so now."""

import json
import sys

import numpy as np


def write_or_check(output, now):
    """Prints how many figures agree; ends with what differs (relative 1e-6, absolute 1e-12)."""
    if "--check" not in sys.argv:
        output.write_text(json.dumps(now, separators=(",", ":")) + "\n", encoding="utf-8")
        return
    now = json.loads(json.dumps(now))
    found = differences(json.loads(output.read_text(encoding="utf-8")), now)
    if found:
        raise SystemExit("\n".join(found[:20]))
    print(f"{output.name}: {count(now)} figures agree")


def differences(kept, now, path=""):
    if isinstance(now, dict):
        own = kept if isinstance(kept, dict) else {}
        gone = [f"{path}.{key}: gone" for key in own if key not in now]
        return gone + [d for key in now for d in differences(own.get(key), now[key], f"{path}.{key}")]
    if isinstance(now, list):
        if not isinstance(kept, list) or len(kept) != len(now):
            return [f"{path}: another length"]
        return [d for at, (one, other) in enumerate(zip(kept, now)) for d in differences(one, other, f"{path}[{at}]")]
    if kept == now:
        return []
    is_number = isinstance(kept, (int, float)) and isinstance(now, (int, float))
    return [] if is_number and np.isclose(kept, now, rtol=1e-6, atol=1e-12) else [f"{path}: {kept} and {now}"]


def count(value):
    if isinstance(value, (dict, list)):
        return sum(count(each) for each in (value.values() if isinstance(value, dict) else value))
    return 1 if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
