/** A person with a browser's session, who talks to the program's API. */
import type { Bot } from "#shared/schemas/bot.ts";
import type { World } from "./world.ts";

export interface Answer<Body = Record<string, never>> {
  status: number;
  body: Body;
}

export class Person {
  readonly #world: World;
  #cookie = "";
  /** Where the program is now: another start may be at another port. */
  url: string;

  constructor(world: World, url: string) {
    this.#world = world;
    this.url = url;
  }

  async call<Body>(method: string, path: string, json?: unknown): Promise<Answer<Body>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        origin: this.url,
        cookie: this.#cookie,
        ...(json !== undefined && { "content-type": "application/json" }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
    if (cookies.length > 0) this.#cookie = cookies.join("; ");
    const body = await response.text();
    return { status: response.status, body: body ? JSON.parse(body) : undefined };
  }

  async register(name: string): Promise<void> {
    const password = `${name}'s long password`;
    this.#world.keepSecret(password);
    const { status } = await this.call("POST", "/api/auth/sign-up/email", {
      name,
      email: `${name.toLowerCase()}@example.com`,
      password,
    });
    if (status !== 200) throw new Error(`Registering ended with ${status}`);
  }

  async connect(token: string, more: Record<string, unknown> = {}): Promise<Bot> {
    this.#world.keepSecret(token);
    const { status, body } = await this.call<Bot>("POST", "/api/v1/bots", { token, ...more });
    if (status !== 201) throw new Error(`Connecting ended with ${status}: ${JSON.stringify(body)}`);
    return body;
  }
}
