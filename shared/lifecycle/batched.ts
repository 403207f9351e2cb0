/**
 * Does together what is asked for one by one: everything that comes in the same turn of the event loop, or while the
 * last round is under way, goes into the next.
 *
 * @param work answers in the order of its items; when it rejects, so does everything in that round
 */
export function batched<Item, Answer>(
  work: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: { item: Item; asked: PromiseWithResolvers<Answer> }[] = [];
  let running = false;

  const run = async () => {
    running = true;
    await Promise.resolve();
    while (waiting.length > 0) {
      const round = waiting;
      waiting = [];
      try {
        const answers = await work(round.map(({ item }) => item));
        for (const [n, { asked }] of round.entries()) asked.resolve(answers[n]!);
      } catch (error) {
        for (const { asked } of round) asked.reject(error);
      }
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
