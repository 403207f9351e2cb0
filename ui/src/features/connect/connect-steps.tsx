/** The steps of a bot that exists; the address carries the step, so a reload stays where it was. */
import { useLocation } from "wouter";
import { NotFound } from "../../components/not-found.tsx";
import { Done } from "./done.tsx";
import { Instructions } from "./instructions.tsx";
import { type StepName, Steps, stepNames } from "./steps.tsx";
import { TryIt } from "./try-it.tsx";

export function ConnectSteps({ botId, step }: { botId: string; step: string }) {
  const [, navigate] = useLocation();
  const current = stepNames.find((name) => name === step);
  if (!current || current === "token") return <NotFound />;
  const go = (next: StepName) => navigate(`/bots/${botId}/setup/${next}`);
  return (
    <Steps step={current} onStep={go}>
      {current === "instructions" && <Instructions botId={botId} onNext={() => go("try")} />}
      {current === "try" && <TryIt botId={botId} onBack={() => go("instructions")} onNext={() => go("done")} />}
      {current === "done" && <Done botId={botId} />}
    </Steps>
  );
}
