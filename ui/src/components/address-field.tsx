/** An address on the web, as a person types it: nothing capitalizes or corrects it. */
import { TextInput, type TextInputProps } from "@mantine/core";

export const AddressField = (props: TextInputProps) => (
  <TextInput
    placeholder="https://"
    inputMode="url"
    autoCapitalize="off"
    spellCheck={false}
    maxLength={2048}
    {...props}
  />
);
