/** The way in for people who have an account. */
import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, Redirect, useSearchParams } from "wouter";
import { installationQuery } from "../../api/installation.ts";
import { useSignIn } from "../../api/session.ts";
import { focusFirstError } from "../../components/focus-first-error.ts";
import { Problem } from "../../components/problem.tsx";
import { Door } from "./door.tsx";
import { useRefusals } from "./refusals.ts";
import { isEmail } from "./rules.ts";

export function SignIn() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { data: installation } = useQuery(installationQuery);
  const signIn = useSignIn();
  const refusals = useRefusals();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (email) => (isEmail(email) ? null : t("auth.errors.email")),
      password: (password) => (password === "" ? t("auth.errors.noPassword") : null),
    },
  });
  const next = search.get("next");
  const register = next ? `/register?next=${encodeURIComponent(next)}` : "/register";
  if (installation?.hasUsers === false) return <Redirect to={register} replace />;

  return (
    <Door
      title={t("auth.signIn.title")}
      text={t("auth.signIn.text")}
      footer={
        installation?.registrationOpen === false ? (
          t("auth.closed.text")
        ) : (
          <>
            {t("auth.signIn.noAccount")}{" "}
            <Anchor component={Link} href={register}>
              {t("auth.register.title")}
            </Anchor>
          </>
        )
      }
    >
      <form
        noValidate
        onSubmit={form.onSubmit(
          ({ email, password }) => signIn.mutate({ email: email.trim(), password }),
          focusFirstError(form),
        )}
      >
        <Stack gap="md">
          {next && !signIn.error && (
            <Alert variant="light" color="gray">
              {t("auth.signIn.back")}
            </Alert>
          )}
          <Problem error={signIn.error} own={refusals} />
          <TextInput
            label={t("auth.email")}
            type="email"
            autoComplete="username"
            autoFocus
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t("auth.password")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth loading={signIn.isPending}>
            {t("auth.signIn.submit")}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
