/** What cannot be told of a model: a stable code, and a message whose second line says what to do. */
export class ExplanationError extends Error {
  override readonly name = 'ExplanationError';

  constructor(
    /** `no-map-layers`, `no-such-class`, `no-room-for-features` */
    readonly code: string,
    problem: string,
    advice: string,
  ) {
    super(`${problem}\n${advice}`);
  }
}
