/** The vault's purpose of a bot's token. */
export const tokenPurpose = (botId: string): string => `bot:${botId}:token`;
