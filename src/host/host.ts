import type * as vscode from 'vscode';
import type { QueueOperation } from '../core/queue/changeQueue.js';
import type { QueuedJob } from '../core/queue/job.js';
import type { RunRequest } from '../core/run/request.js';
import type { HalvingOptions } from '../core/sweep/halvingPlan.js';
import type { RequestOptions } from '../protocol/channel.js';
import type { Focus, PageSection } from '../protocol/page.js';
import type { OrderedJob, ServedQueue } from '../protocol/queue.js';
import type { ServedRun, ServiceNotices, ServiceRequests } from '../protocol/service.js';
import type { CommandId } from './ids.js';
import type { ClusterLink } from './ray/clusterLink.js';
import type { LastOutcomes } from './tests/lastOutcomes.js';

/** The parts of the extension that commands and views work with; made in `extension.ts` and handed on whole. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly service: Service;
  readonly runs: RunStore;
  readonly definitions: DefinitionIndex;
  readonly training: Training;
  readonly halvings: Halvings;
  readonly queues: Queues;
  readonly queueView: QueueView;
  readonly cluster: ClusterLink;
  readonly compareSet: CompareSet;
  readonly resultsView: ResultsView;
  /** How the tests of comparisons came out the last time. */
  readonly expectations: LastOutcomes;
  readonly panel: ResultsPanel;
}

/** One command of the palette, a menu or a link: one file in `commands/`. */
export interface Command {
  readonly id: CommandId;
  /** Arguments come from menus, links and other extensions: they are checked. An error is shown to the person. */
  run(host: Host, ...args: readonly unknown[]): unknown;
}

/** The service thread as seen from the host. Started by its first request, and again after a crash. */
export interface Service {
  request<Name extends keyof ServiceRequests>(
    name: Name,
    params: ServiceRequests[Name]['params'],
    options?: RequestOptions,
  ): Promise<ServiceRequests[Name]['result']>;
  on<Name extends keyof ServiceNotices>(
    name: Name,
    listener: (payload: ServiceNotices[Name]) => void,
  ): vscode.Disposable;
  /** A new thread has taken the place of one that crashed: roots are to be opened, runs to be followed again. */
  onDidRestart(listener: () => void): vscode.Disposable;
}

/** A runs folder, of a workspace folder or, in a window without one, of the extension's own storage. */
export interface RunsRoot {
  /** Absolute. */
  readonly root: string;
  readonly workspaceFolder?: vscode.WorkspaceFolder;
}

/** A run and the root it lies under. */
export interface StoredRun extends ServedRun {
  readonly root: string;
}

/** Every run of every root, kept up to date by the service. Holds summaries only. */
export interface RunStore {
  readonly roots: readonly RunsRoot[];
  /** False until the first listing of every root is there. */
  readonly isLoaded: boolean;
  /** The newest first. */
  readonly all: readonly StoredRun[];
  /** By id or absolute folder. */
  get(run: string): StoredRun | undefined;
  /** Coalesced: at most ten a second. */
  readonly onDidChange: vscode.Event<RunStoreChange>;
  /** The root for runs of a definition: that of its workspace folder, else the first, else the extension's storage. */
  rootFor(definition: vscode.Uri | undefined): RunsRoot;
  /** The latest run with a result of the definition file with that path. */
  lastResultOf(definitionPath: string): StoredRun | undefined;
  /** True if the definition that the run was trained from is not what the file holds now; undefined: not known (yet). */
  isStale(run: StoredRun): boolean | undefined;
  /** Lists every root anew. Rejects when the service cannot. */
  refresh(): Promise<void>;
}

export interface RunStoreChange {
  /** Ids of new and changed runs. */
  readonly changed: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** A definition file in the workspace, or one that is shipped with the extension. */
export interface DefinitionFile {
  readonly uri: vscode.Uri;
  readonly kind: 'model' | 'comparison';
  /** As the definition says, else the file's name. */
  readonly name: string;
  readonly isShipped: boolean;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  /** For a model without errors. */
  readonly cost?: { readonly parameterCount: number; readonly macs: number };
  readonly errorCount: number;
}

/** The definition files of the workspace, watched; unsaved text of an open document counts. */
export interface DefinitionIndex {
  /** Found by the first call; sorted by path; without the shipped ones. */
  list(): Promise<readonly DefinitionFile[]>;
  /** Those in `data/` of the extension. */
  shipped(): Promise<readonly DefinitionFile[]>;
  /** The one with that path, also a shipped one, as far as it is known by now. */
  at(path: string): DefinitionFile | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** What to train. */
export interface TrainingOrder {
  readonly definition: vscode.Uri;
  /** As it stands in the editor, saved or not. */
  readonly text: string;
  readonly modelName: string;
  /** Id as in a request; default Fashion-MNIST. */
  readonly dataset?: string;
  readonly seed?: number;
  readonly validationSplit?: number;
  readonly recipe?: Readonly<Record<string, unknown>>;
  /** SHA-256 of the comparison's text. */
  readonly comparison?: string;
  /** The plan that decides how many seeds are trained. */
  readonly seedPlan?: RunRequest['seedPlan'];
  /** So many training images. */
  readonly limit?: number;
  /** Which attribution it is trained for, and which changes it has. */
  readonly attribution?: RunRequest['attribution'];
  /** The part of the training images that it is not to see. */
  readonly fold?: RunRequest['fold'];
  /** Which variant of a model it is, in a sweep. */
  readonly sweep?: RunRequest['sweep'];
  /** Absent where there is one round only. */
  readonly round?: OrderRound;
  /** Of a variant that is halved with the others of its model; such orders are kept by their bracket. */
  readonly halving?: Omit<HalvingOptions, 'count'>;
  /** Absolute folder of a run that goes on instead of a new one. */
  readonly goesOn?: string;
  /** It is stopped at the end of that epoch. */
  readonly pauseAfter?: number;
}

/** The round of a comparison with several seeds that an order belongs to: one seed of every model. */
export interface OrderRound {
  /** The same for all orders that were given together, and for no others. */
  readonly batch: string;
  /** From 1. */
  readonly number: number;
  /** Rounds that are trained in any case, and at most; less than that where seeds are trained until models are told apart. */
  readonly minimum: number;
  readonly maximum: number;
  /** The order's model among the comparison's, from 0, the baseline; and how many there are. */
  readonly model: number;
  readonly modelCount: number;
  /** When they were ordered, milliseconds since the epoch. */
  readonly since: number;
}

/** Trainings of this window: a queue with so many runs at once as the setting says. Survives a reload. */
export interface Training {
  /** Orders that have not begun, in turn. */
  readonly waiting: readonly TrainingOrder[];
  readonly onDidChange: vscode.Event<void>;
  /** A promise for each order that resolves when its run has begun. That one cannot begin is told to the person here. */
  enqueue(orders: readonly TrainingOrder[]): readonly Promise<StoredRun>[];
  removeWaiting(order: TrainingOrder): void;
  /** Of a run that this window began. */
  roundOf(runId: string): OrderRound | undefined;
  /** `pauseAfter`: until the end of that epoch. */
  resume(run: StoredRun, pauseAfter?: number): Promise<void>;
  stop(run: StoredRun): Promise<void>;
}

/** Successive halving. */
export interface Halvings {
  /** Trains orders with `halving`, a bracket for each swept model; tells how it goes, and how it ended. `onBegun`: of each new run. */
  begin(orders: readonly TrainingOrder[], onBegun: (run: StoredRun) => void): void;
}

/** The queues on disk of the window's runs roots, whoever fills them and works them off. */
export interface Queues {
  /** In the order of the roots; as far as they have been read. */
  readonly all: readonly ServedQueue[];
  readonly onDidChange: vscode.Event<void>;
  change(root: string, operation: Exclude<QueueOperation, { readonly type: 'add' }>): Promise<void>;
  /** The answer says how many were added, and the places of those that are not needed, unless they are wanted `again`. */
  add(
    root: string,
    jobs: readonly OrderedJob[],
    again?: boolean,
  ): Promise<{ readonly added: number; readonly leftOut: readonly number[] }>;
  /** Works a queue off in this window, also after a reload, or begins nothing more of it. */
  work(root: string, isOn: boolean): Promise<void>;
}

/** The queue's tree. */
export interface QueueView {
  /** Ids of the lines that are selected. */
  readonly selection: readonly string[];
  /** The job, or the whole queue, that a line stands for; undefined for what is no such line. */
  placeOf(line: string): { readonly queue: ServedQueue; readonly job?: QueuedJob } | undefined;
  /** Shows the end of a queue, without taking the focus. */
  reveal(root: string): Promise<void>;
}

/** Which runs are compared, and with which: the checkboxes of the tree, the panel's run bar. Kept for the workspace. */
export interface CompareSet {
  readonly runIds: readonly string[];
  readonly baseline: string | undefined;
  readonly onDidChange: vscode.Event<void>;
  set(runIds: readonly string[]): Promise<void>;
  toggle(runId: string, isIn: boolean): Promise<void>;
  setBaseline(runId: string | undefined): Promise<void>;
}

/** What a person has chosen in the results tree. */
export interface ResultsView {
  /** As `parseRunFilter` reads it; empty: everything is shown. */
  readonly filter: string;
  readonly onDidChangeFilter: vscode.Event<void>;
  setFilter(text: string): void;
  /** Folders of the runs that are selected: what a command is about that is given none. */
  readonly selection: readonly string[];
  /** Folders of the runs that a line of the tree stands for, as one of several seeds; undefined for what is no such line. */
  foldersOf(element: string): readonly string[] | undefined;
}

/** The one results panel. */
export interface ResultsPanel {
  /** Opens it, or brings it to the front, and shows these runs (default: the compare set, else the latest). */
  show(options?: {
    readonly runIds?: readonly string[];
    readonly view?: string;
    /** Id of a dataset to look at in the view `data`, whatever the runs were trained on. */
    readonly dataset?: string;
    /** A cell of the confusion matrix or a class to go to, in the view that is asked for. */
    readonly focus?: Focus;
    /** A part of that view to go to. */
    readonly section?: PageSection;
    readonly preserveFocus?: boolean;
  }): Promise<void>;
  /** Has an open panel ask again what is in doubt about images. */
  doubtsChanged(): void;
}
