import { formatQuantity, printable } from '../../core/format.js';
import type { Verification } from '../../core/run/verification.js';

/** A verdict as lines: what was compared, where the two part, what could not be compared. */
export function verificationText(verification: Verification): string[] {
  const { partings, gaps } = verification;
  return [verdictLine(verification), ...[...partings, ...gaps].map((sentence) => `  ${printable(sentence)}`)];
}

/** A verdict in one line. */
export function verdictLine({ verdict, epochs, ofEpochs, includesEnd, partsAtEpoch }: Verification): string {
  const extent = `${epochs} of ${formatQuantity(ofEpochs, 'epoch')}${includesEnd ? ', final weights and predictions' : ''}`;
  if (verdict === 'identical') return `identical to the bit: ${extent}`;
  return partsAtEpoch === undefined ? 'different at the end of the run' : `different from epoch ${partsAtEpoch} on`;
}
