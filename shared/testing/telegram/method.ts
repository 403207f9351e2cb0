/** What a Bot API method is to the gateway. */

import type { Params } from "#shared/telegram/params.ts";
import type { Bot } from "./bot.ts";
import type { World } from "./world.ts";

export interface MethodCall {
  bot: Bot;
  world: World;
  params: Params;
}

/**
 * Does the call and returns its result.
 *
 * @throws {ApiError} when Telegram would refuse it
 */
export type Method = (call: MethodCall) => unknown;

/** Methods by the names of the documentation. */
export type Methods = Readonly<Record<string, Method>>;
