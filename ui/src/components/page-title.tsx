/** The document's title. React moves it into the head; each page has one. */
export const PageTitle = ({ children }: { children: string }) => <title>{`${children} · BotFactory`}</title>;
