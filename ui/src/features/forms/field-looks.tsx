/**
 * Each type of question on the page: its picture, its own settings in the editor, and how the preview shows it asked.
 * A type that is missing here, or whose settings nobody could set, does not compile.
 */
import {
  type Icon,
  IconAt,
  IconCalendar,
  IconCircleDot,
  IconHash,
  IconLetterCase,
  IconListCheck,
  IconMapPin,
  IconPaperclip,
  IconPhone,
  IconPhoto,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ComponentType } from "react";
import type { TypeWithSettings } from "#shared/schemas/field-types.ts";
import type { FieldType } from "#shared/schemas/form.ts";
import type { DraftField } from "./form-draft.ts";
import { PreviewCalendar } from "./preview-calendar.tsx";
import { PreviewOptions } from "./preview-options.tsx";
import { ChoiceLimits, DayLimits, NumberLimits, PhotoLimits, TextLimits } from "./question-limits.tsx";
import { QuestionOptions } from "./question-options.tsx";
import type { OwnSettingsProps } from "./question-settings.tsx";

export interface ButtonsProps {
  field: DraftField;
  /** ISO 8601. */
  today: string;
  onAnswer: () => void;
}

interface Look {
  icon: Icon;
  /** From top to bottom. */
  settings?: readonly ComponentType<OwnSettingsProps>[];
  /** What the bot says under the question; nothing where the question says it all. */
  asks?: (t: TFunction, today: string) => string;
  /** The key that lets Telegram itself answer. */
  shareKey?: (t: TFunction) => string;
  /** What answers it; where there are none, people write. */
  Buttons?: ComponentType<ButtonsProps>;
  /** What people send instead of words. */
  sent?: Icon;
}

type Looks = {
  readonly [Type in FieldType]: Look & (Type extends TypeWithSettings ? Required<Pick<Look, "settings">> : unknown);
};

const looks: Looks = {
  text: { icon: IconLetterCase, settings: [TextLimits] },
  number: { icon: IconHash, settings: [NumberLimits] },
  email: { icon: IconAt },
  phone: {
    icon: IconPhone,
    asks: (t) => t("formPreview.askPhone"),
    shareKey: (t) => t("formPreview.phone"),
  },
  date: {
    icon: IconCalendar,
    settings: [DayLimits],
    asks: (t, today) => t("formPreview.askDate", { example: today }),
    Buttons: PreviewCalendar,
  },
  select: { icon: IconCircleDot, settings: [QuestionOptions], Buttons: PreviewOptions },
  multiselect: {
    icon: IconListCheck,
    settings: [QuestionOptions, ChoiceLimits],
    asks: (t) => t("formPreview.askSeveral"),
    Buttons: PreviewOptions,
  },
  photo: {
    icon: IconPhoto,
    settings: [PhotoLimits],
    asks: (t) => t("formPreview.askPhoto"),
    sent: IconPaperclip,
  },
  location: {
    icon: IconMapPin,
    asks: (t) => t("formPreview.askLocation"),
    shareKey: (t) => t("formPreview.location"),
    sent: IconMapPin,
  },
};

export const fieldLooks: Readonly<Record<FieldType, Look>> = looks;
