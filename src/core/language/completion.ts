import type { Edit } from '../definition/edit.js';
import type { Cursor } from './cursor.js';

/** Something that may be written at a cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: 'layerType' | 'type' | 'key' | 'value' | 'layer' | 'file' | 'dataset' | 'snippet';
  /** A few words beside the label. */
  readonly detail?: string;
  /** Documentation that needs no trust. */
  readonly markdown?: string;
  /** Replaces the token under the cursor; its text is a snippet, with places such as `${1:128}`. */
  readonly edit: Edit;
  /** A comma that is missing further up. It does not touch `edit`. */
  readonly comma?: Edit;
  /** What the text in `edit.range` is compared with while the person goes on typing. */
  readonly filterText: string;
  /** Orders the list. */
  readonly sortText: string;
}

/** A completion without its place. */
export interface Proposal extends Pick<Completion, 'label' | 'kind' | 'detail' | 'markdown'> {
  /** What is written, as a snippet. */
  readonly snippet: string;
}

/** Puts proposals where the cursor is, in their order, with the commas that they need around them. */
export function placed(cursor: Cursor, proposals: readonly Proposal[]): Completion[] {
  const { token, commaBefore, needsCommaAfter, isQuoted } = cursor;
  const touches = commaBefore === token.start;
  const head = touches ? ', ' : '';
  const comma = commaBefore === undefined || touches ? undefined : { start: commaBefore, end: commaBefore };
  return proposals.map(({ snippet, ...proposal }, index) => ({
    ...proposal,
    edit: { range: token, text: `${head}${snippet}${needsCommaAfter ? ', ' : ''}` },
    ...(comma === undefined ? {} : { comma: { range: comma, text: ',' } }),
    filterText: isQuoted ? JSON.stringify(proposal.label) : proposal.label,
    sortText: String(index).padStart(4, '0'),
  }));
}
