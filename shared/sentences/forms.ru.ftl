# What a bot says while a form is filled in, in Russian: the same ids and arguments as in forms.en.ftl.
