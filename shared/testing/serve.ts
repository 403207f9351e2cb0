/**
 * Both simulators for trying things by hand. Prints their addresses and a bot's
 * token, and listens for a developer with curl:
 *
 *     POST /say   {"text", "user"?, "bot"?}      a person writes to a bot
 *     POST /press {"text", "user"?, "bot"?}      presses a button of the last message that has it
 *     GET  /chat?user=&bot=                      the chat as the person sees it
 *
 * `user` is a first name, "Anna" by default; `bot` a username, the first one by
 * default. PORT, TELEGRAM_PORT and OPENAI_PORT fix the ports.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Listener } from "./listener.ts";
import { startOpenAi } from "./openai/openai.ts";
import type { Bot } from "./telegram/bot.ts";
import { startTelegram } from "./telegram/telegram.ts";
import type { User } from "./telegram/user.ts";

const portIn = (name: string) => Number(process.env[name] ?? 0);

const telegram = await startTelegram({ port: portIn("TELEGRAM_PORT") });
const openai = await startOpenAi({ port: portIn("OPENAI_PORT"), chunkDelayMs: 30 });
const first = telegram.addBot({ username: "first_bot", name: "First" });
const people = new Map<string, User>();

const botNamed = (username: unknown) => telegram.bots.find((bot) => bot.username === username) ?? first;

function personNamed(given: unknown): User {
  const firstName = typeof given === "string" && given ? given : "Anna";
  const person = people.get(firstName) ?? telegram.user({ firstName });
  people.set(firstName, person);
  return person;
}

const shown = (person: User, bot: Bot) => ({
  messages: person.chat(bot).messages.map((message) => ({
    from: message.from?.first_name,
    text: message.text ?? message.caption ?? message.rich_message ?? "(no text)",
    buttons: message.reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => text)),
  })),
  draft: person.chat(bot).draft?.text,
  keys: person.chat(bot).keyboard,
  commands: bot.commands,
});

function press(person: User, bot: Bot, text: string): void {
  const chat = person.chat(bot);
  const message = chat.messages.findLast((candidate) =>
    candidate.reply_markup?.inline_keyboard.flat().some((button) => button.text === text),
  );
  if (message) person.presses(message, text);
  else person.taps(bot, text);
}

async function control(request: IncomingMessage): Promise<object> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = parts.length > 0 ? (JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>) : {};
  const bot = botNamed(body.bot ?? searchParams.get("bot"));
  const person = personNamed(body.user ?? searchParams.get("user"));
  if (pathname === "/say") person.says(bot, String(body.text ?? ""));
  else if (pathname === "/press") press(person, bot, String(body.text ?? ""));
  else if (pathname !== "/chat") throw new Error(`No ${pathname} here: try /say, /press or /chat`);
  return shown(person, bot);
}

const handle = async (request: IncomingMessage, response: ServerResponse) => {
  const answer = await control(request).then(
    (body) => ({ status: 200, body }),
    (error: Error) => ({ status: 400, body: { error: error.message } }),
  );
  response.writeHead(answer.status, { "Content-Type": "application/json" });
  response.end(`${JSON.stringify(answer.body, null, 2)}\n`);
};

const listener = await Listener.open((request, response) => void handle(request, response), portIn("PORT"));
process.stdout.write(`TELEGRAM_API_ROOT=${telegram.url}
OPENAI_BASE_URL=${openai.url}
OPENAI_API_KEY=any

bot token  ${first.token}
control    ${listener.url}

  curl -d '{"text":"/start"}' ${listener.url}/say
  curl ${listener.url}/chat
`);
