/** A few ways, of which one is chosen: side by side, on a phone one below the other. Says what the chosen one means. */
import { Input, SegmentedControl, type SegmentedControlItem } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";

interface Props<T extends string> {
  label: string;
  /** Whether the label stands above; else a heading has said it already. */
  labelled?: boolean;
  description: string;
  options: readonly SegmentedControlItem<T>[];
  value: T;
  onChange: (value: T) => void;
}

export function Choice<T extends string>({ label, labelled = false, description, options, value, onChange }: Props<T>) {
  const narrow = useMediaQuery("(max-width: 36em)");
  return (
    <Input.Wrapper
      {...(labelled && { label })}
      labelElement="div"
      description={description}
      inputWrapperOrder={["label", "input", "description"]}
    >
      <SegmentedControl
        display="flex"
        w={narrow ? undefined : "fit-content"}
        orientation={narrow ? "vertical" : "horizontal"}
        fullWidth={narrow}
        mb={6}
        aria-label={label}
        data={[...options]}
        value={value}
        onChange={onChange}
      />
    </Input.Wrapper>
  );
}
