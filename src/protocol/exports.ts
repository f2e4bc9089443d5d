import type { FileFormatId } from '../core/interop/exportFormats.js';

/** What takes a run to other programs. */
export interface ExportRequests {
  /** Writes a run's model in the format of another program, over what is there. */
  readonly exportModel: {
    readonly params: { readonly folder: string; readonly format: FileFormatId; readonly out: string };
    readonly result: { readonly path: string; readonly files: number; readonly bytes: number };
  };
  /** Brings a run to an MLflow tracking server. An error has the code `unauthorized` where a password or token is asked for. */
  readonly exportToMlflow: {
    readonly params: {
      readonly folder: string;
      /** Address of the server. */
      readonly to: string;
      readonly credentials?: { readonly token: string } | { readonly username: string; readonly password: string };
    };
    readonly result: {
      readonly outcome: 'created' | 'completed' | 'unchanged';
      /** Where a browser shows it. */
      readonly url: string;
      /** What was left out, and why; for people. */
      readonly notes: readonly string[];
    };
  };
}
