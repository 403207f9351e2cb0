/** Conversations and their messages. */
import type { conversations as english } from "../en/conversations.ts";
import type { RussianForms, Translated } from "../translated.ts";

export const conversations: Translated<typeof english, RussianForms> = {
  conversations: {
    search: "Поиск",
    empty: "Пока никто не написал. Первое же сообщение появится здесь само.",
    noneFound: "Ничего не найдено. Попробуйте другое имя.",
    choose: "Выберите диалог",
    chooseText: "Его сообщения появятся здесь и будут обновляться сами.",
    back: "Назад к списку",
    messages: "Сообщения",
    noMessages: "Сообщений пока нет.",
    older: "Загрузить более ранние",
    noText: "Без текста",
    blocked: "Бот заблокирован собеседником",
    kind: "[{{kind}}]",
    photo: "Фото",
    file: "Файл",
    filePending: "Файл загружается",
    notKept: { too_large: "Не сохранено: больше 20 МБ", unavailable: "Не сохранено: Telegram не отдал файл" },
    kinds: {
      callback: "Кнопка",
      photo: "Фото",
      document: "Файл",
      voice: "Голосовое сообщение",
      video: "Видео",
      sticker: "Стикер",
      contact: "Контакт",
      location: "Место",
    },
    ai: "Написано ИИ",
    types: { private: "Личный чат", group: "Группа", supergroup: "Группа", channel: "Канал" },
    statuses: { sending: "отправляется", sent: "отправлено", failed: "не отправлено", unknown: "неизвестно" },
    statusTexts: {
      sending: "На пути в Telegram",
      sent: "Telegram принял сообщение",
      failed: "Telegram не принял сообщение",
      unknown: "Ответ Telegram потерян. Скорее всего, сообщение дошло; второй раз оно не отправляется.",
    },
  },
};
