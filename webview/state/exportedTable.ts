/** A table to be taken elsewhere. */
export interface ExportedTable {
  /** Of the file, without ending. */
  readonly fileName: string;
  readonly markdown: string;
  readonly csv: string;
}
