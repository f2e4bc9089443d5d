/** What may stand before the colon of an id that names a folder: how the images in it are stored. */
export const folderKinds = ['idx', 'cifar', 'images'] as const;

export type FolderKind = (typeof folderKinds)[number];

/** An id such as `images:DIR` or `idx:DIR#SET`, taken apart. */
export interface FolderId {
  readonly kind: FolderKind;
  /** As written: relative, absolute or empty. */
  readonly path: string;
  /** Which of several sets in an IDX folder: what their files' names begin with, such as `emnist-letters`. */
  readonly set?: string;
}

/** The parts of an id that names a folder; undefined for a dataset that is found by its name. */
export function parseFolderId(id: string): FolderId | undefined {
  const kind = folderKinds.find((candidate) => id.startsWith(`${candidate}:`));
  if (kind === undefined) return undefined;
  const path = id.slice(kind.length + 1);
  const [, before, set] = (kind === 'idx' && /^(.*)#([\w-]+)$/s.exec(path)) || [];
  return before === undefined || set === undefined ? { kind, path } : { kind, path: before, set };
}

/** The id of such parts: the inverse of `parseFolderId`. */
export function folderIdText({ kind, path, set }: FolderId): string {
  return `${kind}:${path}${set === undefined ? '' : `#${set}`}`;
}
