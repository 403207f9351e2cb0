interface Options {
  /** Items in a round; by default all. */
  most?: number;
  /** Whether one item alone may be at fault for an error: then each of its round is done by itself. By default none is. */
  isOfOne?(error: unknown): boolean;
}

/**
 * Does together what is asked for one by one: everything that comes in the same turn of the event loop, or while the
 * last round is under way, goes into the next.
 *
 * @param work answers in the order of its items; when it rejects, so does everything in that round
 */
export function batched<Item, Answer>(
  work: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { most = Number.POSITIVE_INFINITY, isOfOne = () => false }: Options = {},
): (item: Item) => Promise<Answer> {
  let waiting: Asked<Item, Answer>[] = [];
  let running = false;

  const answer = async (round: readonly Asked<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await work(round.map(({ item }) => item));
      for (const [n, { asked }] of round.entries()) asked.resolve(answers[n]!);
    } catch (error) {
      if (round.length > 1 && isOfOne(error)) for (const each of round) await answer([each]);
      else for (const { asked } of round) asked.reject(error);
    }
  };
  const run = async () => {
    running = true;
    await Promise.resolve();
    while (waiting.length > 0) {
      const round = waiting;
      waiting = round.length > most ? round.splice(most) : [];
      await answer(round);
    }
    running = false;
  };
  return (item) => {
    const asked = Promise.withResolvers<Answer>();
    waiting.push({ item, asked });
    if (!running) void run();
    return asked.promise;
  };
}

interface Asked<Item, Answer> {
  readonly item: Item;
  readonly asked: PromiseWithResolvers<Answer>;
}
