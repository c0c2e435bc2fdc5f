/**
 * Returns true for the data of a message that could not be decoded: Chromium decodes it on access, and returns `null`
 * without a `messageerror` for data that is nested too deeply for its stack. No message of this protocol is `null`.
 */
export function isUndecoded(data: unknown): data is null {
  return data === null;
}

/** Returns the error of a message that could not be decoded; the platform does not report the reason. */
export function undecodedData(): DOMException {
  return new DOMException('a message could not be decoded', 'DataCloneError');
}
