import { createInterface } from 'node:readline';

/** What the benchmark asks of a peer, a line of JSON: train on so many images. */
export interface PeerRequest {
  readonly model: string;
  readonly samples: number;
}

/** What a peer says when it is ready. */
export interface PeerGreeting {
  readonly ready: true;
  /** Names and versions of what computes. */
  readonly versions: Readonly<Record<string, string>>;
  /** In what it differs from the other peers. */
  readonly notes: readonly string[];
}

/** A peer's answer to a request. */
export interface PeerAnswer {
  readonly samplesPerSecond: number;
}

/**
 * Answers requests until standard input ends, one after the other. The conversation has file descriptor 1 to itself:
 * native libraries that log there would break it, so what they say goes to standard error with `console.log`.
 */
export async function servePeer(
  greeting: Omit<PeerGreeting, 'ready'>,
  train: (request: PeerRequest) => Promise<number>,
): Promise<void> {
  const say = (message: PeerGreeting | PeerAnswer) => process.stdout.write(`${JSON.stringify(message)}\n`);
  console.log = console.error;
  say({ ready: true, ...greeting });
  for await (const line of createInterface({ input: process.stdin })) {
    say({ samplesPerSecond: await train(JSON.parse(line) as PeerRequest) });
  }
}
