/** Which model answers, how freely, and how long. */
import { Autocomplete, Input, NumberInput, SimpleGrid, Slider } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { AiValues } from "./ai-values.ts";

const models = ["gpt-4o-mini", "gpt-4o", "gpt-4.1-mini", "gpt-4.1", "gpt-5-mini", "gpt-5"];

export function ModelFields({ form }: { form: UseFormReturnType<AiValues> }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <Autocomplete
        label={t("ai.model")}
        description={t("ai.modelText")}
        data={models}
        // Typing over the present name must not hide the others.
        filter={({ options }) => options}
        maxLength={100}
        {...form.getInputProps("aiModel")}
      />
      <NumberInput
        label={t("ai.maxTokens")}
        description={t("ai.maxTokensText")}
        min={1}
        max={32_000}
        step={100}
        allowDecimal={false}
        {...form.getInputProps("maxTokens")}
      />
      <Input.Wrapper
        label={t("ai.temperature")}
        description={t("ai.temperatureText")}
        error={form.errors.temperature}
        style={{ gridColumn: "1 / -1" }}
      >
        <Slider
          mt="sm"
          mb="lg"
          mx={6}
          min={0}
          max={2}
          step={0.1}
          thumbLabel={t("ai.temperature")}
          marks={[
            { value: 0, label: t("ai.exact") },
            { value: 1, label: "1" },
            { value: 2, label: t("ai.free") },
          ]}
          {...form.getInputProps("temperature")}
        />
      </Input.Wrapper>
    </SimpleGrid>
  );
}
