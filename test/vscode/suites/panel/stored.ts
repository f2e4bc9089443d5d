import { join } from 'node:path';
import type { RunEvent } from '../../../../src/core/run/events.js';
import { trainedRun } from '../../../page/support/pageRuns.js';

/** Names by which the specs know the stored runs. */
export const ids = { ann: '20310405-060700-ann-s0-0000', cnn: '20310405-060701-cnn-s0-0001' } as const;

/** A definition whose layers are those of the stored runs, each on the line that they say. */
export function definitionText(name: string): string {
  return `{
  "name": "${name}",
  "layers": [
    { "type": "conv2d", "name": "conv1", "filters": 32, "kernelSize": 3, "padding": "same" },
    { "type": "maxPooling2d", "name": "pool1" },
    { "type": "globalAveragePooling2d" },
    { "type": "dense", "name": "output", "units": 10, "activation": "softmax" }
  ]
}
`;
}

/** Events of two models, in turn: one that is stored, and one that is better. */
export function storedEvents(workspace: string): readonly (readonly [runId: string, events: readonly RunEvent[]])[] {
  return [
    [ids.ann, eventsOf(workspace, 'ann', trainedRun({ modelName: 'ann', runId: ids.ann, level: 0.885, drops: [7] }))],
    [
      ids.cnn,
      eventsOf(
        workspace,
        'cnn',
        trainedRun({ modelName: 'cnn', runId: ids.cnn, level: 0.92, epochs: 9, isStoppedEarly: true }),
      ),
    ],
  ];
}

function eventsOf(workspace: string, name: string, events: readonly RunEvent[]): RunEvent[] {
  const definitionPath = join(workspace, `${name}.model.jsonc`);
  return events.map((event) =>
    event.type === 'runStarted'
      ? { ...event, request: { ...event.request, definitionPath, definitionText: definitionText(name) } }
      : event,
  );
}
