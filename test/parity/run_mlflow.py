"""Serves MLflow's own tracking server on a free port of this machine: run_mlflow.py FOLDER.

Prints `ready PORT`. For each line `read EXPERIMENT` on stdin, MLflow's own client reads the experiment and one line of JSON is
printed: its runs, each with parameters, tags, the curves and the files. Ends when stdin does, or after ten minutes.
"""

import json
import os
import sys
import threading
from pathlib import Path

folder = Path(sys.argv[1]).resolve()
store = f"sqlite:///{folder / 'runs.db'}"
os.environ.update(
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false",
    _MLFLOW_SERVER_FILE_STORE=store,
    _MLFLOW_SERVER_ARTIFACT_ROOT="mlflow-artifacts:/",
    _MLFLOW_SERVER_ARTIFACT_DESTINATION=str(folder / "artifacts"),
    _MLFLOW_SERVER_SERVE_ARTIFACTS="true",
)
threading.Timer(600, lambda: os._exit(1)).start()

from mlflow import MlflowClient
from mlflow.server import app
from mlflow.server.handlers import initialize_backend_stores
from werkzeug.serving import make_server


def files_below(client, run_id, path=None):
    for entry in client.list_artifacts(run_id, path):
        if entry.is_dir:
            yield from files_below(client, run_id, entry.path)
        else:
            yield [entry.path, entry.file_size]


def described(client, run):
    curves = {
        key: [[point.step, point.value, point.timestamp] for point in client.get_metric_history(run.info.run_id, key)]
        for key in run.data.metrics
    }
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "times": [run.info.start_time, run.info.end_time],
        "id": run.info.run_id,
        "params": run.data.params,
        "tags": run.data.tags,
        "curves": curves,
        "files": sorted(files_below(client, run.info.run_id)),
    }


initialize_backend_stores(store, None, "mlflow-artifacts:/")
server = make_server("127.0.0.1", 0, app, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"ready {server.port}", flush=True)
for line in sys.stdin:
    name = line.rstrip("\n").removeprefix("read ")
    client = MlflowClient(f"http://127.0.0.1:{server.port}")
    experiment = client.get_experiment_by_name(name)
    print(json.dumps([described(client, run) for run in client.search_runs([experiment.experiment_id])]), flush=True)
os._exit(0)
