# What a bot says while a form is filled in, in Russian: the same ids and arguments as in forms.en.ftl.

button-form-back = ← Назад
button-form-skip = Пропустить
button-form-cancel = ✕ Отмена
button-form-keep = Оставить: { $answer }
button-form-keep-it = Оставить ответ
button-form-done = Готово ({ $count })
button-form-today = Сегодня
button-form-confirm = ✓ Подтвердить
button-form-share-phone = 📱 Отправить мой номер
button-form-share-location = 📍 Отправить моё местоположение
button-form-keep-answers = Сохранить ответы на потом
button-form-discard-answers = Удалить ответы
button-form-go-on = Продолжить заполнение
button-form-start-anew = Начать заново

notice-form-over = Этот вопрос уже закрыт.
notice-form-first = Это первый вопрос.
notice-form-not-yours = Эту анкету заполняет другой человек.

form-progress = { $place }/{ $total }
form-optional = Вопрос необязательный: нажмите «Пропустить» или отправьте -

form-ask-phone = Нажмите кнопку ниже или введите номер.
form-ask-phone-typed = Введите номер с кодом страны, например +7 912 345-67-89.
form-ask-date = Выберите день или введите дату, например { $example }.
form-ask-date-typed = Введите дату, например { $example }.
form-ask-select-typed = Напишите один из вариантов или его номер.
form-ask-multiselect-typed = Напишите выбранные варианты или их номера через запятую.
form-ask-multiselect = Отметьте все подходящие варианты и нажмите «Готово».
form-ask-multiselect-min =
    { $min ->
        [one] Отметьте не меньше { $min } варианта и нажмите «Готово».
       *[other] Отметьте не меньше { $min } вариантов и нажмите «Готово».
    }
form-ask-multiselect-max =
    { $max ->
        [one] Отметьте не больше { $max } варианта и нажмите «Готово».
       *[other] Отметьте не больше { $max } вариантов и нажмите «Готово».
    }
form-ask-multiselect-exactly =
    { $count ->
        [one] Отметьте { $count } вариант и нажмите «Готово».
        [few] Отметьте { $count } варианта и нажмите «Готово».
       *[other] Отметьте { $count } вариантов и нажмите «Готово».
    }
form-ask-photo = Пришлите фото или изображение файлом.
form-ask-location = Нажмите кнопку ниже, прикрепите геопозицию или введите координаты, например 55.75, 37.62.
form-ask-location-attached = Прикрепите геопозицию или введите координаты, например 55.75, 37.62.

form-hint-required = На этот вопрос нужно ответить.
form-hint-text = Пожалуйста, ответьте текстом.
form-hint-text-short =
    { $min ->
        [one] Слишком коротко: нужен хотя бы { $min } символ.
        [few] Слишком коротко: нужно хотя бы { $min } символа.
       *[other] Слишком коротко: нужно хотя бы { $min } символов.
    }
form-hint-text-long =
    { $max ->
        [one] Слишком длинно ({ $length }): не больше { $max } символа.
       *[other] Слишком длинно ({ $length }): не больше { $max } символов.
    }
form-hint-text-pattern = Так не подходит. Что требуется: { $expected }
form-hint-text-other = Ответ не в том виде, который здесь ожидается. Проверьте его и напишите ещё раз.
form-hint-number = Пожалуйста, введите число, например 12 или 1,5.
form-hint-integer = Пожалуйста, введите целое число, например 12.
form-hint-number-between = Введите число от { $min } до { $max }.
form-hint-number-min = Введите число не меньше { $min }.
form-hint-number-max = Введите число не больше { $max }.
form-hint-email = Это не похоже на адрес электронной почты. Введите его в виде anna@example.com.
form-hint-phone = Отправьте свой номер кнопкой или введите его с кодом страны, например +7 912 345-67-89.
form-hint-phone-country = Отправьте свой номер кнопкой, введите его так, как набирают в стране { $country }, или с кодом другой страны, например +49 30 1234567.
form-hint-date = Такой даты нет. Выберите день или введите дату, например { $example }.
form-hint-date-between = Выберите день в промежутке: { $min } – { $max }.
form-hint-date-min = Самая ранняя возможная дата: { $min }.
form-hint-date-max = Самая поздняя возможная дата: { $max }.
form-hint-select = Пожалуйста, выберите один из вариантов.
form-hint-multiselect = Отметьте нужные варианты или напишите их через запятую.
form-hint-multiselect-min =
    { $min ->
        [one] Отметьте хотя бы { $min } вариант.
        [few] Отметьте хотя бы { $min } варианта.
       *[other] Отметьте хотя бы { $min } вариантов.
    }
form-hint-multiselect-max =
    { $max ->
        [one] Можно отметить не больше { $max } варианта.
       *[other] Можно отметить не больше { $max } вариантов.
    }
form-hint-photo = Пожалуйста, пришлите фото или изображение файлом.
form-hint-photo-large = Файл слишком большой. Пришлите фото не больше { $megabytes } МБ.
form-hint-photo-kind = Это не изображение. Пришлите фото: JPEG, PNG, WebP или GIF.
form-hint-photo-unavailable = Сейчас не получилось сохранить фото. Пришлите его, пожалуйста, ещё раз.
form-hint-location = Отправьте геопозицию или введите координаты, например 55.75, 37.62.
form-hint-summary = Ответы готовы: нажмите «Подтвердить» или выберите, что изменить.
form-hint-leaving = Нажмите, пожалуйста, кнопку: что сделать с вашими ответами?

form-remark-foreign-contact = Это номер другого человека. Я записал его как есть; чтобы изменить, вернитесь назад.
form-edit-changed = ✎ Изменено: { $label } – { $answer }
form-edit-refused = Прежний ответ остаётся: { $label } – { $answer }
form-remark-album = Я взял первое фото из альбома: здесь достаточно одного.

form-answer = ✓ { $answer }
form-photo = Фото
form-skipped = Пропущено
form-went-back = ← Назад
form-cancelled = ✕ Отмена
form-edited = ✎ { $label }
form-confirmed = ✓ Подтверждено
form-went-on = Продолжаем.
form-left = Вы вышли из анкеты.
form-no-answer = —
form-summary = Проверьте, пожалуйста, ответы:
form-summary-end = Всё верно?

form-leave = Вы выходите из анкеты «{ $form }». Что сделать с ответами? Если сохранить, они подождут вас 7 дней.
form-kept = Ответы сохранены. Откройте анкету снова в течение 7 дней, чтобы продолжить.
form-discarded = Ответы удалены.
form-left-halfway = Вы не закончили анкету «{ $form }». Ответы подождут вас 7 дней. Сохранить их?
form-take-up = Вы уже заполнили часть анкеты «{ $form }». Продолжить или начать заново?
form-started-anew = Начинаем заново.
form-complete = Спасибо! Ваши ответы сохранены.
form-gone = Эта анкета больше недоступна.
form-anonymous = Мне нужно знать, кто заполняет форму: пожалуйста, пишите от своего имени, а не от имени группы, или напишите мне лично.
form-closed = Анкету «{ $form }» тем временем закрыли.
form-nothing-to-cancel = Отменять нечего.
form-reply = { $name }, ответьте, пожалуйста, на это сообщение.
form-reply-placeholder = Ваш ответ
