/** What a model is told to do: a long text, as long as the server takes one. */
import { Textarea, type TextareaProps } from "@mantine/core";

export const PromptField = (props: TextareaProps) => <Textarea maxRows={18} maxLength={32_000} dir="auto" {...props} />;
