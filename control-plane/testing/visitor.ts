/** A browser, or a program, that talks to the API: keeps its cookies and tells what it was answered. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The JSON, loosely: contracts check the rest. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  text: string;
}

export class Visitor {
  readonly url: string;
  /** Sent with every request. */
  readonly headers: Record<string, string>;
  readonly #cookies = new Map<string, string>();

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.headers = headers;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get = (path: string, headers?: Record<string, string>) => this.ask("GET", path, undefined, headers);
  post = (path: string, body?: unknown, headers?: Record<string, string>) => this.ask("POST", path, body, headers);
  patch = (path: string, body?: unknown, headers?: Record<string, string>) => this.ask("PATCH", path, body, headers);
  delete = (path: string, headers?: Record<string, string>) => this.ask("DELETE", path, undefined, headers);

  /** @param body sent as JSON; a text is sent as it is */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.#cookies.size > 0 && { cookie: this.cookie }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...this.headers,
        ...headers,
      },
      redirect: "manual",
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** Sends a body as it is. */
  async send(
    path: string,
    body: Uint8Array<ArrayBuffer> | FormData,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, { method: "POST", headers: this.#signed(headers), body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** Opens what does not end by itself, until `signal` aborts. */
  follow(path: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers: this.#signed(headers), signal });
  }

  #signed(headers: Record<string, string>): Record<string, string> {
    return { ...(this.#cookies.size > 0 && { cookie: this.cookie }), ...this.headers, ...headers };
  }

  #keep(cookie: string): void {
    const [pair = "", ...attributes] = cookie.split(";");
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    if (attributes.some((attribute) => /max-age=0/i.test(attribute))) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
