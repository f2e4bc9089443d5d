import type { RunEvent } from '../../../src/core/run/events.js';
import { trainedRun } from './pageRuns.js';

/** The events of twelve variants of a model, a grid of three options: more filters are better, a great learning rate is not. */
export function sweepRuns(): RunEvent[][] {
  const combinations = [16, 32, 64].flatMap((filters) =>
    [1e-4, 1e-3].flatMap((rate) => ['relu', 'gelu'].map((activation) => ({ filters, rate, activation }))),
  );
  return combinations.map(({ filters, rate, activation }, index) => {
    const level = 0.82 + 0.015 * Math.log2(filters / 16) + (rate === 1e-3 ? 0.04 : 0) + ((index * 7) % 5) * 0.003;
    const modelName = `cnn · filters=${filters} · lr=${rate === 1e-4 ? '1e-4' : rate} · activation=${activation}`;
    const options = {
      'layers.conv1.filters': filters,
      'training.optimizer.learningRate': rate,
      'layers.conv1.activation': activation,
    };
    const validation = { count: 1000, loss: 0.5, accuracy: level };
    return trainedRun({ modelName, runId: `variant-${index}`, level, epochs: 4 }).map((event): RunEvent => {
      if (event.type === 'runStarted')
        return { ...event, request: { ...event.request, sweep: { model: 'cnn', options } } };
      return event.type === 'evaluated' ? { ...event, evaluation: { ...event.evaluation, validation } } : event;
    });
  });
}
