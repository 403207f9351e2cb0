# What a bot says by itself, in Russian: the same ids and arguments as in en.ftl.

welcome = Здравствуйте, { $first_name }! Я { $bot_name }. Напишите мне или отправьте /help, чтобы узнать, что я умею.
fallback = Извините, сейчас я не могу на это ответить. Попробуйте чуть позже или отправьте /help.
monthly-limit = Сообщения этого бота на текущий месяц закончились: он сможет отвечать с начала следующего.
help-title = Что я умею:
help-empty = Просто напишите мне. Команд у меня пока нет.
button-back = ← Назад
keyboard-changed = Это меню изменилось. Вот оно в новом виде.
notice-not-for-sale = Это больше не продаётся.
notice-menu-changed = Это меню изменилось. Откройте его заново.
