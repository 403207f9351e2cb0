/** Text written by somebody else: shown as it is, in its own direction, wrapped wherever it must. */
import { Text, type TextProps } from "@mantine/core";

interface Props extends TextProps {
  children: string;
  title?: string;
  /** Keeps line breaks. */
  multiline?: boolean;
}

export const Foreign = ({ children, multiline = false, style, ...rest }: Props) => (
  <Text
    component="span"
    dir="auto"
    className="foreign"
    {...rest}
    style={{ ...(multiline && { whiteSpace: "pre-wrap" }), ...(style as object) }}
  >
    {children}
  </Text>
);
