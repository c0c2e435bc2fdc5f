/**
 * Adds a part to an executor that is reachable through a Proxy of the executor, which private members are not. It is
 * stored as a function: Proxies that wrap the properties read through them do not wrap a function's result.
 */
export function hide(owner: object, key: symbol, part: unknown): void {
  Object.defineProperty(owner, key, { value: () => part, configurable: true });
}
