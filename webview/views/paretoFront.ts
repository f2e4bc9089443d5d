/** A choice: how much it costs, the less the better, and what it is worth, the more the better. */
export interface Choice {
  readonly cost: number;
  readonly value: number;
}

/** Indices of the choices that no other one beats in cost or value without being behind in the other; ascending in cost. */
export function paretoFront(choices: readonly Choice[]): number[] {
  const isBeaten = ({ cost, value }: Choice) =>
    choices.some((other) => other.cost <= cost && other.value >= value && (other.cost < cost || other.value > value));
  return choices
    .map((choice, index) => ({ choice, index }))
    .filter(({ choice }) => !isBeaten(choice))
    .sort((a, b) => a.choice.cost - b.choice.cost || a.index - b.index)
    .map(({ index }) => index);
}
