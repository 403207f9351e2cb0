# What a bot says while a form is filled in. See en.ftl for how ids are named.
