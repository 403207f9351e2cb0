/** People who fill in a form whose answers the model is asked about: a step at a time, so that much may happen between two. */
import { randomUUIDv7 } from "node:crypto";
import type { Message } from "grammy/types";
import { CreateForm } from "#shared/schemas/form.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import type { SeededBot } from "./seeded-bots.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/** So many of their messages count against the month, once their form is complete. */
export const messagesEach = 2;

const form = CreateForm.parse({
  name: "Order",
  fields: [{ type: "text", name: "what", label: "What would you like?" }],
  onCompleteAction: "ai",
  aiPrompt: "Answer",
});

export class FormFiller {
  readonly #bot: SeededBot;
  readonly #form: string;
  readonly #user: User;
  readonly #seen = new Set<number>();
  #summary: Message | null = null;
  #steps = 0;

  private constructor(bot: SeededBot, form: string, user: User) {
    this.#bot = bot;
    this.#form = form;
    this.#user = user;
  }

  /** One for each of these bots, each of which gets the form. */
  static async of(world: World, bots: readonly SeededBot[]): Promise<FormFiller[]> {
    const forms = bots.map(({ id }) => ({ id: randomUUIDv7(), bot_id: id }));
    await world.query(
      `with made as (
         insert into forms (id, tenant_id, bot_id, name, fields, on_complete_action, ai_prompt)
         select f.id, b.tenant_id, b.id, $2, $3, $4, $5
         from json_to_recordset($1) as f(id uuid, bot_id uuid) join bots b on b.id = f.bot_id
         returning bot_id
       )
       update bots set revision = nextval('bot_revision') where id in (select bot_id from made)`,
      [JSON.stringify(forms), form.name, JSON.stringify(form.fields), form.onCompleteAction, form.aiPrompt],
    );
    return bots.map((bot, n) => new FormFiller(bot, forms[n]!.id, world.telegram.user()));
  }

  get isDone(): boolean {
    return this.#steps === 3;
  }

  /** Opens the form, answers it or confirms that, and waits for what comes of it. Nothing once all is done. */
  async step(): Promise<void> {
    const { sim } = this.#bot;
    if (this.isDone) return;
    switch (this.#steps++) {
      case 0:
        this.#user.says(sim, `/start form_${this.#form}`);
        await this.#hears(/What would you like/);
        break;
      case 1:
        this.#user.says(sim, "Tea");
        this.#summary = await this.#hears(/check your answers/);
        break;
      case 2:
        this.#user.presses(this.#summary!, "✓ Confirm");
        await this.#hears(/^echo: Order/);
    }
  }

  /** How often the model's answer has come. */
  get answers(): number {
    return this.#heard().filter(({ text }) => text?.startsWith("echo: Order")).length;
  }

  #heard(): Message[] {
    return this.#user.chat(this.#bot.sim).messages.filter(({ from }) => from?.is_bot);
  }

  async #hears(what: RegExp): Promise<Message> {
    const found = () => this.#heard().find(({ message_id: id, text }) => !this.#seen.has(id) && what.test(text ?? ""));
    await until(() => found() !== undefined, { what: `somebody hears ${what}` });
    const message = found()!;
    this.#seen.add(message.message_id);
    return message;
  }
}
