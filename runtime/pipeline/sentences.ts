/** What a bot says by itself, where its tenant has written nothing, in the languages we speak. */

export interface Sentences {
  welcome: string;
  fallback: string;
  monthlyLimit: string;
  helpTitle: string;
  helpEmpty: string;
  back: string;
  menuChanged: string;
}

const en: Sentences = {
  welcome: "Hello, {first_name}! I am {bot_name}. Write me a message, or send /help to see what I can do.",
  fallback: "Sorry, I can't answer that right now. Please try again a little later, or send /help.",
  monthlyLimit: "This bot has used up its messages for this month and can't answer until the next one begins.",
  helpTitle: "What I can do:",
  helpEmpty: "Just write to me. I have no commands yet.",
  back: "← Back",
  menuChanged: "This menu has changed. Please open it again.",
};

const ru: Sentences = {
  welcome: "Здравствуйте, {first_name}! Я {bot_name}. Напишите мне или отправьте /help, чтобы узнать, что я умею.",
  fallback: "Извините, сейчас я не могу на это ответить. Попробуйте чуть позже или отправьте /help.",
  monthlyLimit: "Сообщения этого бота на текущий месяц закончились: он сможет отвечать с начала следующего.",
  helpTitle: "Что я умею:",
  helpEmpty: "Просто напишите мне. Команд у меня пока нет.",
  back: "← Назад",
  menuChanged: "Это меню изменилось. Откройте его заново.",
};

/** @param languageCode an IETF tag as Telegram gives it, such as `ru` or `pt-br` */
export const sentencesFor = (languageCode: string | undefined): Sentences => (languageCode?.startsWith("ru") ? ru : en);
