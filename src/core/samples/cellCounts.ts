import type { SampleColumns } from './sampleColumns.js';

/** How many images fell into each cell. */
export interface CellCounts {
  /** `confusion[true][predicted]`, as in an evaluation. */
  readonly confusion: readonly (readonly number[])[];
  /** For each true class, the images without a prediction: in no cell. */
  readonly unpredicted: readonly number[];
}

/** Counts the cells of a run's images, of all or of those with the given indices. */
export function cellCounts(columns: SampleColumns, indices?: Uint32Array): CellCounts {
  const { classCount, labels, predicted } = columns;
  const cells = new Uint32Array(classCount * classCount);
  const unpredicted = new Array<number>(classCount).fill(0);
  const length = indices?.length ?? columns.count;
  for (let position = 0; position < length; position += 1) {
    const index = indices === undefined ? position : (indices[position] ?? 0);
    const label = labels[index] ?? 0;
    const choice = predicted[index] ?? 0;
    if (choice < 0) {
      unpredicted[label] = (unpredicted[label] ?? 0) + 1;
      continue;
    }
    const cell = label * classCount + choice;
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  const confusion = Array.from({ length: classCount }, (_, row) =>
    Array.from(cells.subarray(row * classCount, (row + 1) * classCount)),
  );
  return { confusion, unpredicted };
}
