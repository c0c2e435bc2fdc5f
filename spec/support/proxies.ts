/** Proxies as libraries create them: getters run on the Proxy, or on the target. */
export const proxies: Readonly<Record<string, <T extends object>(target: T) => T>> = {
  'a Proxy without traps': (target) => new Proxy(target, {}),
  'a Proxy that reads on itself': (target) =>
    new Proxy(target, { get: (on, key, receiver) => Reflect.get(on, key, receiver) as unknown }),
  'a Proxy that reads on its target': (target) =>
    new Proxy(target, { get: (on, key) => Reflect.get(on, key, on) as unknown }),
  'a Proxy that binds methods': bound,
  'a Proxy that wraps what it reads': deep,
  'a Proxy of a Proxy': (target) => new Proxy(new Proxy(target, {}), {}),
};

function bound<T extends object>(target: T): T {
  return new Proxy(target, {
    get(on, key) {
      const value: unknown = Reflect.get(on, key, on);
      return typeof value === 'function' ? (value.bind(on) as unknown) : value;
    },
  });
}

/** Like Vue's `reactive`, which would skip an object with its skip flag. */
function deep<T extends object>(target: T): T {
  return new Proxy(target, {
    get(on, key, receiver) {
      const value: unknown = Reflect.get(on, key, receiver);
      return typeof value === 'object' && value !== null ? deep(value) : value;
    },
  });
}

/** A revoked Proxy: every operation on it throws. */
export function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
