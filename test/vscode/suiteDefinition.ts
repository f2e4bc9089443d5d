/**
 * How one phase of a suite turns into the next:
 * `reload` by VS Code's own command, `restart` by closing VS Code and opening it again on the same folders and user data,
 * `crash` by killing the extension host and opening VS Code again.
 */
export type Transition = 'reload' | 'restart' | 'crash';

/**
 * A suite: one VS Code with a folder of its own, so that suites cannot disturb each other. `suites/NAME/suite.ts` exports
 * one as `suite`; the Mocha files beside it are `*.spec.ts`, those of a later phase `phase2….spec.ts`, and so on.
 */
export interface SuiteDefinition {
  /** What the window opens: nothing, one folder (default), or a `.code-workspace` of the folders named here. */
  readonly open?: 'nothing' | 'folder' | readonly string[];
  /** User settings, over those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `false`: Restricted Mode (`true`). */
  readonly isTrusted?: boolean;
  /** The extension as it stands in the project (default), or packaged and installed. */
  readonly extension?: 'development' | 'vsix';
  /** Between phases 1 and 2, 2 and 3, … (none). */
  readonly transitions?: readonly Transition[];
  /** Added to the environment of VS Code. */
  readonly environment?: Readonly<Record<string, string>>;
  /** CSS pixels of the window, with the scale of screenshots if it is not 1 (`1400x900`). */
  readonly windowSize?: `${number}x${number}` | `${number}x${number}@${number}`;
  /** All phases of one VS Code together (600). */
  readonly timeoutSeconds?: number;
  /** Makes files before VS Code starts, in a process outside it. */
  readonly prepare?: (place: SuitePlace) => void | Promise<void>;
  /** Starts what stands beside VS Code through all phases, in the process of the tests: a server that a window talks to. */
  readonly accompany?: (place: SuitePlace) => Promise<Companion>;
}

/** What stands beside the VS Code of a suite. */
export interface Companion {
  /** Added to the environment of VS Code: where it is to be found. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it, with all that it has started. */
  close(): Promise<void>;
}

/** The folders of one run of a suite; absolute. */
export interface SuitePlace {
  readonly root: string;
  /** What is opened: the folder, or what holds the folders and the `.code-workspace`; empty at first. */
  readonly workspace: string;
  readonly userData: string;
  readonly extensions: string;
  /** The project. */
  readonly project: string;
}
