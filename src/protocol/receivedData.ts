/**
 * What a message of a browser's port holds. Throws when it could not be decoded: Chromium decodes it here, and of what is
 * nested too deeply for its stack it gives `null`, which no message of ours is, without any `messageerror`.
 */
export function receivedData(event: { readonly data: unknown }): unknown {
  const { data } = event;
  if (data === null) throw undecodedData();
  return data;
}

/** The error of a message that could not be decoded; the platform does not say why. */
export function undecodedData(): DOMException {
  return new DOMException('a message could not be decoded', 'DataCloneError');
}
