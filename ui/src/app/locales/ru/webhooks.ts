/** The log of webhooks, and the secrets that sign them. */
import type { webhooks as english } from "../en/webhooks.ts";
import type { RussianForms, Translated } from "../translated.ts";

export const webhooks: Translated<typeof english, RussianForms> = {
  deliveries: {
    text: "Что бот отправил на ваши серверы и что они ответили.",
    secrets: "Секреты подписи",
    one: "Вебхук",
    filter: "Какие показаны",
    filters: { all: "Все", pending: "В очереди", delivered: "Доставлены", failed: "Не доставлены" },
    states: { pending: "В очереди", delivered: "Доставлен", failed: "Не доставлен" },
    stateTexts: {
      pending: "Отправляется снова, всё реже, в течение 24 часов.",
      delivered: "Ваш сервер его принял.",
      failed: "Попытки закончились. Можно отправить ещё раз с тем же id.",
    },
    next: "Следующая попытка: {{when}}.",
    events: { command: "Команда", form: "Форма заполнена" },
    preview: "Тестовый чат",
    previewText: "Бота пробовали на этой странице; в Telegram об этом никто не просил",
    empty: {
      title: "Вебхуков пока нет",
      text: "Команды и формы могут отправлять данные на ваш сервер. Каждая отправка появится здесь.",
    },
    noneFound: "В этом состоянии ничего нет.",
    attempts_one: "{{count}} попытка",
    attempts_few: "{{count}} попытки",
    attempts_many: "{{count}} попыток",
    attempts_other: "{{count}} попытки",
    attemptsTitle: "Попытки",
    noAttempts: "Попыток ещё не было.",
    noAnswer: "Нет ответа",
    status: "Ответ {{status}}",
    answer: "Что ответил сервер",
    request: "Запрос",
    made: "Создан {{when}}",
    body: "Тело запроса",
    copyId: "Скопировать id",
    sendAgain: "Отправить ещё раз",
    sentAgain: "Отправляется ещё раз",
  },
  webhooks: {
    secrets: "Секреты подписи",
    text: "Каждый вебхук этого рабочего пространства подписан, чтобы ваши серверы знали: он пришёл отсюда.",
    empty:
      "Пока нет: первый вебхук создаст секрет, которого никто не видел. Создайте его до того, как включите проверку.",
    make: "Создать секрет",
    made: "Секрет создан",
    rotate: "Заменить секрет",
    rotateQuestion: "Заменить секрет подписи?",
    rotateText: "Текущий секрет подписывает вместе с новым ещё 24 часа: за это время переведите на новый свои серверы.",
    rotateThird:
      "Подписывают уже два секрета: старший перестанет сразу, второй останется рядом с новым не дольше 24 часов.",
    current: "подписывает",
    until: "подписывает до {{when}}",
    end: "Отключить",
    endNamed: "Отключить секрет {{name}}",
    endText: "Он больше ничего не подпишет. Сервер, который знает только его, будет отвергать запросы.",
    verify: "Как проверить подпись",
    verifyText: "Вебхуки следуют Standard Webhooks: библиотеки есть для большинства языков. В Node.js:",
    verifyBy:
      "Вручную: заголовок webhook-signature содержит одну или несколько таких подписей через пробел; достаточно одной верной. Отвергайте метки времени старше пяти минут.",
  },
};
