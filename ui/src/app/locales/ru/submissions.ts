/** What people have answered to a form. */
import type { submissions as english } from "../en/submissions.ts";
import type { RussianForms, Translated } from "../translated.ts";

export const submissions: Translated<typeof english, RussianForms> = {
  submissions: {
    when: "Когда",
    who: "Кто",
    nobody: "Неизвестно",
    state: "Состояние",
    anyState: "Любое состояние",
    states: { complete: "Заполнена", partial: "Не до конца" },
    action: "Действие",
    actionStates: { pending: "Выполняется", done: "Выполнено", failed: "Не удалось" },
    search: "Имя или ответ",
    from: "С",
    to: "По",
    columns: "Столбцы",
    download: "Скачать в формате {{as}}",
    noneFound: "Ничего не найдено. Попробуйте другие слова или дни.",
    openNamed: "Открыть анкету: {{name}}",
    photo: "Фото",
    location: "Карта",
    conversation: "Диалог",
    lastAnswer: "Последний ответ",
    startParameter: "Параметр запуска",
    version: "Версия формы",
    delete: "Удалить анкету",
    deleteQuestion: "Удалить эту анкету?",
    deleteText: "Ответы удаляются вместе с фотографиями. Отменить это нельзя.",
    deleted: "Анкета удалена",
    empty: {
      title: "Анкет пока нет",
      text: "Как только кто-нибудь заполнит форму, ответы появятся здесь сами. Её открывает эта ссылка:",
      noLink: "Как только кто-нибудь заполнит форму, ответы появятся здесь. Дайте боту токен, и у формы будет ссылка.",
    },
  },
};
