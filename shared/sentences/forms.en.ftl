# What a bot says while a form is filled in. See en.ftl for how ids are named.

button-form-back = ← Back
button-form-skip = Skip
button-form-cancel = ✕ Cancel
button-form-keep = Keep: { $answer }
button-form-keep-it = Keep the answer
button-form-done = Done ({ $count })
button-form-today = Today
button-form-confirm = ✓ Confirm
button-form-share-phone = 📱 Share my phone number
button-form-share-location = 📍 Share my location
button-form-keep-answers = Keep my answers for later
button-form-discard-answers = Delete my answers
button-form-go-on = Go on with the form
button-form-start-anew = Start anew

notice-form-over = This question is over.
notice-form-first = This is the first question.
notice-form-not-yours = This form is somebody else's.

form-progress = { $place }/{ $total }
form-optional = You may skip this question: press Skip or send -

form-ask-phone = Press the button below, or type the number.
form-ask-phone-typed = Type the number with its country code, like +49 30 1234567.
form-ask-date = Choose a day, or type one, like { $example }.
form-ask-date-typed = Type a day, like { $example }.
form-ask-select-typed = Write one of these, or its number.
form-ask-multiselect-typed = Write those that you choose, or their numbers, separated by commas.
form-ask-multiselect = Choose as many as you like, then press Done.
form-ask-multiselect-min =
    { $min ->
        [one] Choose at least { $min }, then press Done.
       *[other] Choose at least { $min }, then press Done.
    }
form-ask-multiselect-max =
    { $max ->
        [one] Choose { $max } at most, then press Done.
       *[other] Choose up to { $max }, then press Done.
    }
form-ask-multiselect-exactly =
    { $count ->
        [one] Choose one, then press Done.
       *[other] Choose { $count }, then press Done.
    }
form-ask-photo = Send a photo, or an image as a file.
form-ask-location = Press the button below, attach a place, or type coordinates like 52.52, 13.405.
form-ask-location-attached = Attach a place, or type coordinates like 52.52, 13.405.

form-hint-required = This question needs an answer.
form-hint-text = Please answer with a text.
form-hint-text-short =
    { $min ->
        [one] That is too short: write at least { $min } character.
       *[other] That is too short: write at least { $min } characters.
    }
form-hint-text-long =
    { $max ->
        [one] That is too long ({ $length }): write at most { $max } character.
       *[other] That is too long ({ $length }): write at most { $max } characters.
    }
form-hint-text-pattern = That doesn't fit. What is expected: { $expected }
form-hint-text-other = That is not in the form that is expected here. Please check it and write it again.
form-hint-number = Please write a number, like 12 or 1.5.
form-hint-integer = Please write a whole number, like 12.
form-hint-number-between = Please write a number from { $min } to { $max }.
form-hint-number-min = Please write a number that is { $min } or more.
form-hint-number-max = Please write a number that is { $max } or less.
form-hint-email = That is no email address. Please write one like anna@example.com.
form-hint-phone = Please share your phone number, or write it with its country code, like +49 30 1234567.
form-hint-phone-country = Please share your phone number, or write it as you dial it in { $country }, or with another country's code, like +49 30 1234567.
form-hint-date = That is no day. Please choose one, or write it like { $example }.
form-hint-date-between = Please choose a day from { $min } to { $max }.
form-hint-date-min = Please choose { $min } or a later day.
form-hint-date-max = Please choose { $max } or an earlier day.
form-hint-select = Please choose one of the options.
form-hint-multiselect = Please choose among the options, or write some of them, parted by commas.
form-hint-multiselect-min =
    { $min ->
        [one] Choose at least { $min } option.
       *[other] Choose at least { $min } options.
    }
form-hint-multiselect-max =
    { $max ->
        [one] Choose { $max } option at most.
       *[other] Choose { $max } options at most.
    }
form-hint-photo = Please send a photo, or an image as a file.
form-hint-photo-large = That file is too large. Please send a photo of at most { $megabytes } MB.
form-hint-photo-kind = That file is no image. Please send a photo: JPEG, PNG, WebP or GIF.
form-hint-photo-unavailable = I could not keep the photo just now. Please send it once more.
form-hint-location = Please share a location, or write coordinates like 52.52, 13.405.
form-hint-summary = Your answers are ready: press Confirm, or choose what to change.
form-hint-leaving = Please press a button: what shall become of your answers?

form-remark-foreign-contact = That is another person's number. I have taken it as you sent it; go back to change it.
form-edit-changed = ✎ Changed: { $label } – { $answer }
form-edit-refused = Your earlier answer stays: { $label } – { $answer }
form-remark-album = I have taken the first photo of the album: one is enough here.

form-answer = ✓ { $answer }
form-photo = Photo
form-skipped = Skipped
form-went-back = ← Back
form-cancelled = ✕ Cancel
form-edited = ✎ { $label }
form-confirmed = ✓ Confirmed
form-went-on = On with the form.
form-left = You have left the form.
form-no-answer = —
form-summary = Please check your answers:
form-summary-end = Is everything right?

form-leave = You are leaving “{ $form }”. What shall become of your answers? Kept, they wait for you for 7 days.
form-kept = Your answers are kept. Open the form again within 7 days to go on.
form-discarded = Your answers are deleted.
form-left-halfway = You have left “{ $form }” halfway. Your answers wait for you for 7 days. Shall I keep them?
form-take-up = You have filled in a part of “{ $form }”. Would you like to go on, or start anew?
form-started-anew = Started anew.
form-complete = Thank you! Your answers have been saved.
form-gone = This form is not available any more.
form-anonymous = I need to know who fills in a form: please write as yourself, not as the group, or write to me in private.
form-closed = “{ $form }” has been closed in the meantime.
form-nothing-to-cancel = There is nothing to cancel.
form-reply = { $name }, please answer by replying to this message.
form-reply-placeholder = Your answer
