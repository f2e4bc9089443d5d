/** Why something that a person asked for is not done. VS Code shows the message. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
