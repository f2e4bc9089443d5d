import { UI_ADDRESS, type UiActionName, type UiBody, type UiResult } from '../uiProtocol.js';

const address = process.env[UI_ADDRESS];

/** Whether the windows can be driven: not in a VS Code that was downloaded. Skip then: `if (!hasUi) this.skip()`. */
export const hasUi = address !== undefined;

/**
 * Does to a window what a person would, or looks at it: `await ui('click', { selector: … })`. See `uiProtocol.ts`.
 * @throws Error when the element does not come in time.
 */
export async function ui<A extends UiActionName>(action: A, body: UiBody<A>): Promise<UiResult<A>> {
  if (address === undefined) throw new Error('This VS Code cannot be driven: skip the test where hasUi is false.');
  const response = await fetch(`${address}/${action}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as { result: UiResult<A>; error?: string };
  if (answer.error !== undefined) throw new Error(`${action} ${JSON.stringify(body)}: ${answer.error}`);
  return answer.result;
}
