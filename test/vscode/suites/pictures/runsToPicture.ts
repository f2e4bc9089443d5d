/** The folder of runs that pictures are made of: absolute, else nothing is pictured. */
export function runsToPicture(): string | undefined {
  return process.env.BAKEOFF_PICTURE_RUNS;
}
