/** How the page looks: a quiet sea green on warm greys, hairlines instead of shadows. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const sea: MantineColorsTuple = [
  "#edf7f5",
  "#d8ece9",
  "#b3dad5",
  "#8ac6bf",
  "#66b4ac",
  "#45a198",
  "#2d8c84",
  "#1c756f",
  "#125e59",
  "#0a4844",
];

const gray: MantineColorsTuple = [
  "#f8f8f6",
  "#f1f1ee",
  "#e7e7e3",
  "#dadad5",
  "#c2c2bc",
  "#9c9c96",
  "#6c6c67",
  "#4e4e4a",
  "#363633",
  "#21211f",
];

const dark: MantineColorsTuple = [
  "#d9dcdf",
  "#b7bcc1",
  "#959ca3",
  "#6d747c",
  "#454d55",
  "#30363c",
  "#262b31",
  "#1d2126",
  "#16191d",
  "#101215",
];

export const theme = createTheme({
  colors: { sea, gray, dark },
  primaryColor: "sea",
  primaryShade: 7,
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontFamily: 'Inter, "Segoe UI Variable Text", "Segoe UI", -apple-system, system-ui, Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Noto Sans Mono", monospace',
  headings: {
    fontWeight: "640",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "1.25" },
      h2: { fontSize: "1.1875rem", lineHeight: "1.35" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
    },
  },
  radius: { md: "0.625rem" },
  components: {
    Card: { defaultProps: { withBorder: true, radius: "lg", padding: "lg" } },
    Modal: { defaultProps: { centered: true, radius: "lg" } },
    Textarea: { defaultProps: { autosize: true, minRows: 3 } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, multiline: true, maw: 320 } },
    Skeleton: { defaultProps: { radius: "md" } },
  },
});

/** Tints are thin and see-through, so that they are calm on light and dark ground alike. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => {
  const light: Record<string, string> = {};
  const dark: Record<string, string> = {};
  for (const name of Object.keys(colors)) {
    light[`--mantine-color-${name}-light`] = `color-mix(in srgb, var(--mantine-color-${name}-6) 12%, transparent)`;
    light[`--mantine-color-${name}-light-hover`] =
      `color-mix(in srgb, var(--mantine-color-${name}-6) 18%, transparent)`;
    light[`--mantine-color-${name}-light-color`] = `color-mix(in srgb, var(--mantine-color-${name}-9) 72%, black)`;
    dark[`--mantine-color-${name}-light`] = `color-mix(in srgb, var(--mantine-color-${name}-5) 17%, transparent)`;
    dark[`--mantine-color-${name}-light-hover`] = `color-mix(in srgb, var(--mantine-color-${name}-5) 24%, transparent)`;
    dark[`--mantine-color-${name}-light-color`] = `var(--mantine-color-${name}-2)`;
  }
  // Mantine's own reds have too little contrast for small text.
  light["--mantine-color-error"] = "var(--mantine-color-red-8)";
  light["--mantine-color-red-text"] = "var(--mantine-color-red-8)";
  dark["--mantine-color-error"] = "var(--mantine-color-red-4)";
  return { variables: {}, light, dark };
};
