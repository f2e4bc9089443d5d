/** Differences of accuracy up to this size do not matter unless a person says otherwise: 0.3 points. */
export const DEFAULT_MARGIN = 0.003;
