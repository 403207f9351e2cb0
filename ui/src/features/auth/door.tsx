/** The frame of the pages for people who are not signed in. */
import { Card, Center, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Brand } from "../../components/brand.tsx";
import { ColorSchemeSwitch } from "../../components/color-scheme-switch.tsx";
import { LanguageSwitch } from "../../components/language-switch.tsx";
import { PageTitle } from "../../components/page-title.tsx";

interface Props {
  title: string;
  text: string;
  children: ReactNode;
  /** Under the card: the other door. */
  footer?: ReactNode;
}

export const Door = ({ title, text, children, footer }: Props) => (
  <Center component="main" id="main" mih="100dvh" px="md" py="xl">
    <PageTitle>{title}</PageTitle>
    <Stack w="100%" maw={420} gap="lg">
      <Group justify="center">
        <Brand size={34} />
      </Group>
      <Card padding="xl">
        <Title order={1}>{title}</Title>
        <Text c="dimmed" mt={4} mb="lg">
          {text}
        </Text>
        {children}
      </Card>
      {footer && (
        <Text ta="center" size="sm">
          {footer}
        </Text>
      )}
      <Group justify="center" gap="sm">
        <LanguageSwitch size="xs" />
        <ColorSchemeSwitch size="xs" />
      </Group>
    </Stack>
  </Center>
);
