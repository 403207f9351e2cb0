/** A picture for each type of question, the same wherever one is shown. */
import {
  IconAt,
  IconCalendar,
  IconCircleDot,
  IconHash,
  IconLetterCase,
  IconListCheck,
  IconMapPin,
  IconPhone,
  IconPhoto,
} from "@tabler/icons-react";

export const fieldIcons = {
  text: IconLetterCase,
  number: IconHash,
  email: IconAt,
  phone: IconPhone,
  date: IconCalendar,
  select: IconCircleDot,
  multiselect: IconListCheck,
  photo: IconPhoto,
  location: IconMapPin,
};
