/** What of a user's text is a path with its query, and what is a body. */
export interface RequestParts {
  readonly path?: string;
  readonly body?: string;
}

/** Takes `METHOD PATH BODY` apart; any other text may be a URL or a body. Placeholders may hold spaces. */
export function requestParts(text: string): RequestParts {
  const [, path, body] = /^\s*[A-Za-z]+\s+((?:\{\{.*?\}\}|[^\s{]|\{(?!\{))+)(?:\s+([^]*?))?\s*$/.exec(text) ?? [];
  if (path === undefined) return { path: text, body: text };
  return body === undefined || body === '' ? { path } : { path, body };
}
