import type { WireError } from './wire.js';

/** An error of the other side, with what a person needs of it. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';

  constructor(
    message: string,
    /** Stable, kebab-case; `failed` where the other side gave none, `closed` when the channel ended before the answer. */
    readonly code: string,
    /** What to do, where that is known. */
    readonly advice?: string,
  ) {
    super(message);
  }
}

/** Whatever was thrown, as plain data. Never throws. */
export function wireErrorOf(thrown: unknown): WireError {
  if (thrown instanceof RemoteError) {
    const { code, message, advice } = thrown;
    return { code, message, ...(advice === undefined ? {} : { advice }) };
  }
  return { code: 'failed', message: messageOf(thrown) };
}

function messageOf(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    return typeof text === 'string' && text !== '' ? text : 'It failed without saying why.';
  } catch {
    return 'It failed without saying why.';
  }
}
