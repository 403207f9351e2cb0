/** Makes an account and its workspace. The first person of an installation becomes its operator, and is told. */
import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { installationQuery } from "../../api/installation.ts";
import { useRegister } from "../../api/session.ts";
import { focusFirstError } from "../../components/focus-first-error.ts";
import { Problem } from "../../components/problem.tsx";
import { Door } from "./door.tsx";
import { useRefusals } from "./refusals.ts";
import { isEmail, passwordFault } from "./rules.ts";

export function Register() {
  const { t } = useTranslation();
  const { data: installation } = useQuery(installationQuery);
  const register = useRegister();
  const refusals = useRefusals();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validateInputOnBlur: ["password"],
    validate: {
      name: (name) => (name.trim() === "" ? t("auth.errors.name") : null),
      email: (email) => (isEmail(email) ? null : t("auth.errors.email")),
      password: (password) => {
        const fault = passwordFault(password);
        return fault && t(`auth.rules.${fault}`);
      },
    },
  });
  const signIn = (
    <Anchor component={Link} href={`/sign-in${location.search}`}>
      {t("auth.signIn.title")}
    </Anchor>
  );
  if (installation?.registrationOpen === false)
    return (
      <Door title={t("auth.closed.title")} text={t("auth.closed.text")}>
        {signIn}
      </Door>
    );

  const first = installation?.hasUsers === false;
  return (
    <Door
      title={t(first ? "auth.register.firstTitle" : "auth.register.title")}
      text={t(first ? "auth.register.firstText" : "auth.register.text")}
      footer={
        !first && (
          <>
            {t("auth.register.haveAccount")} {signIn}
          </>
        )
      }
    >
      <form
        noValidate
        onSubmit={form.onSubmit(
          ({ name, email, password }) => register.mutate({ name: name.trim(), email: email.trim(), password }),
          focusFirstError(form),
        )}
      >
        <Stack gap="md">
          {first && (
            <Alert variant="light" icon={<IconShieldCheck />}>
              {t("auth.register.operator")}
            </Alert>
          )}
          <Problem error={register.error} own={refusals} />
          <TextInput
            label={t("auth.name")}
            autoComplete="name"
            maxLength={64}
            autoFocus
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t("auth.email")}
            type="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t("auth.password")}
            description={t("auth.rules.text")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth loading={register.isPending}>
            {t("auth.register.submit")}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
