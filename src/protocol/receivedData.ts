/**
 * Returns the data of a message event of a browser's port. Throws when it could not be decoded: Chromium decodes it on
 * access, and returns `null` without a `messageerror` for data that is nested too deeply for its stack; no message of
 * this protocol is `null`.
 */
export function receivedData(event: { readonly data: unknown }): unknown {
  const { data } = event;
  if (data === null) throw undecodedData();
  return data;
}

/** Returns the error of a message that could not be decoded; the platform does not report the reason. */
export function undecodedData(): DOMException {
  return new DOMException('a message could not be decoded', 'DataCloneError');
}
