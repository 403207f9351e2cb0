# What a bot says to the people who run it: where a form's answers are sent. See en.ftl for how ids are named.

connect-how = Send the code that the form's page shows, like this: /connect ABCD2345
connect-wrong = This code is not valid, or not any more. Make a new one on the form's page.
connect-done = Connected: answers to “{ $form }” will be sent to this chat.
connect-not-here = A test chat can't be connected. Send the code to the bot in Telegram.
answers-title = New answers: { $form }
answers-from = From
answers-photo = see the photo below
answers-photo-lost = The photo for “{ $label }” could not be sent here. It is on the form's page.
answers-preview = test chat
