import { describe, expect, it } from 'vitest';
import { trainerArguments, trainerEnvironment, watchGrace } from '../../src/service/trainerEnvironment.js';

describe('how a trainer is started', () => {
  it('runs as Node, on so many cores', () => {
    expect(trainerEnvironment(0)).toEqual({ ELECTRON_RUN_AS_NODE: '1', BAKEOFF_CORES: undefined });
    expect(trainerEnvironment(3.9)).toEqual({ ELECTRON_RUN_AS_NODE: '1', BAKEOFF_CORES: '3' });
  });

  it('waits for a debugger where a developer asks for it, by a port and nothing else', () => {
    expect(trainerArguments({ BAKEOFF_INSPECT_TRAINER: '9230' })).toEqual(['--inspect-brk=9230']);
    for (const port of [undefined, '', '9230 --eval=1', '0.0.0.0:9230'])
      expect(trainerArguments(port === undefined ? {} : { BAKEOFF_INSPECT_TRAINER: port })).toEqual([]);
  });

  it('may be alone for another time than usual where a test asks for it', () => {
    expect(watchGrace({ BAKEOFF_WATCH_GRACE_MS: '1500' })).toEqual({ watchGraceMs: 1500 });
    for (const time of [undefined, '', '-1', 'soon'])
      expect(watchGrace(time === undefined ? {} : { BAKEOFF_WATCH_GRACE_MS: time })).toEqual({});
  });
});
