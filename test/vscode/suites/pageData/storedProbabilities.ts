export const RUN_ID = '20310405-060708-cnn-s0-4f3a';

/** Of the 1,000 test images of the embedded sample: image by image another class, and of the last no number. */
export const probabilities = Float32Array.from({ length: 10_000 }, (_, index) => {
  const row = Math.floor(index / 10);
  if (row === 999) return Number.NaN;
  return index % 10 === row % 10 ? 0.55 : 0.05;
});
