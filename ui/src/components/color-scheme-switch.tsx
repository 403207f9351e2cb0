/** Light, dark, or as the system has it. */
import {
  Center,
  type MantineColorScheme,
  SegmentedControl,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const schemes = [
  ["light", IconSun],
  ["dark", IconMoon],
  ["auto", IconDeviceDesktop],
] as const;

export function ColorSchemeSwitch({ size = "sm", words = false }: { size?: string; words?: boolean }) {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data = schemes.map(([value, Icon]) => ({
    value,
    label: (
      <Center style={{ gap: 6 }}>
        {/* On a phone there is room for the words alone. */}
        <Icon size={16} stroke={1.6} className={words ? "mantine-visible-from-xs" : undefined} aria-hidden />
        {words ? <span>{t(`scheme.${value}`)}</span> : <VisuallyHidden>{t(`scheme.${value}`)}</VisuallyHidden>}
      </Center>
    ),
  }));
  return (
    <SegmentedControl
      aria-label={t("scheme.label")}
      size={size}
      data={data}
      value={colorScheme}
      onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
    />
  );
}
