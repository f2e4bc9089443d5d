/** True for a layer's name that was, or could have been, made from its type: `dense`, `dense_1`. */
export function isMadeName(name: string, type: string): boolean {
  return name === type || (name.startsWith(`${type}_`) && /^\d+$/.test(name.slice(type.length + 1)));
}
