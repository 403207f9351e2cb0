/** The editor of what a bot says by itself. */
import type { sentences as english } from "../en/sentences.ts";
import type { RussianForms, Translated } from "../translated.ts";

export const sentences: Translated<typeof english, RussianForms> = {
  sentences: {
    title: "Встроенные фразы",
    text: "Что бот говорит сам, на языке собеседника. Напишите, что говорить вместо этого; если пусто, звучит встроенная фраза, показанная серым.",
    about: "Что бот говорит сам: приветствия, подсказки в формах, кнопки. На русском и английском.",
    syntax: "То, что в фигурных скобках, подставляется. В каждой фразе известны {{names}}.",
    open: "Изменить фразы",
    language: "Язык фраз",
    search: "Поиск",
    ownOnly: "Только свои",
    noneFound: "Ничего не найдено. Попробуйте другое слово.",
    places: "Подставляются: {{names}}",
    reset: "Вернуть",
    resetNamed: "Вернуть встроенную фразу {{name}}",
    groups: { general: "Общее", forms: "Формы", notifications: "Ответы, отправляемые в чат" },
    kinds: { messages: "сообщения", buttons: "кнопки", notices: "уведомления над чатом" },
  },
};
