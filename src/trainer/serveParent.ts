import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { type ExplainAnswer, type ExplainMessage, isExplainMessage } from '../runs/explainMessages.js';
import type {
  ActivationsMessage,
  ActivationsReply,
  AugmentedReply,
  AugmentMessage,
  EvaluatedReply,
  EvaluateMessage,
  FromTrainer,
  LayersProbedReply,
  PredictedReply,
  PredictMessage,
  PredictSplitMessage,
  ProbeLayersMessage,
  SplitPredictedReply,
  StartMessage,
  TaskMessage,
  ToTrainer,
} from '../runs/trainerMessages.js';
import { cutOffReasons } from '../runs/trainerMessages.js';
import { failureOf } from './failure.js';
import { RunGuard } from './runGuard.js';

/** What a trainer can do. `signal` is aborted with a reason for people when it is to stop. */
export interface TrainerTasks {
  train(
    request: RunRequest,
    runFolder: string,
    emit: (event: RunEvent) => void,
    signal: AbortSignal,
    options: { readonly resume: boolean },
  ): Promise<void>;
  evaluate?(message: EvaluateMessage, signal: AbortSignal): Promise<Omit<EvaluatedReply, 'type' | 'id'>>;
  predict?(message: PredictMessage, signal: AbortSignal): Promise<Omit<PredictedReply, 'type' | 'id'>>;
  predictSplit?(
    message: PredictSplitMessage,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<Omit<SplitPredictedReply, 'type' | 'id'>>;
  activations?(message: ActivationsMessage): Promise<Omit<ActivationsReply, 'type' | 'id'>>;
  probeLayers?(message: ProbeLayersMessage, signal: AbortSignal): Promise<Omit<LayersProbedReply, 'type' | 'id'>>;
  augment?(message: AugmentMessage): Promise<Omit<AugmentedReply, 'type' | 'id'>>;
  explain?(
    message: ExplainMessage,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<ExplainAnswer>;
  /** Makes something ready that may be asked for next, while nothing is; false when nothing is left. */
  prepare?(): Promise<boolean>;
}

/** From a task to what is made ready for the next: whoever has but one has let go of the channel by then. */
const PREPARE_AFTER_MS = 100;
/** From the parent's end, or SIGTERM, to the end of this process whatever it is doing. */
const GRACE_MS = 10_000;
/** From the parent's end to the end of a training that nobody watches: a window that is loaded anew is back by then, also on
 * a busy machine. */
const WATCH_GRACE_MS = 60_000;

/**
 * Serves the process that forked this one: reads its messages, does its tasks one after the other, ends when it lets go of
 * the channel. A training is then stopped after its step, and after `graceMs` the process ends anyway: the death of the
 * parent, however sudden, leaves nothing that trains for ever. A training that was told to outlive its parent goes on to its
 * end, or as long as it is watched; it hears of requests to stop through its run folder.
 */
export function serveParent(tasks: TrainerTasks, graceMs = GRACE_MS): void {
  if (process.send === undefined) {
    process.stderr.write('The trainer is started by "bakeoff train"; it does nothing by itself.\n');
    process.exitCode = 2;
    return;
  }
  const controller = new AbortController();
  /** Of the tasks that are under way or waiting, by id. */
  const cancelling = new Map<number, AbortController>();
  const sending = new Set<Promise<void>>();
  let work: Promise<void> = Promise.resolve();
  let outliving: RunGuard | undefined;
  let preparing: NodeJS.Timeout | undefined;

  const send = (message: FromTrainer) => {
    const sent = sendToParent(message).finally(() => sending.delete(sent));
    sending.add(sent);
  };
  const finish = async () => {
    await work;
    await Promise.all([...sending, flush(process.stdout), flush(process.stderr)]);
    // Not left to the event loop: a native library's threads may keep it alive.
    process.exit();
  };
  const endSoon = (reason: string) => {
    controller.abort(reason);
    setTimeout(() => process.exit(1), graceMs).unref();
    void finish();
  };

  /** One thing at a time, so that a task waits for no more than one. */
  const prepareSoon = () => {
    clearTimeout(preparing);
    preparing = setTimeout(() => {
      if (cancelling.size > 0 || controller.signal.aborted || tasks.prepare === undefined) return;
      work = tasks.prepare().then(
        (isMore) => (isMore ? prepareSoon() : undefined),
        // It will be said by the task that needs it.
        () => undefined,
      );
    }, PREPARE_AFTER_MS);
  };
  const stop = (reason: string) => {
    controller.abort(reason);
    void finish();
  };
  const train = (message: StartMessage) => {
    const { runFolder, afterParent = 'stop', watchGraceMs = WATCH_GRACE_MS } = message;
    const onForsaken = () => endSoon(cutOffReasons.forsaken);
    const guard = new RunGuard({ runFolder, afterParent, watchGraceMs, onStopRequest: stop, onForsaken });
    if (afterParent !== 'stop') outliving = guard;
    work = work
      .then(() => trainOnce(tasks, message, send, controller.signal))
      .then(() => guard.close())
      .then(() => void finish());
  };

  process.on('message', (message: ToTrainer) => {
    if (message.type === 'stop') stop(message.reason);
    else if (message.type === 'start') train(message);
    else if (message.type === 'cancel') cancelling.get(message.id)?.abort('nobody waits for it any more');
    else {
      const own = new AbortController();
      cancelling.set(message.id, own);
      work = work
        .then(() => doTask(tasks, message, send, AbortSignal.any([controller.signal, own.signal])))
        .finally(() => {
          cancelling.delete(message.id);
          prepareSoon();
        });
    }
  });
  process.on('disconnect', () => {
    if (outliving === undefined) endSoon(cutOffReasons.parentEnded);
    else outliving.orphaned();
  });
  process.on('SIGTERM', () => endSoon(cutOffReasons.terminated));
  process.on('SIGINT', () => endSoon(cutOffReasons.interrupted));
  // The other end of these pipes may be gone; the run goes on to its end without them.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  send({ type: 'ready' });
}

async function trainOnce(
  tasks: TrainerTasks,
  { request, runFolder, resume = false }: StartMessage,
  send: (message: FromTrainer) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await tasks.train(request, runFolder, (event) => send({ type: 'event', event }), signal, { resume });
  } catch (error) {
    // The run folder could not be written: the launcher finds no final event and tells the end of this log.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    send({ type: 'lastWords', text });
    process.exitCode = 1;
  }
}

async function doTask(
  tasks: TrainerTasks,
  message: TaskMessage,
  send: (message: FromTrainer) => void,
  signal: AbortSignal,
): Promise<void> {
  const { id } = message;
  try {
    signal.throwIfAborted();
    if (message.type === 'evaluate' && tasks.evaluate !== undefined)
      send({ type: 'evaluated', id, ...(await tasks.evaluate(message, signal)) });
    else if (message.type === 'predict' && tasks.predict !== undefined)
      send({ type: 'predicted', id, ...(await tasks.predict(message, signal)) });
    else if (message.type === 'predictSplit' && tasks.predictSplit !== undefined) {
      const onProgress = (done: number, total: number) => send({ type: 'taskProgress', id, done, total });
      send({ type: 'splitPredicted', id, ...(await tasks.predictSplit(message, signal, onProgress)) });
    } else if (message.type === 'activations' && tasks.activations !== undefined)
      send({ type: 'activationsRead', id, ...(await tasks.activations(message)) });
    else if (message.type === 'augment' && tasks.augment !== undefined)
      send({ type: 'augmented', id, ...(await tasks.augment(message)) });
    else if (message.type === 'probeLayers' && tasks.probeLayers !== undefined)
      send({ type: 'layersProbed', id, ...(await tasks.probeLayers(message, signal)) });
    else if (isExplainMessage(message) && tasks.explain !== undefined) {
      const onProgress = (done: number, total: number) => send({ type: 'taskProgress', id, done, total });
      send({ id, ...(await tasks.explain(message, signal, onProgress)) });
    } else {
      const text = `This trainer does not know the task "${message.type}".`;
      send({ type: 'taskFailed', id, code: 'unknown-task', message: text });
    }
  } catch (error) {
    send({ type: 'taskFailed', id, ...failureOf(error) });
  }
}

/** Resolves when the message is on its way, or when there is nobody to read it. */
function sendToParent(message: FromTrainer): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

/** Resolves when all that was written before is out, or cannot be: `process.exit` would drop it. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
