/**
 * Gives an executor a part that a Proxy of the executor reaches as well, which it does not with private members. It is kept
 * as a function: Proxies that wrap what is read through them leave the result of a function alone.
 */
export function hide(owner: object, key: symbol, part: unknown): void {
  Object.defineProperty(owner, key, { value: () => part, configurable: true });
}
