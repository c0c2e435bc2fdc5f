/** Proxies as libraries make them: what is read through them is read on the Proxy, or on the target. */
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

/** As the reactive ones of Vue, without its mark for what is to be left alone. */
function deep<T extends object>(target: T): T {
  return new Proxy(target, {
    get(on, key, receiver) {
      const value: unknown = Reflect.get(on, key, receiver);
      return typeof value === 'object' && value !== null ? deep(value) : value;
    },
  });
}

/** A Proxy whose target is out of reach: whatever is asked of it throws. */
export function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
