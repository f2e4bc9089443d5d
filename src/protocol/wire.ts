/** What travels between the two sides of a channel. Structured-cloneable, and JSON where its contents are. */
export type WireMessage =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'notice'; readonly name: string; readonly payload: unknown };

/** An error as plain data. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly advice?: string;
}

const NAME_LENGTH = 100;

/** The message if it has the form of one, else undefined; what it carries is not looked at. Never throws. */
export function parseWireMessage(value: unknown): WireMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, id, name } = value;
  if (kind === 'notice') return isName(name) ? { kind, name, payload: value.payload } : undefined;
  if (!isId(id)) return undefined;
  switch (kind) {
    case 'request':
      return isName(name) ? { kind, id, name, params: value.params } : undefined;
    case 'cancel':
      return { kind, id };
    case 'progress':
      return { kind, id, progress: value.progress };
    case 'result':
      return { kind, id, result: value.result };
    case 'error':
      return { kind, id, error: parseError(value.error) };
    default:
      return undefined;
  }
}

/** Whoever waits for an answer gets one, even if the error itself makes no sense. */
function parseError(value: unknown): WireError {
  const { code, message, advice } = isRecord(value) ? value : {};
  return {
    code: typeof code === 'string' ? code : 'failed',
    message: typeof message === 'string' ? message : 'The other side failed without saying why.',
    ...(typeof advice === 'string' ? { advice } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= NAME_LENGTH;
}
