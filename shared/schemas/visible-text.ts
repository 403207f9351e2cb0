/** Whether a reader would see anything of a text. Telegram refuses messages and buttons that show nothing. */
export const isVisible = (text: string): boolean => /[^\p{Cc}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(text);
