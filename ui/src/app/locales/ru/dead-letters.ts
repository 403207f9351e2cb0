/** What a bot could not handle. */
import type { deadLetters as english } from "../en/dead-letters.ts";
import type { RussianForms, Translated } from "../translated.ts";

export const deadLetters: Translated<typeof english, RussianForms> = {
  deadLetters: {
    title: "Необработанные сообщения",
    text: "Их не удалось обработать даже после нескольких попыток. Когда причина устранена, попробуйте ещё раз: то, на что бот уже ответил, он не повторит. Хранятся не дольше {{count}} дней.",
    notice_one: "Не удалось обработать {{count}} сообщение",
    notice_few: "Не удалось обработать {{count}} сообщения",
    notice_many: "Не удалось обработать {{count}} сообщений",
    notice_other: "Не удалось обработать {{count}} сообщения",
    noticeMany: "Не удалось обработать больше 100 сообщений",
    look: "Посмотреть",
    attempts_one: "{{count}} попытка:",
    attempts_few: "{{count}} попытки:",
    attempts_many: "{{count}} попыток:",
    attempts_other: "{{count}} попытки:",
    kinds: {
      message: "Сообщение без текста",
      callback_query: "Нажатие кнопки",
      botfactory: "Собственное действие бота",
      other: "Обновление другого вида: {{kind}}",
    },
    tryAgain: "Повторить",
    tryAll: "Повторить все",
    tried: "Бот пробует ещё раз",
    triedAll_one: "Бот пробует ещё раз: {{count}} сообщение",
    triedAll_few: "Бот пробует ещё раз: {{count}} сообщения",
    triedAll_many: "Бот пробует ещё раз: {{count}} сообщений",
    triedAll_other: "Бот пробует ещё раз: {{count}} сообщения",
    delete: "Удалить это сообщение",
    deleteQuestion: "Удалить необработанное сообщение?",
    deleteText: "Написавший не получит ответа. Повторить обработку будет нельзя.",
    empty: {
      title: "Всё обработано",
      text: "Сообщение, которое не удалось обработать даже после нескольких попыток, откладывается и появляется здесь.",
    },
  },
};
